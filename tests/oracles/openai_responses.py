"""OpenAI's client as the judge of Responses."""

from functools import cache

from openai import OpenAI

from tests.oracles.lint_responses import lint
from tests.oracles.oracle import BASE_URL, Loopback, Oracle, UnreadableError, dump, reading
from tests.oracles.sent_responses import sent
from tests.oracles.summary import Call, Ending, Summary, Tokens, call, prose, words
from tests.support.documents import inside, number, objects, text
from translators.hub.document import Document, Json


@cache
def _client(strict: bool) -> tuple[OpenAI, Loopback]:
    loopback = Loopback()
    client = OpenAI(
        api_key="x",
        base_url=BASE_URL,
        max_retries=0,
        http_client=loopback.http,
        _strict_response_validation=strict,
    )
    return client, loopback


def read_response(body: bytes, strict: bool) -> Summary:
    """See `Oracle`."""
    client, loopback = _client(strict)
    loopback.whole(body)
    return _summary(dump(client.responses.create(model="m", input="x")))


def read_stream(body: bytes, strict: bool) -> Summary:
    """See `Oracle`. An incomplete answer has an end of its own, which the helper passes over."""
    client, loopback = _client(strict)
    loopback.stream(body)
    with reading(strict), client.responses.stream(model="m", input="x") as stream:
        for event in stream:
            if event.type in ("error", "response.failed"):
                raise UnreadableError(f"the stream failed: {event}")
            if event.type == "response.incomplete":
                return _summary(dump(event.response))
        return _summary(dump(stream.get_final_response()))


def _summary(response: Document) -> Summary:
    output = objects(response.get("output"))
    contents = [part for item in output for part in objects(item.get("content"))]
    said = [part for part in contents if part.get("type") in ("output_text", "refusal")]
    calls = tuple(_call(item) for item in output if _is_call(item))
    refused = any(part.get("type") == "refusal" for part in said)
    return Summary(
        text=prose(*(text(part.get("text")) + text(part.get("refusal")) for part in said)),
        reasoning=words(*(_reasoning(item) for item in output if item.get("type") == "reasoning")),
        calls=calls,
        ending="filter" if refused else _ending(response, calls),
        tokens=_tokens(response.get("usage")),
    )


CALLS = ("function_call", "custom_tool_call", "tool_search_call")


def _is_call(item: Document) -> bool:
    """Whether the client has to do something; a search may also have been done by the server."""
    return item.get("type") in CALLS and item.get("execution") != "server"


def _call(item: Document) -> Call:
    namespace = item.get("namespace")
    name = f"{namespace}__{item.get('name')}" if namespace else text(item.get("name"))
    if item.get("type") == "tool_search_call":
        return Call("tool_search", item.get("arguments"))
    if item.get("type") == "custom_tool_call":
        return Call(name, {"input": item.get("input")})
    return call(name, text(item.get("arguments")))


def _reasoning(item: Document) -> str:
    pieces = (*objects(item.get("content")), *objects(item.get("summary")))
    return " ".join(text(piece.get("text")) for piece in pieces)


def _ending(response: Document, calls: tuple[Call, ...]) -> Ending:
    status = response.get("status")
    if status == "incomplete":
        reason = inside(response, "incomplete_details", "reason")
        return "filter" if reason == "content_filter" else "length"
    if status not in ("completed", None):
        raise UnreadableError(f"status {status!r}")
    return "tool_calls" if calls else "end"


def _tokens(usage: Json) -> Tokens:
    return Tokens(
        input=number(inside(usage, "input_tokens")),
        cache_read=number(inside(usage, "input_tokens_details", "cached_tokens")),
        cache_write=number(inside(usage, "input_tokens_details", "cache_write_tokens")),
        output=number(inside(usage, "output_tokens")),
        reasoning=number(inside(usage, "output_tokens_details", "reasoning_tokens")),
    )


ORACLE = Oracle(read_response, read_stream, lint, sent)
