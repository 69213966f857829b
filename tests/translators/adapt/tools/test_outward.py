"""Tools under names, and of kinds, that the upstream has."""

from dataclasses import replace

import pytest

from tests.support.fitting import Fitted, fitted, said
from translators.adapt.tools import outward
from translators.adapt.tools.outward import ToolNames, free_text_schema
from translators.errors import RequestError
from translators.hub.document import Document
from translators.hub.parts import CacheMark, CallKind, Foreign, Text, ToolCall, ToolResult
from translators.hub.request import Request
from translators.hub.tools import AnyTool, Tool, ToolChoice
from translators.names import legal_identifier
from translators.profile import DEFAULT, Profile
from translators.wire import json_bytes

LONG = "mcp__plugin_chrome-devtools-mcp_chrome-devtools__take_a_very_long_snapshot"
SCHEMA: Document = {"type": "object", "properties": {"cmd": {"type": "string"}}}
BASH = Tool("bash", "Runs a command.", SCHEMA, path="tools[0]")
PATCH = Tool(
    "apply_patch",
    "Edits files.",
    kind="custom",
    format={"type": "grammar", "syntax": "lark", "definition": 'start: "x"'},
    path="tools[1]",
)
WAIT = Tool("wait", parameters=SCHEMA, namespace="functions", path="tools[2]")
SEARCH = Foreign("openai-responses", "web_search", {"type": "web_search"}, path="tools[3]")
RICH = Profile(custom_tools=True, namespaces=True)


def fit(*declared: AnyTool, profile: Profile = DEFAULT, **fields: object) -> Fitted:
    request = replace(Request("m", tools=declared), **fields)
    return fitted(outward.fit, request, profile)


def test_tools_that_fit_stay_the_same() -> None:
    outcome = fit(BASH, SEARCH)

    assert outcome.request.tools == (BASH, SEARCH)
    assert outcome.losses == []
    assert isinstance(outcome.request.tools[0], Tool)
    assert outcome.request.tools[0].parameters is SCHEMA


def test_a_name_becomes_legal_for_the_tool_its_calls_and_its_choice() -> None:
    outcome = fit(
        Tool(LONG),
        messages=(said("assistant", ToolCall("a", LONG)),),
        tool_choice=ToolChoice("named", (LONG,)),
    )

    name = legal_identifier(LONG)
    assert outcome.request.tools == (Tool(name),)
    assert outcome.messages == (said("assistant", ToolCall("a", name)),)
    assert outcome.request.tool_choice == ToolChoice("named", (name,))
    assert outcome.losses == []


def test_a_call_of_a_tool_that_is_gone_gets_a_legal_name_too() -> None:
    outcome = fit(BASH, messages=(said("assistant", ToolCall("a", "gone.tool")),))

    [part] = outcome.messages[0].parts
    assert part == ToolCall("a", legal_identifier("gone.tool"))


def test_a_namespace_becomes_part_of_the_name() -> None:
    outcome = fit(
        WAIT,
        messages=(said("assistant", ToolCall("a", "wait", namespace="functions")),),
        tool_choice=ToolChoice("required", ("wait",)),
    )

    assert outcome.request.tools == (replace(WAIT, name="functions__wait", namespace=None),)
    assert outcome.messages == (said("assistant", ToolCall("a", "functions__wait")),)
    assert outcome.request.tool_choice == ToolChoice("required", ("functions__wait",))


def test_a_namespace_stays_where_there_are_any() -> None:
    messages = (said("assistant", ToolCall("a", "wait", namespace="functions")),)

    outcome = fit(WAIT, profile=RICH, messages=messages)

    assert outcome.request.tools == (WAIT,)
    assert outcome.messages == messages


def test_a_free_text_tool_becomes_a_function() -> None:
    outcome = fit(PATCH)

    assert outcome.request.tools == (
        Tool(
            "apply_patch",
            "Edits files.\n\nPut the whole free-form text into `input`. It must match this "
            'grammar:\nstart: "x"',
            free_text_schema(),
        ),
    )
    assert outcome.losses == [
        "coerced request.tools[]: the upstream has no free-text tools: sent as a function"
    ]


def test_a_free_text_tool_that_says_nothing_of_itself() -> None:
    outcome = fit(Tool("exec", kind="custom", format={"type": "text"}))

    assert outcome.request.tools == (
        Tool("exec", "Put the whole free-form text into `input`.", free_text_schema()),
    )


def test_free_text_of_earlier_calls_becomes_arguments() -> None:
    outcome = fit(
        PATCH,
        messages=(
            said("assistant", ToolCall("a", "apply_patch", 'say "x"\n\ud83d', "custom")),
            said("tool", ToolResult("a", (Text("ok"),), kind="custom")),
        ),
    )

    [[call], [result]] = [message.parts for message in outcome.messages]
    assert isinstance(call, ToolCall)
    assert call.kind == "function"
    assert json_bytes.loads(call.arguments) == {"input": 'say "x"\n\ud83d'}
    assert result == ToolResult("a", (Text("ok"),))


def test_free_text_stays_where_there_are_free_text_tools() -> None:
    messages = (
        said("assistant", ToolCall("a", "apply_patch", "x", "custom")),
        said("tool", ToolResult("a", kind="custom")),
    )

    outcome = fit(PATCH, profile=RICH, messages=messages)

    assert outcome.request.tools == (PATCH,)
    assert outcome.messages == messages
    assert outcome.losses == []


def test_seals_and_marks_of_calls_are_kept() -> None:
    call = ToolCall("a", "bash", "{}", cache=CacheMark("1h"))

    assert fit(BASH, messages=(said("assistant", call),)).messages[0].parts == (call,)


@pytest.mark.parametrize("strict", [True, False])
def test_strict_is_dropped_where_it_is_unknown(strict: bool) -> None:
    outcome = fit(replace(BASH, strict=strict), profile=Profile(strict_tools=False))

    assert outcome.request.tools == (BASH,)
    assert outcome.losses == ["dropped request.tools[].strict: the upstream has no strict tools"]


def test_strict_is_dropped_where_the_schema_cannot_be_closed() -> None:
    closes = Profile(closed_schemas=True)
    a_map = replace(BASH, strict=True, parameters={"type": "object"}, path="tools[0]")
    nothing = replace(BASH, strict=True, parameters=None)

    outcome = fit(a_map, profile=closes)

    assert outcome.request.tools == (replace(a_map, strict=None),)
    assert outcome.losses == [
        "dropped request.tools[].strict: a schema that the upstream cannot enforce"
    ]
    assert fit(nothing, profile=closes).request.tools == (nothing,)
    assert fit(a_map).request.tools == (a_map,)


@pytest.mark.parametrize(
    "others",
    [
        (Tool("functions__wait"), WAIT),
        (BASH, replace(BASH, description="Another.")),
        (Tool("a", kind="custom"), Tool("a")),
    ],
)
def test_two_tools_of_one_name_are_refused(others: tuple[Tool, Tool]) -> None:
    with pytest.raises(RequestError, match="two tools would both be called"):
        fit(*others)


def test_the_same_tool_twice_is_declared_once() -> None:
    outcome = fit(BASH, SEARCH, replace(BASH, path="tools[2]"), BASH)

    assert outcome.request.tools == (BASH, SEARCH)
    assert outcome.losses == ["dropped request.tools[]: the same tool is declared twice (2 times)"]


def test_equal_names_in_different_namespaces_are_no_collision_where_there_are_any() -> None:
    other = replace(WAIT, namespace="clock", kind="custom")

    assert fit(WAIT, other, profile=RICH).request.tools == (WAIT, other)
    assert fit(WAIT, other, profile=replace(RICH, namespaces=False)).losses == []


@pytest.mark.parametrize(
    ("choice", "losses"),
    [
        (ToolChoice("auto"), []),
        (ToolChoice("none"), []),
        (
            ToolChoice("required"),
            ["dropped request.tool_choice: there is no tool left to choose"],
        ),
        (
            ToolChoice("named", ("x",)),
            ["dropped request.tool_choice: there is no tool left to choose"],
        ),
    ],
)
@pytest.mark.parametrize("declared", [(), (SEARCH,)])
def test_there_is_no_choice_without_tools(
    declared: tuple[AnyTool, ...], choice: ToolChoice, losses: list[str]
) -> None:
    outcome = fit(*declared, tool_choice=choice)

    assert outcome.request.tool_choice is None
    assert outcome.losses == losses


def test_parallel_calls_are_nothing_without_tools() -> None:
    assert fit(parallel_tool_calls=False).request.parallel_tool_calls is None
    assert fit(BASH, parallel_tool_calls=False).request.parallel_tool_calls is False


def test_a_choice_of_a_tool_that_is_not_declared_is_lost() -> None:
    outcome = fit(BASH, tool_choice=ToolChoice("named", ("gone",)))

    assert outcome.request.tool_choice is None
    assert outcome.losses == ["dropped request.tool_choice: it names a tool that is not declared"]


def test_a_choice_keeps_the_tools_that_are_declared() -> None:
    outcome = fit(BASH, tool_choice=ToolChoice("auto", ("gone", "bash")))

    assert outcome.request.tool_choice == ToolChoice("auto", ("bash",))


def test_tools_are_found_by_the_names_that_upstream_knows() -> None:
    flat = ToolNames(Request("m", tools=(BASH, WAIT, SEARCH)), DEFAULT)
    rich = ToolNames(Request("m", tools=(BASH, WAIT, SEARCH)), RICH)

    assert flat.find("bash") is BASH
    assert flat.find("functions__wait") is WAIT
    assert flat.find("wait") is None
    assert flat.find("wait", "functions") is None
    assert rich.find("wait", "functions") is WAIT
    assert rich.find("wait") is None


@pytest.mark.parametrize("kind", ["tool_search", "local_shell"])
@pytest.mark.parametrize("profile", [DEFAULT, RICH])
def test_what_a_client_runs_under_a_name_of_its_api_is_a_function(
    kind: CallKind, profile: Profile
) -> None:
    outcome = fit(
        Tool(kind, "Does it.", SCHEMA, kind=kind, path="tools[0]"),
        messages=(
            said("assistant", ToolCall("a", kind, '{"cmd":"x"}', kind)),
            said("tool", ToolResult("a", (Text("ok"),), kind=kind)),
        ),
        profile=profile,
    )

    assert outcome.request.tools == (Tool(kind, "Does it.", SCHEMA),)
    assert outcome.messages == (
        said("assistant", ToolCall("a", kind, '{"cmd":"x"}')),
        said("tool", ToolResult("a", (Text("ok"),))),
    )
    assert outcome.losses == [
        "coerced request.tools[]: the upstream knows no such tool by itself: sent as a function"
    ]
