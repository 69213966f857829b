"""What a scripted upstream of any vendor must provide, and what it may be told to tolerate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.upstreams.refusal import RefusalError
from tests.upstreams.turns import Turn
from translators.hub.document import Document


@dataclass(slots=True)
class Tolerance:
    """Where compatible servers and newer models take more than the strictest of their kind.

    `extensions` are keys, at the top or in a message, that this server knows beside the vendor's
    own. `seals` are the opaque tokens that this upstream has issued: no other is its own.
    """

    developer_role: bool = False
    system_anywhere: bool = False
    extensions: frozenset[str] = frozenset()
    seals: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor's API: `name` is Dragoman's name of its dialect, `path` where requests go.

    `check_headers` is given the key to expect; it and `check` raise `RefusalError`.
    """

    name: str
    path: str
    check_headers: Callable[[Mapping[str, str], str], None]
    check: Callable[[Document, Tolerance], None]
    refusal: Callable[[RefusalError], Document]
    whole: Callable[[Turn, Document], Document]
    stream: Callable[[Turn, Document], tuple[bytes, ...]]


def without_extensions(document: Document, extensions: frozenset[str]) -> Document:
    """The document as a server sees it that does not have these keys."""

    def known(table: Document) -> Document:
        return {key: value for key, value in table.items() if key not in extensions}

    messages = document.get("messages")
    if not extensions or not isinstance(messages, list):
        return known(document)
    kept = [known(item) if isinstance(item, dict) else item for item in messages]
    return {**known(document), "messages": [*kept]}
