"""What OpenAI's Chat Completions refuses."""

from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)

from tests.upstreams import openai_errors
from tests.upstreams.openai_errors import check_length, check_name, invalid
from tests.upstreams.refusal import RefusalError, objects, words_of
from tests.upstreams.vendor import Tolerance, without_extensions
from translators.hub.document import Document, Json

_MAXIMUM_ID = 40
"""Longer ids of tool calls are refused by most of OpenAI's deployments (agno-agi/agno#5382)."""


def check(document: Document, tolerance: Tolerance) -> None:
    """Raise a refusal unless the API would take the request."""
    streams = document.get("stream") is True
    openai_errors.check_types(
        CompletionCreateParamsStreaming if streams else CompletionCreateParamsNonStreaming,
        without_extensions(document, tolerance.extensions),
    )
    openai_errors.check_common(document)
    _check_options(document)
    _check_tools(document)
    messages = objects(document.get("messages"))
    if not messages:
        raise invalid(("messages",), "empty array.", "empty_array")
    for index, message in enumerate(messages):
        _check_message(index, message, tolerance)
    _check_pairing(messages)


def _check_options(document: Document) -> None:
    if "stream_options" in document and document.get("stream") is not True:
        raise RefusalError(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            param="stream_options",
        )
    if "top_logprobs" in document and document.get("logprobs") is not True:
        raise RefusalError(
            "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
            param="top_logprobs",
        )
    if "max_tokens" in document and "max_completion_tokens" in document:
        raise RefusalError("Setting 'max_tokens' and 'max_completion_tokens' at the same time.")
    stop = document.get("stop")
    if isinstance(stop, list) and len(stop) > 4:
        raise invalid(("stop",), "array too long. Expected at most 4.", "array_above_max_length")
    if document.get("response_format") == {"type": "json_object"}:
        _require_the_word_json(document)


def _require_the_word_json(document: Document) -> None:
    words = [words_of(message.get("content")) for message in objects(document.get("messages"))]
    if not any("json" in text.lower() for texts in words for text in texts):
        raise RefusalError(
            "'messages' must contain the word 'json' in some form, to use 'response_format' of"
            " type 'json_object'.",
            param="messages",
        )


def _check_tools(document: Document) -> None:
    if "tools" not in document:
        for key in ("tool_choice", "parallel_tool_calls"):
            if key in document:
                raise RefusalError(
                    f"'{key}' is only allowed when 'tools' are specified.", param=key
                )
    names: list[Json] = []
    for index, tool in enumerate(objects(document.get("tools"))):
        kind = "custom" if tool.get("type") == "custom" else "function"
        function = tool.get(kind)
        if isinstance(function, dict):
            check_name(("tools", index, kind, "name"), function.get("name"))
            openai_errors.check_parameters(
                function.get("name"), function.get("parameters"), function.get("strict")
            )
            names.append(function.get("name"))
    _check_choice(document.get("tool_choice"), names)


def _check_choice(choice: Json, names: list[Json]) -> None:
    match choice:
        case {"type": "function", "function": {"name": name}} if name not in names:
            raise RefusalError(
                f"Invalid value for 'tool_choice': no function named {name!r} was specified in the"
                " 'tools' parameter.",
                param="tool_choice",
            )
        case _:
            pass


def _check_message(index: int, message: Document, tolerance: Tolerance) -> None:
    if message.get("role") == "developer" and not tolerance.developer_role:
        raise RefusalError(
            f"messages[{index}].role: unknown variant `developer`, expected one of `system`,"
            " `user`, `assistant`, `tool`"
        )
    if "name" in message:
        check_name(("messages", index, "name"), message.get("name"))
    content = message.get("content")
    if content is None and not message.get("tool_calls") and not message.get("refusal"):
        raise RefusalError(
            "Invalid value for 'content': expected a string, got null.",
            param=f"messages.[{index}].content",
        )
    if content == []:
        raise invalid(("messages", index, "content"), "empty array.", "empty_array")
    for place, part in enumerate(objects(content)):
        if part.get("type") == "text" and not part.get("text"):
            raise invalid(("messages", index, "content", place, "text"), "text must not be empty")


def _check_pairing(messages: list[Document]) -> None:
    """Every call is answered at once, and nothing else is answered."""
    waiting: list[Json] = []
    for index, message in enumerate(messages):
        if message.get("role") == "tool":
            if message.get("tool_call_id") not in waiting:
                raise RefusalError(
                    "Invalid parameter: messages with role 'tool' must be a response to a"
                    " preceeding message with 'tool_calls'.",
                    param=f"messages.[{index}].role",
                )
            waiting.remove(message.get("tool_call_id"))
            continue
        _refuse_waiting(waiting)
        calls = objects(message.get("tool_calls"))
        for place, call in enumerate(calls):
            check_length(
                ("messages", index, "tool_calls", place, "id"), call.get("id"), _MAXIMUM_ID, 1
            )
        waiting = [call.get("id") for call in calls]
        if len(set(map(str, waiting))) != len(waiting):
            raise invalid(("messages", index, "tool_calls"), "duplicate ids.")
    _refuse_waiting(waiting)


def _refuse_waiting(waiting: list[Json]) -> None:
    if waiting:
        raise RefusalError(
            "An assistant message with 'tool_calls' must be followed by tool messages responding"
            " to each 'tool_call_id'. The following tool_call_ids did not have response messages:"
            f" {', '.join(map(str, waiting))}",
            param="messages",
        )
