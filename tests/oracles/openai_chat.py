"""OpenAI's client as the judge of Chat Completions."""

from functools import cache

from openai import ContentFilterFinishReasonError, LengthFinishReasonError, OpenAI

from tests.oracles.lint_chat import lint
from tests.oracles.oracle import BASE_URL, Loopback, Oracle, UnreadableError, dump, reading
from tests.oracles.sent_chat import sent
from tests.oracles.summary import Call, Ending, Summary, Tokens, call, prose, words
from tests.support.documents import inside, number, objects, text
from translators.hub.document import Document, Json

ENDINGS: dict[str, Ending] = {
    "stop": "end",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "filter",
}


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
    return _summary(dump(client.chat.completions.create(model="m", messages=[])))


def read_stream(body: bytes, strict: bool) -> Summary:
    """See `Oracle`."""
    client, loopback = _client(strict)
    loopback.stream(body)
    with reading(strict), client.chat.completions.stream(model="m", messages=[]) as stream:
        try:
            stream.until_done()
            completion = stream.get_final_completion()
        except (LengthFinishReasonError, ContentFilterFinishReasonError):
            # These endings are refused by the helper that parses, and read by what it is made of.
            completion = stream.current_completion_snapshot
    return _summary(dump(completion))


def _summary(completion: Document) -> Summary:
    choices = objects(completion.get("choices"))
    if not choices:
        raise UnreadableError("no choices")
    choice = choices[0]
    message = inside(choice, "message")
    reason = text(choice.get("finish_reason"))
    if reason not in ENDINGS:
        raise UnreadableError(f"finish_reason {reason!r}")
    legacy = inside(message, "function_call")
    items: list[Document] = [{"function": legacy}] if inside(legacy, "name") else []
    calls = tuple(_call(item) for item in [*objects(inside(message, "tool_calls")), *items])
    refusal = text(inside(message, "refusal"))
    ending = "tool_calls" if calls and reason == "stop" else ENDINGS[reason]
    return Summary(
        text=prose(_text(inside(message, "content")), refusal),
        reasoning=words(_reasoning(message)),
        calls=calls,
        ending="filter" if refusal else ending,
        tokens=_tokens(completion.get("usage")),
    )


def _text(content: Json) -> str:
    if isinstance(content, str):
        return content
    return "".join(text(item.get("text")) for item in objects(content))


def _reasoning(message: Json) -> str:
    """Thinking has no place in OpenAI's own types: three places are in use."""
    for key in ("reasoning_content", "reasoning"):
        if found := text(inside(message, key)):
            return found
    pieces = [objects(item.get("thinking")) for item in objects(inside(message, "content"))]
    return "".join(text(item.get("text")) for piece in pieces for item in piece)


def _call(item: Document) -> Call:
    custom = item.get("custom")
    if isinstance(custom, dict):
        return Call(text(custom.get("name")), {"input": custom.get("input")})
    function = item.get("function")
    return call(text(inside(function, "name")), text(inside(function, "arguments")))


def _tokens(usage: Json) -> Tokens:
    return Tokens(
        input=number(inside(usage, "prompt_tokens")),
        cache_read=number(inside(usage, "prompt_tokens_details", "cached_tokens")),
        cache_write=number(inside(usage, "prompt_tokens_details", "cache_write_tokens")),
        output=number(inside(usage, "completion_tokens")),
        reasoning=number(inside(usage, "completion_tokens_details", "reasoning_tokens")),
    )


ORACLE = Oracle(read_response, read_stream, lint, sent)
