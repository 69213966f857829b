"""Tools that the API names and its client runs: declared, called, answered, loaded."""

import pytest

from tests.translators.openai_responses.judge import encode, read_stream, read_whole
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.fold import unfold
from translators.hub.parts import Foreign, Text, ToolCall, ToolResult
from translators.hub.request import Message, Request
from translators.hub.response import Response, Stop, Usage
from translators.hub.tools import Tool
from translators.openai_responses.client_tools import client_call_item, read_search
from translators.openai_responses.request_decode import decode_request
from translators.openai_responses.response_encode import encode_response
from translators.openai_responses.vocabulary import NAME
from translators.wire.cursor import Cursor

SCHEMA: Document = {"type": "object", "properties": {"query": {"type": "string"}}}
SEARCH: Document = {
    "type": "tool_search",
    "execution": "client",
    "description": "Finds tools.",
    "parameters": SCHEMA,
}
PASSTHROUGH: Document = {"internal_chat_message_metadata_passthrough": {"turn_id": "t"}}
CLOSE: Document = {
    "type": "function",
    "name": "close_agent",
    "description": "Closes an agent.",
    "strict": False,
    "defer_loading": True,
    "parameters": SCHEMA,
}
SEARCHED: Document = {
    "type": "tool_search_call",
    "id": "tsc_1",
    "call_id": "call_s",
    "status": "completed",
    "execution": "client",
    "arguments": {"query": "agent"},
    **PASSTHROUGH,
}
FOUND: Document = {
    "type": "tool_search_output",
    "id": "tso_1",
    "call_id": "call_s",
    "status": "completed",
    "execution": "client",
    "tools": [{"type": "namespace", "name": "agents", "tools": [CLOSE]}],
    **PASSTHROUGH,
}
"""As Codex sends them (clients 4)."""

LOADED = Tool("close_agent", "Closes an agent.", SCHEMA, strict=False, namespace="agents")


def decode(*items: Json, tools: list[Json] | None = None) -> tuple[Request, list[str]]:
    context = Context()
    request = decode_request({"model": "m", "input": [*items], "tools": tools or []}, context)
    return request, [str(loss) for loss in context.losses]


class TestSearch:
    def test_it_is_a_tool_of_its_own_kind(self) -> None:
        request, losses = decode(tools=[SEARCH])

        assert request.tools == (Tool("tool_search", "Finds tools.", SCHEMA, kind="tool_search"),)
        assert losses == []

    @pytest.mark.parametrize("execution", [{}, {"execution": "server"}])
    def test_the_apis_own_is_hosted(self, execution: Document) -> None:
        hosted: Document = {"type": "tool_search", **execution}

        assert decode(tools=[hosted])[0].tools == (Foreign(NAME, "tool_search", hosted),)

    def test_its_call_and_what_it_found_are_a_turn(self) -> None:
        request, losses = decode(SEARCHED, FOUND)

        call = ToolCall("call_s", "tool_search", '{"query":"agent"}', "tool_search")
        told = Text("These tools can be called from now on: agents__close_agent")
        assert request.messages == (
            Message("assistant", (call,)),
            Message("tool", (ToolResult("call_s", (told,), kind="tool_search"),)),
        )
        assert losses == []

    def test_what_it_found_can_be_called(self) -> None:
        bash: Document = {"type": "function", "name": "bash"}

        request, _ = decode(SEARCHED, FOUND, tools=[bash])

        assert request.tools == (Tool("bash"), LOADED)

    def test_it_may_find_nothing(self) -> None:
        request, _ = decode(SEARCHED, {**FOUND, "tools": []})

        result = ToolResult("call_s", (Text("No tool was found."),), kind="tool_search")
        assert request.messages[1].parts == (result,)
        assert request.tools == ()

    def test_what_is_found_twice_is_declared_once(self) -> None:
        request, losses = decode(SEARCHED, FOUND, SEARCHED, FOUND)

        assert request.tools == (LOADED,)
        assert losses == []

    def test_a_description_that_changes_would_cost_the_prompt_cache(self) -> None:
        other: Document = {**CLOSE, "description": "Ends an agent."}
        again: Document = {
            **FOUND,
            "tools": [{"type": "namespace", "name": "agents", "tools": [other]}],
        }

        request, losses = decode(SEARCHED, FOUND, SEARCHED, again)

        assert request.tools == (LOADED,)
        assert losses == [
            "dropped request.input[].tools[].tools[]: declared before, in other words"
        ]

    def test_what_is_not_known_of_a_found_tool_is_a_loss(self) -> None:
        found: Document = {**FOUND, "tools": [{**CLOSE, "color": "red"}], "shape": "round"}

        assert decode(SEARCHED, found)[1] == [
            "dropped request.input[].shape: not known to Dragoman",
            "dropped request.input[].tools[].color: not known to Dragoman",
        ]

    def test_hosted_tools_may_be_found_too(self) -> None:
        hosted: Document = {"type": "web_search"}

        request, _ = decode(SEARCHED, {**FOUND, "tools": [hosted]})

        assert request.tools == (Foreign(NAME, "web_search", hosted),)

    @pytest.mark.parametrize("item", [SEARCHED, FOUND])
    @pytest.mark.parametrize("changes", [{"execution": "server"}, {"call_id": None}])
    def test_a_search_by_the_api_is_its_own_affair(self, item: Document, changes: Document) -> None:
        hosted: Document = {**item, **changes}

        request, _ = decode(hosted)

        foreign = Foreign(NAME, str(item["type"]), hosted)
        assert (request.messages, request.tools) == ((Message("assistant", (foreign,)),), ())


SHELL_CALL: Document = {
    "type": "local_shell_call",
    "id": "lsh_1",
    "call_id": "call_l",
    "status": "completed",
    "action": {"type": "exec", "command": ["ls"], "env": {}, "working_directory": "/root"},
}


class TestShell:
    def test_it_is_a_tool_with_parameters_of_ours(self) -> None:
        (tool,) = decode(tools=[{"type": "local_shell"}])[0].tools

        assert isinstance(tool, Tool)
        assert (tool.name, tool.kind) == ("local_shell", "local_shell")
        assert tool.parameters is not None
        assert tool.parameters["required"] == ["command"]

    @pytest.mark.parametrize("key", ["id", "call_id"])
    def test_its_call_and_what_was_printed_are_a_turn(self, key: str) -> None:
        printed: Document = {"type": "local_shell_call_output", key: "call_l", "output": "a b"}

        request, losses = decode(SHELL_CALL, printed)

        arguments = '{"command":["ls"],"env":{},"working_directory":"/root"}'
        call = ToolCall("call_l", "local_shell", arguments, "local_shell")
        result = ToolResult("call_l", (Text("a b"),), kind="local_shell")
        assert request.messages == (Message("assistant", (call,)), Message("tool", (result,)))
        assert losses == []

    def test_nothing_may_be_printed(self) -> None:
        request, _ = decode(
            SHELL_CALL, {"type": "local_shell_call_output", "id": "call_l", "output": ""}
        )

        assert request.messages[1].parts == (ToolResult("call_l", kind="local_shell"),)

    def test_an_action_must_be_an_object(self) -> None:
        with pytest.raises(RequestError, match=r"^input\[0\]\.action: expected an object"):
            decode({**SHELL_CALL, "action": "ls"})


class TestItems:
    def test_a_search_comes_back_as_one(self) -> None:
        call = ToolCall("call_s", "tool_search", '{"query":"agent"}', "tool_search")

        assert client_call_item("tsc_1", call, "completed") == {
            "type": "tool_search_call",
            "id": "tsc_1",
            "status": "completed",
            "call_id": "call_s",
            "execution": "client",
            "arguments": {"query": "agent"},
        }

    @pytest.mark.parametrize(
        ("arguments", "action"),
        [
            ('{"command":["ls","-a"]}', {"command": ["ls", "-a"], "env": {}}),
            ('{"command":"ls -a"}', {"command": ["bash", "-lc", "ls -a"], "env": {}}),
            ('{"command":[],"env":{"A":1}}', {"command": [], "env": {"A": "1"}}),
            (
                '{"command":["ls"],"env":null,"user":"me"}',
                {"command": ["ls"], "env": {}, "user": "me"},
            ),
            ("ls", {"command": [], "env": {}}),
            ("", {"command": [], "env": {}}),
        ],
    )
    def test_a_command_comes_back_as_an_action(self, arguments: str, action: Document) -> None:
        call = ToolCall("call_l", "local_shell", arguments, "local_shell")

        assert client_call_item("lsh_1", call, "in_progress") == {
            "type": "local_shell_call",
            "id": "lsh_1",
            "status": "in_progress",
            "call_id": "call_l",
            "action": {**action, "type": "exec"},
        }


def test_the_vendors_client_reads_both_calls() -> None:
    search = ToolCall("call_s", "tool_search", '{"query":"agent"}', "tool_search")
    shell = ToolCall("call_l", "local_shell", '{"command":["ls"],"timeout_ms":9}', "local_shell")
    answer = Response("resp_1", "m", (search, shell), Stop("tool_calls"), Usage())

    streamed, whole = read_stream(encode(unfold(answer))), encode_response(answer, Context())

    for read in (streamed, read_whole(whole)):
        searched, ran = read.output
        assert searched.type == "tool_search_call"
        assert (searched.execution, searched.arguments) == ("client", {"query": "agent"})
        assert ran.type == "local_shell_call"
        assert (ran.call_id, ran.action.command, ran.action.timeout_ms) == ("call_l", ["ls"], 9)


def test_a_search_without_arguments_is_one_for_anything() -> None:
    cursor = Cursor({**SEARCHED, "arguments": None}, RequestError)

    assert read_search(cursor).arguments == "{}"
