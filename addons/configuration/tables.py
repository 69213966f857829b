"""The shape of the TOML file: which keys there are, and of which type.

Nothing is converted and nothing unknown is taken: a misspelt key would otherwise change nothing, in
silence. What the values mean is `resolution`'s.
"""

from typing import Annotated, Literal, NamedTuple, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
)

from addons.configuration.toml_lines import Place


class Fault(NamedTuple):
    """Something wrong at a place of the file."""

    place: Place
    message: str


def _as_tuple(value: object) -> object:
    """A single string counts as a list of one; TOML's arrays are lists."""
    if isinstance(value, str):
        return (value,)
    return tuple(cast(list[object], value)) if isinstance(value, list) else value


type Globs = Annotated[tuple[str, ...], BeforeValidator(_as_tuple), Field(min_length=1)]


class Table(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class PolicyTable(Table):
    """How exchanges are treated: at the top of the file for all routes, in a route for itself."""

    losses: Literal["report", "strict"] | None = None
    drop_content: bool | None = None
    websocket: Literal["refuse", "serve"] | None = None
    keep_alive_seconds: NonNegativeFloat | None = None
    first_byte_seconds: NonNegativeFloat | None = None
    silence_seconds: NonNegativeFloat | None = None
    request_megabytes: PositiveFloat | None = None
    response_megabytes: PositiveFloat | None = None
    record_kilobytes: NonNegativeFloat | None = None


class RouteTable(PolicyTable):
    """`[[routes]]`: what it matches, by globs, and where that goes."""

    name: str | None = None
    host: Globs
    path: Globs | None = None
    strip_prefix: str = ""
    headers: dict[str, str] = {}
    model: Globs | None = None
    provider: str
    model_map: dict[str, str] = {}
    base_path: str | None = None
    plain_tools: bool = False
    other: Literal["pass", "refuse"] = "pass"


class ProviderTable(Table):
    """`[providers.NAME]`: a provider of the user's own, or a known one changed."""

    based_on: str | None = None
    dialect: str | None = None
    base_url: str | None = None
    key_variable: str | None = None
    key_file: str | None = None
    authentication: Literal["bearer", "x-api-key", "api-key", "none"] | None = None
    headers: dict[str, str] = {}
    client_headers: bool | None = None
    path: str | None = None
    streaming: Literal["asked", "always", "never"] | None = None


class ConversationsTable(Table):
    """`[conversations]`: where answers are kept that clients continue, and how many of them.

    0 is no limit.
    """

    store: str | None = None
    answers: NonNegativeInt | None = None
    megabytes: NonNegativeFloat | None = None
    days: NonNegativeFloat | None = None


class FileTable(PolicyTable):
    """The whole file."""

    routes: Annotated[tuple[RouteTable, ...], BeforeValidator(_as_tuple)] = ()
    providers: dict[str, ProviderTable] = {}
    conversations: ConversationsTable = ConversationsTable()
