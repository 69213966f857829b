"""What the tables of the file mean: names become providers, references become keys.

Every fault is collected with its place, so that a user sees all of them at once. No key is ever
part of a message.
"""

import math
import re
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from addons.configuration.tables import Fault, FileTable, PolicyTable, ProviderTable, RouteTable
from addons.configuration.toml_lines import Place
from addons.messages.address import Address
from addons.messages.headers import CREDENTIALS
from addons.routes.judge import Routes
from addons.routes.policy import Policy
from addons.routes.route import Route, glob
from addons.routes.target import Target
from translators.dialect import Dialect
from translators.providers.anthropic import VERSION, at_version
from translators.providers.provider import SPOKEN, Provider
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS

_COMPATIBLE = "openai-compatible"
_PATTERN = re.compile(r"[*?\[]")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's name (RFC 9110, 5.6.2)."""

_MEGABYTE = 1024 * 1024


class FaultError(Exception):
    """Nothing can be made of a table."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(place, message)


class Resolution:
    """One file being resolved. `faults` and `key_files` are complete after `routes`.

    `folder` is where relative files of keys are looked for, `environment` holds keys.
    """

    def __init__(
        self, table: FileTable, folder: Path, environment: Mapping[str, str], *, strict: bool
    ) -> None:
        self.faults: list[Fault] = []
        self.key_files: list[Path] = []
        self._table = table
        self._folder = folder
        self._environment = environment
        self._strict = strict

    def routes(self) -> Routes:
        """The routes that have no fault."""
        routes: list[Route] = []
        for index, table in enumerate(self._table.routes):
            try:
                routes.append(self._route(index, table))
            except FaultError as error:
                if error.fault not in self.faults:
                    self.faults.append(error.fault)
        return Routes(tuple(routes))

    def _route(self, index: int, table: RouteTable) -> Route:
        place: Place = ("routes", index)
        for host in table.host:
            if "/" in host or ":" in host:
                raise FaultError(
                    (*place, "host"), f"{host!r}: a host has no scheme, no port and no path"
                )
        if table.plain_tools and table.other == "refuse":
            reason = "it edits the list of the client's own vendor, which must be let through"
            raise FaultError((*place, "plain_tools"), reason)
        provider, key = self._provider(table.provider, (*place, "provider"))
        address = _address(provider.base_url, self._base_place(table, place))
        if table.base_path is not None:
            address = address._replace(path=_path(table.base_path, (*place, "base_path")))
        return Route(
            name=table.name or f"routes[{index}]",
            hosts=glob(*table.host),
            targets=(Target(provider, address, key, _model_map(table)),),
            policy=self._policy(table),
            paths=None if table.path is None else glob(*table.path),
            prefix=_path(table.strip_prefix, (*place, "strip_prefix")),
            headers=tuple((name, glob(pattern)) for name, pattern in table.headers.items()),
            models=None if table.model is None else glob(*table.model),
            names=_names(table),
            plain_tools=table.plain_tools,
            other=table.other,
        )

    def _base_place(self, route: RouteTable, place: Place) -> Place:
        """Where the base URL stands, or should."""
        if route.provider in self._table.providers:
            return ("providers", route.provider, "base_url")
        return (*place, "provider")

    def _provider(self, name: str, place: Place) -> tuple[Provider, SecretStr | None]:
        table = self._table.providers.get(name)
        if table is not None:
            provider = _customised(name, table)
            return provider, self._key(provider, table, ("providers", name))
        if name not in PROVIDERS:
            known = ", ".join(sorted({*PROVIDERS, *self._table.providers}))
            raise FaultError(place, f"no provider is called {name!r}; there are {known}")
        return PROVIDERS[name], self._key(PROVIDERS[name], ProviderTable(), place)

    def _key(self, provider: Provider, table: ProviderTable, place: Place) -> SecretStr | None:
        if provider.authentication == "none":
            return None
        if table.key_file is not None:
            if table.key_variable is not None:
                raise FaultError((*place, "key_file"), "there is a key_variable as well")
            return self._key_in_file(table.key_file, (*place, "key_file"))
        if provider.key_variable is None:
            return None
        if table.key_variable is not None:
            place = (*place, "key_variable")
        value = self._environment.get(provider.key_variable, "")
        if not value:
            message = (
                f"provider {provider.name!r} takes its key from the environment variable"
                f" {provider.key_variable}, which is not set"
            )
            raise FaultError(place, message)
        return _checked(value, place, f"the environment variable {provider.key_variable}")

    def _key_in_file(self, name: str, place: Place) -> SecretStr:
        path = self._folder / Path(name).expanduser()
        try:
            others = stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise FaultError(place, f"{path} cannot be read: {error}") from error
        if others:
            raise FaultError(place, f"others may read or write {path}; say: chmod 600 {path}")
        self.key_files.append(path)
        return _checked(text.strip(), place, str(path))

    def _policy(self, route: RouteTable) -> Policy:
        policy = _with_policy(_with_policy(Policy(), self._table), route)
        return replace(policy, strict=True) if self._strict else policy


def _names(table: RouteTable) -> tuple[str, ...]:
    """The models that a client can ask for by name: those said plainly, and what patterns mean."""
    models = None if table.model is None else glob(*table.model)
    named = [*table.model_map, *(table.model or ())]
    plain = [name for name in named if not _PATTERN.search(name)]
    meant = [name for pattern, name in table.model_map.items() if _PATTERN.search(pattern)]
    names = [*plain, *meant]
    return tuple(dict.fromkeys(name for name in names if models is None or models.match(name)))


def _customised(name: str, table: ProviderTable) -> Provider:
    """The provider that a table describes, on the base that it names or implies.

    A base's own key goes to the base's own address only: whoever says another address must say
    which key, if any, may be sent there.
    """
    base = _base(name, table)
    headers = {**base.headers, **_headers(name, table)}
    moved = bool(base.base_url) and table.base_url not in (None, base.base_url)
    return replace(
        base,
        name=name,
        dialect=_dialect(name, table) or base.dialect,
        base_url=base.base_url if table.base_url is None else table.base_url,
        key_variable=table.key_variable or (None if moved else base.key_variable),
        authentication=table.authentication or base.authentication,
        headers=headers,
        profiles=at_version(base.profiles, headers.get("anthropic-version", VERSION)),
        path=_slashed(table.path or "", ("providers", name, "path")) or base.path,
        client_headers=_client_headers(base, table, moved=moved),
        streaming=table.streaming or base.streaming,
    )


def _client_headers(base: Provider, table: ProviderTable, *, moved: bool) -> tuple[str, ...]:
    """At another address there may be another vendor: what only the base knows stays behind."""
    if table.client_headers is None:
        return SPOKEN if moved else base.client_headers
    return base.client_headers if table.client_headers else ()


def _base(name: str, table: ProviderTable) -> Provider:
    place: Place = ("providers", name)
    if table.based_on is not None:
        if table.based_on not in PROVIDERS:
            known = ", ".join(sorted(PROVIDERS))
            raise FaultError((*place, "based_on"), f"there is no {table.based_on!r}, but {known}")
        return PROVIDERS[table.based_on]
    if name in PROVIDERS:
        return PROVIDERS[name]
    dialect = _dialect(name, table)
    compatible = PROVIDERS[_COMPATIBLE]
    if dialect is None or dialect is compatible.dialect:
        return compatible
    return next(provider for provider in PROVIDERS.values() if provider.dialect is dialect)


def _dialect(name: str, table: ProviderTable) -> Dialect | None:
    if table.dialect is None:
        return None
    if table.dialect not in DIALECTS:
        known = ", ".join(DIALECTS)
        raise FaultError(
            ("providers", name, "dialect"), f"there is no {table.dialect!r}, but {known}"
        )
    return DIALECTS[table.dialect]


def _headers(name: str, table: ProviderTable) -> Mapping[str, str]:
    for header in table.headers:
        if header.lower() in CREDENTIALS:
            raise FaultError(
                ("providers", name, "headers", header),
                "a credential does not belong in this file; use key_variable or key_file",
            )
        if not _TOKEN.fullmatch(header) or not table.headers[header].isprintable():
            message = "a header's name has no spaces, and its value no line breaks"
            raise FaultError(("providers", name, "headers", header), message)
    return {header.lower(): value for header, value in table.headers.items()}


def _address(base_url: str, place: Place) -> Address:
    if not base_url:
        raise FaultError(place, "this provider has no address of its own; say its base_url")
    parts = urlsplit(base_url)
    try:
        port = parts.port
    except ValueError as error:
        raise FaultError(place, str(error)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FaultError(
            place, f"{base_url!r} is no address; it must begin with http:// or https://"
        )
    if parts.username is not None or parts.password is not None:
        raise FaultError(place, "a credential does not belong in an address; use key_variable")
    if parts.query or parts.fragment:
        raise FaultError(place, "a base address ends before any ? or #")
    scheme = "https" if parts.scheme == "https" else "http"
    default = 443 if scheme == "https" else 80
    return Address(scheme, parts.hostname, port or default, parts.path.rstrip("/"))


def _model_map(table: RouteTable) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((glob(pattern), name) for pattern, name in table.model_map.items())


def _path(path: str, place: Place) -> str:
    """A path without the slash at its end, "" for the root."""
    return _slashed(path, place).rstrip("/")


def _slashed(path: str, place: Place) -> str:
    if path and not path.startswith("/"):
        raise FaultError(place, f"{path!r} must begin with a slash")
    return path


def _checked(value: str, place: Place, source: str) -> SecretStr:
    """A key that can stand in a header."""
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise FaultError(place, f"what {source} holds is no key: empty, or with odd characters")
    return SecretStr(value)


def _with_policy(policy: Policy, table: PolicyTable) -> Policy:
    """The policy with what a table says of it."""
    said = {
        "strict": None if table.losses is None else table.losses == "strict",
        "drop_content": table.drop_content,
        "websocket": table.websocket,
        "keep_alive": table.keep_alive_seconds,
        "first_byte": table.first_byte_seconds,
        "silence": table.silence_seconds,
        "request_limit": _bytes(table.request_megabytes, _MEGABYTE),
        "response_limit": _bytes(table.response_megabytes, _MEGABYTE),
        "record_limit": _bytes(table.record_kilobytes, 1024),
    }
    return replace(policy, **{name: value for name, value in said.items() if value is not None})


def _bytes(amount: float | None, unit: int) -> int | None:
    return None if amount is None else math.ceil(amount * unit)
