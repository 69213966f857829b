"""Requests with one wrong type each: what is patched into a good one, by the path to be named."""

from collections.abc import Mapping

from translators.hub.document import Document, Json


def _user(content: Json) -> Document:
    return {"role": "user", "content": content}


def _messages(*messages: Json) -> Document:
    return {"messages": [*messages]}


def _input(*items: Json) -> Document:
    return {"input": [*items]}


WRONG_TYPES: Mapping[str, Mapping[str, Document]] = {
    "openai-chat": {
        "model": {"model": 7},
        "stream": {"stream": "yes"},
        "messages": {"messages": 7},
        "messages[0]": _messages(7),
        "messages[0].role": _messages({"role": 3, "content": "x"}),
        "messages[0].content": _messages(_user(5)),
        "messages[0].content[0]": _messages(_user([5])),
        "messages[0].content[0].text": _messages(_user([{"type": "text", "text": 5}])),
        "messages[0].content[0].image_url": _messages(
            _user([{"type": "image_url", "image_url": 5}])
        ),
        "messages[1].tool_calls": _messages(
            _user("x"), {"role": "assistant", "content": None, "tool_calls": 5}
        ),
        "messages[1].tool_calls[0].function": _messages(
            _user("x"),
            {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function": 5}]},
        ),
        "messages[1].tool_calls[0].function.arguments": _messages(
            _user("x"),
            {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": 5}}]},
        ),
        "tools": {"tools": "x"},
        "tools[0]": {"tools": ["x"]},
        "tools[0].function.name": {"tools": [{"type": "function", "function": {"name": 5}}]},
        "tools[0].function.parameters": {
            "tools": [{"type": "function", "function": {"name": "f", "parameters": "x"}}]
        },
        "temperature": {"temperature": "hot"},
        "max_completion_tokens": {"max_completion_tokens": "many"},
        "response_format": {"response_format": 7},
    },
    "openai-responses": {
        "model": {"model": 7},
        "stream": {"stream": "yes"},
        "input": {"input": 7},
        "input[0]": _input(7),
        "input[0].role": _input({"role": 3, "content": "x"}),
        "input[0].content": _input(_user(5)),
        "input[0].content[0]": _input(_user([5])),
        "input[0].content[0].text": _input(_user([{"type": "input_text", "text": 5}])),
        "input[0].name": _input({"type": "function_call", "call_id": "c", "name": 5}),
        "input[0].arguments": _input({"type": "function_call", "name": "f", "arguments": 5}),
        "input[0].input": _input({"type": "custom_tool_call", "name": "f", "input": 5}),
        "input[0].call_id": _input({"type": "function_call_output", "call_id": 5, "output": "x"}),
        "instructions": {"instructions": 7},
        "tools": {"tools": "x"},
        "tools[0]": {"tools": ["x"]},
        "tools[0].name": {"tools": [{"type": "function", "name": 5}]},
        "tools[0].parameters": {"tools": [{"type": "function", "name": "f", "parameters": "x"}]},
        "temperature": {"temperature": "hot"},
        "max_output_tokens": {"max_output_tokens": "many"},
        "reasoning": {"reasoning": "high"},
        "text": {"text": 7},
    },
    "anthropic-messages": {
        "model": {"model": 7},
        "stream": {"stream": "yes"},
        "messages": {"messages": 7},
        "messages[0]": _messages(7),
        "messages[0].role": _messages({"role": 3, "content": "x"}),
        "messages[0].content": _messages(_user(5)),
        "messages[0].content[0]": _messages(_user([5])),
        "messages[0].content[0].text": _messages(_user([{"type": "text", "text": 5}])),
        "messages[0].content[0].source": _messages(_user([{"type": "image", "source": 5}])),
        "messages[0].content[0].tool_use_id": _messages(
            _user([{"type": "tool_result", "tool_use_id": 5, "content": "x"}])
        ),
        "messages[1].content[0].input": _messages(
            _user("x"),
            {"role": "assistant", "content": [{"type": "tool_use", "name": "f", "input": 5}]},
        ),
        "system": {"system": 7},
        "tools": {"tools": "x"},
        "tools[0]": {"tools": ["x"]},
        "tools[0].name": {"tools": [{"name": 5, "input_schema": {"type": "object"}}]},
        "tools[0].input_schema": {"tools": [{"name": "f", "input_schema": "x"}]},
        "tool_choice": {"tool_choice": "auto"},
        "thinking": {"thinking": 7},
        "stop_sequences": {"stop_sequences": 7},
        "temperature": {"temperature": "hot"},
        "max_tokens": {"max_tokens": "many"},
    },
}
