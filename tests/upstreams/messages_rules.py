"""What Anthropic's Messages refuses."""

import re
from collections.abc import Iterator, Mapping

from anthropic.types.message_create_params import (
    MessageCreateParamsNonStreaming,
    MessageCreateParamsStreaming,
)

from tests.upstreams.messages_pairing import check_pairing
from tests.upstreams.messages_schema import check_enforced
from tests.upstreams.refusal import RefusalError, dotted, objects
from tests.upstreams.schema import Path, complaint
from tests.upstreams.vendor import Tolerance, without_extensions
from translators.hub.document import Document, Json

VERSION = "2023-06-01"
SAMPLING = frozenset({"temperature", "top_p", "top_k"})
"""This version takes them; the SDK's types are of the next one, which does not."""

_ID = re.compile(r"[a-zA-Z0-9_-]+")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")


def check_headers(headers: Mapping[str, str], key: str) -> None:
    """The key, the version, and no betas: those are a client's affair with its own provider."""
    if "x-api-key" not in headers:
        raise RefusalError("x-api-key header is required", 401, kind="authentication_error")
    if headers["x-api-key"] != key:
        raise RefusalError("invalid x-api-key", 401, kind="authentication_error")
    if headers.get("anthropic-version") != VERSION:
        raise RefusalError("anthropic-version: header is required")
    if "anthropic-beta" in headers:
        raise RefusalError(
            f"Unexpected value(s) `{headers['anthropic-beta']}` for the `anthropic-beta` header."
        )


def check(document: Document, tolerance: Tolerance) -> None:
    """Raise a refusal unless the API would take the request."""
    streams = document.get("stream") is True
    found = complaint(
        MessageCreateParamsStreaming if streams else MessageCreateParamsNonStreaming,
        without_extensions(document, tolerance.extensions | SAMPLING),
    )
    if found is not None:
        raise _refuse(found.path, found.message)
    messages = objects(document.get("messages"))
    if not messages:
        raise RefusalError("messages: at least one message is required")
    _check_roles(messages, tolerance)
    for path, block in _blocks(document):
        _check_block(path, block, tolerance)
    _check_contents(messages)
    check_pairing(messages)
    _check_thinking(document, messages)
    _check_sampling(document)
    _check_tools(document)
    _check_schemas(document)
    _check_marks(document)


def _refuse(path: Path, problem: str) -> RefusalError:
    return RefusalError(f"{dotted(path)}: {problem}")


def _check_roles(messages: list[Document], tolerance: Tolerance) -> None:
    if messages[0].get("role") != "user":
        raise RefusalError('messages: first message must use the "user" role')
    for index, message in enumerate(messages):
        if message.get("role") == "system" and not tolerance.system_anywhere:
            raise _refuse(("messages", index), "role 'system' is not supported on this model")


def _blocks(document: Document) -> Iterator[tuple[Path, Document]]:
    """Every content block with its path, those inside tool results too."""
    for index, block in enumerate(objects(document.get("system"))):
        yield ("system", index), block
    for index, message in enumerate(objects(document.get("messages"))):
        for place, block in enumerate(objects(message.get("content"))):
            path: Path = ("messages", index, "content", place)
            yield path, block
            for inner, piece in enumerate(objects(block.get("content"))):
                yield (*path, "content", inner), piece


def _check_block(path: Path, block: Document, tolerance: Tolerance) -> None:
    match block:
        case {"type": "text", "text": str(text)} if not text:
            raise RefusalError(f"{path[0]}: text content blocks must be non-empty")
        case {"type": "text", "text": str(text)} if not text.strip():
            raise RefusalError(f"{path[0]}: text content blocks must contain non-whitespace text")
        case {"type": "tool_use", "id": str(name)} if not _ID.fullmatch(name):
            raise _refuse(
                (*path, "tool_use", "id"), f"String should match pattern '^{_ID.pattern}$'"
            )
        case {"type": "thinking", "signature": signature} if signature not in tolerance.seals:
            raise _refuse(path, "Invalid `signature` in `thinking` block")
        case {"type": "redacted_thinking", "data": data} if data not in tolerance.seals:
            raise _refuse(path, "Invalid `data` in `redacted_thinking` block")
        case _:
            pass


def _check_contents(messages: list[Document]) -> None:
    last = len(messages) - 1
    for index, message in enumerate(messages):
        content = message.get("content")
        if not content and not (index == last and message.get("role") == "assistant"):
            raise _refuse(
                ("messages", index),
                "all messages must have non-empty content except for the optional final assistant"
                " message",
            )
    match messages[-1]:
        case {"role": "assistant", "content": str(text)} if text != text.rstrip():
            raise RefusalError(
                "messages: final assistant content cannot end with trailing whitespace"
            )
        case _:
            pass


def _check_thinking(document: Document, messages: list[Document]) -> None:
    thinking = document.get("thinking")
    if not isinstance(thinking, dict) or thinking.get("type") != "enabled":
        return
    budget, limit = thinking.get("budget_tokens"), document.get("max_tokens")
    if not isinstance(budget, int) or budget < 1024:
        raise _refuse(
            ("thinking", "enabled", "budget_tokens"),
            "Input should be greater than or equal to 1024",
        )
    if isinstance(limit, int) and limit <= budget:
        raise RefusalError("`max_tokens` must be greater than `thinking.budget_tokens`.")
    if document.get("temperature") not in (None, 1):
        raise RefusalError("`temperature` may only be set to 1 when thinking is enabled.")
    if "top_k" in document:
        raise RefusalError("`top_k` must be unset when thinking is enabled.")
    choice = document.get("tool_choice")
    if isinstance(choice, dict) and choice.get("type") in ("any", "tool"):
        raise RefusalError("A forced tool_choice and thinking exclude each other.")
    _check_last_turn(messages)


def _check_last_turn(messages: list[Document]) -> None:
    """With thinking enabled, the turn that a tool's result continues begins with its thinking."""
    for index in range(len(messages) - 1, -1, -1):
        if messages[index].get("role") != "assistant":
            continue
        kinds = [block.get("type") for block in objects(messages[index].get("content"))]
        if "tool_use" in kinds and kinds[0] not in ("thinking", "redacted_thinking"):
            raise _refuse(
                ("messages", index, "content", 0, "type"),
                f"Expected `thinking` or `redacted_thinking`, but found `{kinds[0]}`. When"
                " `thinking` is enabled, a final `assistant` message must start with a thinking"
                " block.",
            )
        return


def _check_sampling(document: Document) -> None:
    bounds: dict[str, float] = {"temperature": 1, "top_p": 1}
    for key, high in bounds.items():
        value = document.get(key)
        if isinstance(value, int | float) and not 0 <= value <= high:
            raise RefusalError(f"{key}: range: 0..{high:g}")
    if "temperature" in document and "top_p" in document:
        raise RefusalError("`temperature` and `top_p` cannot both be specified for this model.")
    for sequence in _list(document.get("stop_sequences")):
        if isinstance(sequence, str) and not sequence.strip():
            raise RefusalError("stop_sequences: each stop sequence must contain non-whitespace")


def _check_tools(document: Document) -> None:
    tools = objects(document.get("tools"))
    names = [tool.get("name") for tool in tools]
    if len(set(map(str, names))) != len(names):
        raise RefusalError("tools: Tool names must be unique.")
    if "tool_choice" in document and not tools:
        raise RefusalError("tool_choice: may only be specified while providing tools")
    match document.get("tool_choice"):
        case {"type": "tool", "name": name} if name not in names:
            raise RefusalError(f"Tool '{name}' not found in provided tools")
        case _:
            pass
    for index, tool in enumerate(tools):
        schema = tool.get("input_schema")
        if not isinstance(schema, dict):
            continue
        path: Path = ("tools", index, "custom")
        if not _NAME.fullmatch(str(tool.get("name"))):
            raise _refuse((*path, "name"), f"String should match pattern '^{_NAME.pattern}$'")
        if any(key in schema for key in ("oneOf", "allOf", "anyOf")):
            raise _refuse(
                (*path, "input_schema"),
                "input_schema does not support oneOf, allOf, or anyOf at the top level",
            )


def _check_schemas(document: Document) -> None:
    match document.get("output_config"):
        case {"format": {"schema": schema}}:
            check_enforced("output_config.format.schema", schema)
        case _:
            pass
    for index, tool in enumerate(objects(document.get("tools"))):
        if tool.get("strict") is True:
            check_enforced(f"tools.{index}.custom.input_schema", tool.get("input_schema"))


def _check_marks(document: Document) -> None:
    places = [*objects(document.get("tools")), *(block for _, block in _blocks(document))]
    count = sum("cache_control" in place for place in places)
    if count > 4:
        raise RefusalError(
            f"A maximum of 4 blocks with cache_control may be provided. Found {count}."
        )


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
