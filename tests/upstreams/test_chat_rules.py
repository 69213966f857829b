import pytest

from tests.upstreams import chat_rules
from tests.upstreams.refusal import RefusalError
from tests.upstreams.vendor import Tolerance
from translators.hub.document import Document, Json

USER: Document = {"role": "user", "content": "hi"}


def call(name: str = "call_1", function: str = "look") -> Document:
    return {"id": name, "type": "function", "function": {"name": function, "arguments": "{}"}}


def calling(*calls: Document) -> Document:
    return {"role": "assistant", "content": None, "tool_calls": [*calls]}


def result(name: str = "call_1") -> Document:
    return {"role": "tool", "tool_call_id": name, "content": "found"}


def tool(name: str = "look", **function: Json) -> Document:
    return {"type": "function", "function": {"name": name, **function}}


def request(*messages: Document, **parameters: Json) -> Document:
    return {"model": "m", "messages": [*(messages or (USER,))], **parameters}


@pytest.mark.parametrize(
    "document",
    [
        request(),
        request({"role": "system", "content": "s"}, USER, {"role": "assistant", "content": "a"}),
        request(USER, calling(call("a"), call("b")), result("b"), result("a"), USER),
        request(stream=True, stream_options={"include_usage": True}, max_completion_tokens=5),
        request(tools=[tool(parameters={"type": "object"})], tool_choice="required"),
        request({"role": "user", "content": "as json"}, response_format={"type": "json_object"}),
    ],
)
def test_good_requests_pass(document: Document) -> None:
    chat_rules.check(document, Tolerance())


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"model": "m"}, "Missing required parameter: 'messages'"),
        ({"model": "m", "messages": []}, "empty array"),
        (request(max_output_tokens=5), "Unknown parameter: 'max_output_tokens'"),
        (request(top_k=5), "Unknown parameter: 'top_k'"),
        (request({**USER, "cache_control": {}}), "Unknown parameter: 'messages[0].cache_control'"),
        (request(max_tokens="5"), "Invalid type for 'max_tokens'"),
        (request(temperature=2.5), "Invalid 'temperature'"),
        (request(stop=["a", "b", "c", "d", "e"]), "Invalid 'stop': array too long"),
        (request(user="u" * 65), "Invalid 'user': string too long"),
        (request(stream_options={"include_usage": True}), "'stream_options' parameter is only"),
        (request(top_logprobs=2), "'top_logprobs' parameter is only"),
        (request(max_tokens=1, max_completion_tokens=1), "at the same time"),
        (request(response_format={"type": "json_object"}), "must contain the word 'json'"),
        (request(tools=[]), "Invalid 'tools': empty array"),
        (request(tool_choice="auto"), "'tool_choice' is only allowed"),
        (request(parallel_tool_calls=False), "'parallel_tool_calls' is only allowed"),
        (request(tools=[tool("a.b")]), "does not match pattern"),
        (request(tools=[tool("a" * 65)]), "string too long"),
        (request(tools=[tool(parameters={"type": "string"})]), "Invalid schema for function"),
        (
            request(tools=[tool(strict=True, parameters={"type": "object", "properties": {}})]),
            "'additionalProperties' is required",
        ),
        (
            request(tools=[tool()], tool_choice={"type": "function", "function": {"name": "find"}}),
            "no function named 'find'",
        ),
        (request({"role": "developer", "content": "d"}, USER), "unknown variant `developer`"),
        (request({"role": "user", "content": []}), "empty array"),
        (request({"role": "user", "content": [{"type": "text", "text": ""}]}), "not be empty"),
        (request(USER, {"role": "assistant"}), "expected a string, got null"),
        (request(USER, result()), "must be a response to a preceeding message"),
        (request(USER, calling(call()), result(), result()), "must be a response"),
        (request(USER, calling(call())), "did not have response messages: call_1"),
        (request(USER, calling(call("a"), call("b")), result("a"), USER), "messages: b"),
        (request(USER, calling(call("c" * 41)), result("c" * 41)), "maximum length 40"),
        (request(USER, calling(call(""), call("b"))), "empty string"),
    ],
)
def test_what_the_api_refuses_is_refused(document: Document, words: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        chat_rules.check(document, Tolerance())
    assert words in refusal.value.message


def test_a_server_may_know_more_than_the_vendor() -> None:
    document = request(
        {"role": "developer", "content": "d"},
        {"role": "assistant", "content": "a", "reasoning_content": "r"},
        top_k=5,
    )
    extensions = frozenset({"top_k", "reasoning_content"})
    chat_rules.check(document, Tolerance(developer_role=True, extensions=extensions))
