import pytest

from addons.bundled.question import Question, read_question
from translators.errors import RequestError
from translators.hub.document import Document, Json

USER: Document = {"role": "user", "content": "What time is it?"}
CALL: Document = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "get_time", "arguments": "{}"},
}
TOOL: Document = {"type": "function", "function": {"name": "get_time", "parameters": {"a": 1}}}


def request(*messages: Json, **arguments: Json) -> Document:
    return {"model": "bundled", "messages": list(messages) or [USER], **arguments}


def test_a_plain_question() -> None:
    assert read_question(request()) == Question(
        model="bundled",
        said="What time is it?",
        results=(),
        tools={},
        forced=False,
        output=None,
        limit=None,
        stream=False,
        include_usage=False,
        prompt_tokens=5,
    )


def test_results_are_those_since_the_model_last_spoke() -> None:
    calling: Document = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    result: Document = {"role": "tool", "tool_call_id": "call_1", "content": "noon"}
    said: Document = {"role": "assistant", "content": "It is noon."}
    again: Document = {"role": "user", "content": [{"type": "text", "text": "And now?"}]}
    assert read_question(request(USER, calling, result)).results == ("noon",)
    later = read_question(request(USER, calling, result, said, again))
    assert (later.results, later.said) == ((), "And now?")


@pytest.mark.parametrize(
    ("choice", "tools", "forced"),
    [
        ("auto", ["get_time"], False),
        ("required", ["get_time"], True),
        ("none", [], False),
        ({"type": "function", "function": {"name": "get_time"}}, ["get_time"], True),
    ],
)
def test_the_choice_of_tools(choice: Json, tools: list[str], forced: bool) -> None:
    question = read_question(request(tools=[TOOL], tool_choice=choice))
    assert (list(question.tools), question.forced) == (tools, forced)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (request(temprature=1), "temprature"),
        ({"model": "m"}, "messages"),
        ({"messages": [USER]}, "model"),
        (request({"role": "robot", "content": "x"}), "messages[0].role"),
        (request({"role": "user"}), "messages[0].content"),
        (request({"role": "user", "content": [{"type": "text"}]}), "messages[0].content[0].text"),
        (request({"role": "user", "content": [{"type": "x"}]}), "messages[0].content[0].type"),
        (request(USER, {"role": "tool", "tool_call_id": "x", "content": "y"}), "messages[1]"),
        (request(USER, {"role": "tool", "content": "y"}), "messages[1].tool_call_id"),
        (request(USER, {"role": "assistant", "tool_calls": [CALL]}), "messages"),
        (request(USER, {"role": "assistant", "tool_calls": [CALL]}, USER), "messages"),
        (request(tools=[{"type": "web_search"}]), "tools[0].type"),
        (
            request(tools=[{"type": "function", "function": {"name": "a b"}}]),
            "tools[0].function.name",
        ),
        (request(tool_choice="auto"), "tool_choice"),
        (request(tools=[TOOL], tool_choice="sometimes"), "tool_choice"),
        (request(response_format={"type": "xml"}), "response_format.type"),
        (request(max_tokens="many"), "max_tokens"),
    ],
)
def test_what_the_vendor_would_refuse_is_refused_by_its_path(document: Document, path: str) -> None:
    with pytest.raises(RequestError) as refusal:
        read_question(document)
    assert refusal.value.path == path
