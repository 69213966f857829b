"""Reading what stands before the body of a message."""

import re
from email.utils import mktime_tz, parsedate_tz
from functools import lru_cache

from mitmproxy import http
from mitmproxy.net.http import url

type Fields = list[tuple[str, str]]


_NUMBER = re.compile(r"\d{1,9}(\.\d+)?", re.ASCII)


def header(message: http.Message, name: str) -> str | None:
    """The value of a header, by its name in any case; None if it is not there."""
    fields: tuple[tuple[bytes, bytes], ...] = message.headers.fields
    wanted = name.lower().encode()
    values = [value for given, value in fields if given.lower() == wanted]
    return b", ".join(values).decode("utf-8", "surrogateescape") if values else None


def hosts(request: http.Request) -> tuple[str, ...]:
    """All names that a request's destination goes by: where it goes, and what its client says."""
    said = request.host_header
    return (request.host, _host_in(said)) if said else (request.host,)


@lru_cache(maxsize=64)
def _host_in(authority: str) -> str:
    return url.parse_authority(authority, check=False)[0]


def declared_length(request: http.Request) -> int:
    """The length of a request's body that its headers promise."""
    length = header(request, "content-length") or ""
    return int(length) if length.isdecimal() and len(length) < 20 else 0


def retry_after(response: http.Response, now: float) -> float | None:
    """How many seconds an upstream wants to be left alone, by any of the ways to say so."""
    said = header(response, "retry-after") or ""
    milliseconds = header(response, "retry-after-ms") or ""
    if _NUMBER.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    if _NUMBER.fullmatch(said):
        return float(said)
    moment = parsedate_tz(said)
    return None if moment is None else max(0.0, mktime_tz(moment) - now)


def names(message: http.Message) -> set[str]:
    """The names of a message's headers, in lower case."""
    fields: tuple[tuple[bytes, bytes], ...] = message.headers.fields
    return {name.decode("latin-1").lower() for name, _ in fields}
