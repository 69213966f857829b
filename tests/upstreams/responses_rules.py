"""What OpenAI's Responses refuses."""

from collections.abc import Iterator

from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)

from tests.upstreams import openai_errors
from tests.upstreams.codex import documented
from tests.upstreams.openai_errors import check_length, check_name, invalid
from tests.upstreams.refusal import RefusalError, objects
from tests.upstreams.schema import Path
from tests.upstreams.vendor import Tolerance, without_extensions
from translators.hub.document import Document, Json

_PREFIXES = {
    "message": "msg",
    "reasoning": "rs",
    "function_call": "fc",
    "custom_tool_call": "ctc",
}
_GIVEN_BACK = {"message": "id", "custom_tool_call": "status"}
"""What the types of parameters forget: keys of items that the API has given, and takes again (SDK
types ResponseInputMessageItem, ResponseCustomToolCallItem)."""

_OUTPUTS = {
    "function_call_output": "function call output",
    "custom_tool_call_output": "custom tool call output",
}
_CALLS = {"function_call": "function", "custom_tool_call": "custom tool"}


def check(document: Document, tolerance: Tolerance) -> None:
    """Raise a refusal unless the API would take the request."""
    items = objects(document.get("input"))
    for index, item in enumerate(items):
        _check_item(index, item, tolerance)
    streams = document.get("stream") is True
    openai_errors.check_types(
        ResponseCreateParamsStreaming if streams else ResponseCreateParamsNonStreaming,
        _completed(documented(without_extensions(document, tolerance.extensions))),
    )
    openai_errors.check_common(document)
    _check_options(document)
    _check_tools(document)
    _check_pairing(items)


def _completed(document: Document) -> Document:
    """The document with what the types demand, being those of answers, and the API does not."""
    completed = {**document}
    if isinstance(document.get("input"), list):
        completed["input"] = [_completed_item(item) for item in objects(document.get("input"))]
    if isinstance(document.get("tools"), list):
        completed["tools"] = [_completed_tool(tool) for tool in objects(document.get("tools"))]
    return completed


def _completed_item(item: Document) -> Document:
    match item:
        case {"type": "message", "role": "assistant", "content": list(content)}:
            parts: list[Json] = [
                {"annotations": [], **part} if part.get("type") == "output_text" else part
                for part in objects(content)
            ]
            return {"id": "msg_1", "status": "completed", **item, "content": parts}
        case {"type": "message" | "custom_tool_call" as kind}:
            return {key: value for key, value in item.items() if key != _GIVEN_BACK[kind]}
        case {"type": "reasoning"}:
            return {"id": "rs_1", **item}
        case _:
            return item


def _completed_tool(tool: Document) -> Document:
    return {"strict": None, **tool} if tool.get("type") == "function" else tool


def _check_options(document: Document) -> None:
    limit = document.get("max_output_tokens")
    if isinstance(limit, int) and limit < 16:
        raise invalid(
            ("max_output_tokens",),
            f"integer below minimum value. Expected a value >= 16, but got {limit} instead.",
            "integer_below_min_value",
        )
    previous = document.get("previous_response_id")
    if previous is not None:
        raise RefusalError(
            f"Previous response with id '{previous}' not found.",
            code="previous_response_not_found",
            param="previous_response_id",
        )
    if document.get("input") in ([], ""):
        raise RefusalError(
            "One of 'input' or 'previous_response_id' or 'prompt' must be provided.", param="input"
        )


def _check_tools(document: Document) -> None:
    tools = objects(document.get("tools"))
    for path, function in _functions(tools, ("tools",)):
        check_name((*path, "name"), function.get("name"))
        openai_errors.check_parameters(
            function.get("name"), function.get("parameters"), function.get("strict")
        )
    choice = document.get("tool_choice")
    if choice == "required" and not tools:
        raise RefusalError(
            "Tool choice 'required' must be specified with 'tools' parameter.", param="tool_choice"
        )
    names = [tool.get("name") for tool in tools]
    if isinstance(choice, dict) and "name" in choice and choice["name"] not in names:
        raise RefusalError(
            f"Tool choice '{choice['name']}' not found in 'tools' parameter.", param="tool_choice"
        )


def _functions(tools: list[Document], path: Path) -> Iterator[tuple[Path, Document]]:
    """Every tool with a name of its own, those in namespaces too."""
    for index, tool in enumerate(tools):
        here = (*path, index)
        if tool.get("type") in ("function", "custom"):
            yield here, tool
        yield from _functions(objects(tool.get("tools")), (*here, "tools"))


def _check_item(index: int, item: Document, tolerance: Tolerance) -> None:
    kind = item.get("type", "message")
    path: Path = ("input", index)
    prefix = _PREFIXES.get(str(kind))
    name = item.get("id")
    if prefix and isinstance(name, str) and not name.startswith(prefix):
        raise invalid((*path, "id"), f"'{name}'. Expected an ID that begins with '{prefix}'.")
    check_length((*path, "call_id"), item.get("call_id"), 64, 1)
    if kind in _CALLS:
        check_name((*path, "name"), item.get("name"))
    if kind == "reasoning" and item.get("encrypted_content") not in {None, *tolerance.seals}:
        raise RefusalError(
            "The encrypted content could not be verified.", code="invalid_encrypted_content"
        )
    if kind == "message":
        _check_message(path, item)


def _check_message(path: Path, item: Document) -> None:
    """The model's own words are output, everybody else's are input."""
    spoken = item.get("role") == "assistant"
    allowed = ("output_text", "refusal") if spoken else ("input_text", "input_image", "input_file")
    for place, part in enumerate(objects(item.get("content"))):
        if part.get("type") not in allowed:
            words = ", ".join(f"'{name}'" for name in allowed)
            raise RefusalError(
                f"Invalid value: '{part.get('type')}'. Supported values are: {words}.",
                code="invalid_value",
                param=openai_errors.openai_path((*path, "content", place)),
            )


def _check_pairing(items: list[Document]) -> None:
    """Every call has its output somewhere after it, and every output its call before it."""
    open_calls: dict[Json, str] = {}
    seen: set[str] = set()
    for index, item in enumerate(items):
        kind, call = str(item.get("type")), item.get("call_id")
        if kind in _CALLS:
            if str(call) in seen:
                raise invalid(("input", index, "call_id"), f"'{call}' is used twice.")
            seen.add(str(call))
            open_calls[str(call)] = _CALLS[kind]
        elif kind in _OUTPUTS and open_calls.pop(str(call), None) is None:
            raise RefusalError(
                f"No tool call found for {_OUTPUTS[kind]} with call_id {call}.", param="input"
            )
    for call, kind in open_calls.items():
        raise RefusalError(f"No tool output found for {kind} call {call}.", param="input")
    if items and items[-1].get("type") == "reasoning":
        raise RefusalError(
            f"Item '{items[-1].get('id')}' of type 'reasoning' was provided without its required"
            " following item.",
            param="input",
        )
