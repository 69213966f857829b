"""Edits on requests and responses: where they go, which headers and which body they carry.

Every function does one edit on mitmproxy's objects and knows nothing of flows, routes or time.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from copy import copy
from fnmatch import fnmatchcase
from urllib.parse import unquote_plus

from mitmproxy import http
from mitmproxy.net.http import status_codes
from pydantic import SecretStr

from addons.messages import headers, heads
from addons.messages.address import Address
from translators.exchange.answer import EVENT_STREAM, Answer
from translators.providers.provider import Provider


def set_destination(
    request: http.Request, address: Address, path_and_query: str, foreign: AbstractSet[str]
) -> None:
    """Point a request at an upstream.

    The request's own query is kept, behind the upstream's, except for credentials and for the
    `foreign` parameters, which mean something only to another vendor.
    """
    path, _, query = path_and_query.partition("?")
    if own := request.path.partition("?")[2]:
        taken = {*headers.CREDENTIAL_PARAMETERS, *foreign, *map(_name, query.split("&"))}
        kept = _without(own, taken)
        query = "&".join([query, *kept] if query else kept)
    request.path = address.path + path + ("?" + query if query else "")
    request.scheme = address.scheme
    request.data.port = address.port  # without the header of both, which the next line writes
    request.host = address.host


def _without(query: str, names: AbstractSet[str]) -> list[str]:
    """The parameters of a query, as they are written, but for those with these names."""
    return [pair for pair in query.split("&") if pair and _name(pair) not in names]


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).lower()


def set_body_and_headers(
    request: http.Request, provider: Provider, body: bytes, *, streams: bool, same: bool
) -> None:
    """Give a request its translated body and the headers that the upstream may see.

    `streams` says that the answer is to be streamed, `same` that the upstream speaks the client's
    dialect. There is no credential in it afterwards: `authorized` adds ours on the way out.
    """
    fields = {} if request.is_http2 else {"host": ""}
    fields |= {
        "accept": EVENT_STREAM if streams else "application/json",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    fields |= _those(request, headers.UPSTREAM)
    fields |= provider.headers
    if same:
        fields |= _those(request, _matching(request, provider.client_headers))
        _without_login(fields)
    request.headers = _headers(fields.items())
    request.trailers = None
    request.raw_content = body


def _those(message: http.Message, names: Iterable[str]) -> dict[str, str]:
    """The headers with these names, as far as there are any."""
    found = ((name, heads.header(message, name)) for name in names)
    return {name: value for name, value in found if value is not None}


def _matching(message: http.Message, patterns: Iterable[str]) -> list[str]:
    """The names among a message's headers that any of the globs matches."""
    return [
        name
        for name in sorted(heads.names(message))
        if any(fnmatchcase(name, pattern) for pattern in patterns)
    ]


def _without_login(fields: dict[str, str]) -> None:
    """Take the beta flags out that speak of the client's own login."""
    flags = [flag.strip() for flag in fields.pop("anthropic-beta", "").split(",")]
    kept = [flag for flag in flags if flag and not flag.startswith(headers.LOGIN_BETAS)]
    if kept:
        fields["anthropic-beta"] = ",".join(kept)


def strip_credentials(request: http.Request) -> None:
    """Take the client's credentials off a request that is answered here, and kept."""
    for name in headers.CREDENTIALS.intersection(heads.names(request)):
        del request.headers[name]
    path, _, query = request.path.partition("?")
    kept = _without(query, headers.CREDENTIAL_PARAMETERS)
    request.path = "?".join([path, "&".join(kept)] if kept else [path])


def copy_of(request: http.Request) -> http.Request:
    """A request that can be edited while the other stays; the body is the same object in both."""
    other = copy(request)
    other.data = copy(request.data)
    other.headers = http.Headers(request.headers.fields)
    return other


def authorized(request: http.Request, provider: Provider, key: SecretStr | None) -> http.Request:
    """A request with our key, for the wire: a copy, so that nothing that is kept carries it."""
    if key is None or provider.authentication not in headers.AUTHENTICATION:
        return request
    name, word = headers.AUTHENTICATION[provider.authentication]
    request = copy_of(request)
    request.headers[name] = word + key.get_secret_value()
    return request


def forwarded_headers(response: http.Response) -> heads.Fields:
    """The headers of an upstream's response that the client gets."""
    return list(_those(response, headers.DOWNSTREAM).items())


def response_of(answer: Answer, fields: heads.Fields) -> http.Response:
    """A whole answer as a response."""
    made = [("content-type", answer.content_type), *answer.headers.items(), *fields]
    return http.Response.make(answer.status, answer.body, _headers(made))


def stream_head(request: http.Request, fields: heads.Fields) -> http.Response:
    """The response that begins a stream; its body follows in pieces."""
    head = http.Response.make(200)
    head.headers = _stream_headers(request, fields)
    head.raw_content = None
    return head


def replace_with(response: http.Response, other: http.Response) -> None:
    """Turn the upstream's response into what the client gets; its times stay."""
    _rewrite(response, other.status_code, other.headers, other.raw_content)


def replace_with_stream(
    response: http.Response, request: http.Request, fields: heads.Fields
) -> None:
    """Turn the upstream's response into what `stream_head` makes; its times stay."""
    _rewrite(response, 200, _stream_headers(request, fields), None)


def _rewrite(
    response: http.Response, status: int, head: http.Headers, content: bytes | None
) -> None:
    response.http_version = "HTTP/1.1"
    response.status_code = status
    response.reason = status_codes.RESPONSES.get(status, "")
    response.headers = head
    response.trailers = None
    response.raw_content = content


def _stream_headers(request: http.Request, fields: heads.Fields) -> http.Headers:
    made = [("content-type", EVENT_STREAM), ("cache-control", "no-cache"), *fields]
    if not request.is_http10:
        # HTTP/2 has no such thing; mitmproxy takes it away there. Without it, HTTP/1.1 would say
        # the end of the body by closing the connection.
        made.append(("transfer-encoding", "chunked"))
    return _headers(made)


def _headers(fields: Iterable[tuple[str, str]]) -> http.Headers:
    # As mitmproxy reads them: what a peer sends in no known encoding goes through as it came.
    coded = [(name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in fields]
    return http.Headers(coded)
