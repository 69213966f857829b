import pytest

from tests.upstreams import responses_rules
from tests.upstreams.refusal import RefusalError
from tests.upstreams.vendor import Tolerance
from translators.hub.document import Document, Json

USER: Document = {"role": "user", "content": "hi"}


def call(name: str = "call_1", **more: Json) -> Document:
    return {"type": "function_call", "call_id": name, "name": "look", "arguments": "{}", **more}


def output(name: str = "call_1") -> Document:
    return {"type": "function_call_output", "call_id": name, "output": "found"}


def message(role: str, kind: str, **more: Json) -> Document:
    return {"type": "message", "role": role, "content": [{"type": kind, "text": "x"}], **more}


def refused(piece: Document) -> Document:
    return {"type": "message", "role": "assistant", "content": [piece]}


def reasoning(**more: Json) -> Document:
    return {"type": "reasoning", "summary": [], **more}


def tool(name: str = "look", **more: Json) -> Document:
    return {"type": "function", "name": name, "parameters": {"type": "object"}, **more}


def request(*items: Document, **parameters: Json) -> Document:
    return {"model": "m", "input": [*(items or (USER,))], **parameters}


@pytest.mark.parametrize(
    "document",
    [
        request(),
        {"model": "m", "input": "hi"},
        request(message("developer", "input_text"), USER, message("assistant", "output_text")),
        request(USER, refused({"type": "refusal", "refusal": "No."})),
        request(
            USER,
            reasoning(encrypted_content="ours"),
            call("a"),
            call("b"),
            output("b"),
            output("a"),
        ),
        request(
            tools=[
                tool(),
                {"type": "namespace", "name": "n", "description": "d", "tools": [tool("inner")]},
            ]
        ),
        request(
            message("user", "input_text", id="msg_1"),
            {
                "type": "custom_tool_call",
                "id": "ctc_1",
                "status": "completed",
                "call_id": "call_1",
                "name": "exec",
                "input": "x",
            },
            {"type": "custom_tool_call_output", "call_id": "call_1", "output": "y"},
        ),
        request(
            {**USER, "internal_chat_message_metadata_passthrough": {}},
            tools=[{"type": "web_search", "search_content_types": ["text"]}],
            client_metadata={},
        ),
        request(stream=True, max_output_tokens=16, include=["reasoning.encrypted_content"]),
    ],
)
def test_good_requests_pass(document: Document) -> None:
    responses_rules.check(document, Tolerance(seals={"ours"}))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (request(stop=["x"]), "Unknown parameter: 'stop'"),
        (request({**USER, "cache_control": {}}), "Unknown parameter: 'input[0].cache_control'"),
        (
            request(USER, refused({"type": "refusal", "refusal": "No.", "annotations": []})),
            "annotations",
        ),
        (request(call(call_id=None), output()), "call_id"),
        (request(max_output_tokens=5), "integer below minimum value"),
        (request(previous_response_id="resp_1"), "Previous response with id 'resp_1' not found"),
        ({"model": "m", "input": []}, "must be provided"),
        (request(temperature=3), "Invalid 'temperature'"),
        (request(metadata={"a": "x" * 513}), "Invalid 'metadata.a': string too long"),
        (request(tools=[]), "Invalid 'tools': empty array"),
        (request(tools=[tool("a.b")]), "does not match pattern"),
        (
            request(
                tools=[
                    {"type": "namespace", "name": "n", "description": "d", "tools": [tool("a b")]}
                ]
            ),
            "Invalid 'tools[0].tools[0].name'",
        ),
        (request(tool_choice="required"), "must be specified with 'tools'"),
        (
            request(tools=[tool()], tool_choice={"type": "function", "name": "x"}),
            "Tool choice 'x' not found",
        ),
        (request(message("user", "output_text")), "Invalid value: 'output_text'"),
        (request(message("assistant", "input_text")), "Invalid value: 'input_text'"),
        (request(message("assistant", "output_text", id="m1")), "begins with 'msg'"),
        (request(call(id="call_1"), output()), "begins with 'fc'"),
        (request(call("c" * 65), output("c" * 65)), "maximum length 64"),
        (request(call("")), "empty string"),
        (request({**call(), "name": "a.b"}, output()), "does not match pattern"),
        (request(USER, output()), "No tool call found for function call output"),
        (request(USER, call()), "No tool output found for function call call_1"),
        (request(USER, output(), call()), "No tool call found"),
        (request(call(), call(), output()), "used twice"),
        (request(reasoning(encrypted_content="x"), USER), "could not be verified"),
        (request(USER, reasoning(id="rs_1")), "without its required following item"),
    ],
)
def test_what_the_api_refuses_is_refused(document: Document, words: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        responses_rules.check(document, Tolerance())
    assert words in refusal.value.message
