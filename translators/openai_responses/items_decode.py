"""Items that requests and answers share: what an assistant said, thought and called.

The same shapes stand in a request's `input` and in an answer's `output`; only whose fault a broken
one is, and who made its seals, differs: the cursor knows the first, the caller says the second.
"""

from collections.abc import Callable

from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import (
    EMPTY_ARGUMENTS,
    CallKind,
    Foreign,
    Origin,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
)
from translators.losses import Losses
from translators.opaque import seals
from translators.openai_responses.vocabulary import (
    CONTENT_MARK,
    NAME,
    read_citation,
    read_logprobs,
)
from translators.wire import json_bytes
from translators.wire.cursor import Cursor


def read_item(item: Cursor, origin: Origin) -> list[Part]:
    """The parts of one item by the assistant: several for a message, none for what says nothing.

    Items of a kind that only this dialect has are one `Foreign` part. `origin` made their seals.
    """
    kind = item.require_string("type")
    reader = _READERS.get(kind)
    if reader is None:
        return [Foreign(NAME, kind, item.whole(), item.path)]
    # Ids name items in the upstream's own store; a status is that of the whole answer.
    item.ignore("id", "status", "internal_chat_message_metadata_passthrough")
    return reader(item, origin)


def read_assistant_content(message: Cursor) -> list[Part]:
    """What stands in an assistant's message, a string or a list."""
    content = message.document.get("content")
    if isinstance(content, str):
        message.ignore("content")
        return [Text(content, path=message.at("content"))]
    parts = [read_assistant_part(part) for part in message.children("content")]
    return [part for part in parts if part is not None]


def read_assistant_part(content: Cursor) -> Part | None:
    """One piece of an assistant's message; None for one without words."""
    kind = content.require_string("type")
    if kind in ("output_text", "input_text", "text"):
        return _text(content)
    if kind == "refusal":
        # The API calls it `refusal`; `text` is seen as well (agentgateway's assistant-history).
        words = content.string("refusal") or content.string("text", "")
        return Refusal(words, content.path) if words else None
    return Foreign(NAME, CONTENT_MARK + kind, content.whole(), content.path)


def _text(content: Cursor) -> Text | None:
    text = content.string("text", "")
    annotations = [annotation.whole() for annotation in content.children("annotations")]
    logprobs = read_logprobs(content.array("logprobs"))
    if not text:
        return None
    return Text(text, tuple(map(read_citation, annotations)), logprobs, path=content.path)


def _message(item: Cursor, _origin: Origin) -> list[Part]:
    item.ignore("role")
    return read_assistant_content(item)


def _reasoning(item: Cursor, origin: Origin) -> list[Part]:
    text = "".join(_words(part) for part in item.children("content"))
    paragraphs = [_words(part) for part in item.children("summary")]
    summary = tuple(paragraph for paragraph in paragraphs if paragraph)
    token = item.string("encrypted_content")
    seal = seals.read(token, "encrypted", origin) if token else None
    if not text and not summary and seal is None:
        return []
    return [Reasoning(text, summary, seal, item.path)]


def _words(part: Cursor) -> str:
    part.ignore("type")
    return part.string("text", "")


def _function_call(item: Cursor, _origin: Origin) -> list[Part]:
    return [_call(item, "function", "arguments")]


def _custom_call(item: Cursor, _origin: Origin) -> list[Part]:
    return [_call(item, "custom", "input")]


def _call(item: Cursor, kind: CallKind, key: str) -> ToolCall:
    return ToolCall(
        id=item.string("call_id") or item.string("id", ""),
        name=item.require_string("name"),
        arguments=_arguments(item, key, kind),
        kind=kind,
        namespace=item.string("namespace"),
        path=item.path,
    )


def begun_call(item: Document) -> ToolCall | None:
    """The call that an item of a stream announces; None while its name or id is missing.

    Its arguments are left out: they come again.
    """
    kind = _CALLS.get(str(item.get("type")))
    name, call_id, namespace = item.get("name"), item.get("call_id"), item.get("namespace")
    if kind is None or not isinstance(name, str) or not isinstance(call_id, str):
        return None
    if not name or not call_id:
        return None
    return ToolCall(
        call_id, name, kind=kind, namespace=namespace if isinstance(namespace, str) else None
    )


def _arguments(item: Cursor, key: str, kind: CallKind) -> str:
    """What a call carries: text, or, from lenient servers, the object itself.

    Of a client the API takes text alone.
    """
    value = item.string(key) if item.fault is RequestError else item.json(key)
    if not isinstance(value, str | None):
        value = json_bytes.dumps(value).decode()
    return value or (EMPTY_ARGUMENTS if kind == "function" else "")


def report_arguments(item: Cursor, losses: Losses) -> None:
    """Tell of a call in an answer whose arguments are no text."""
    for key in ("arguments", "input"):
        if not isinstance(item.document.get(key), str | None):
            losses.coerced(f"response.{item.at(key)}", "no text: taken as its JSON")


_CALLS: dict[str, CallKind] = {"function_call": "function", "custom_tool_call": "custom"}

_READERS: dict[str, Callable[[Cursor, Origin], list[Part]]] = {
    "message": _message,
    "reasoning": _reasoning,
    "function_call": _function_call,
    "custom_tool_call": _custom_call,
}
