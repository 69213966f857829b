"""Thinking is asked for in the upstream's way, whichever way the client asked."""

from dataclasses import replace

import pytest

from tests.support.fitting import Fitted, fitted, said
from translators.adapt import thinking
from translators.adapt.thinking import BUDGETS
from translators.hub.parts import Origin, Reasoning, Seal, Text, ToolCall, ToolResult
from translators.hub.request import Message, Request, Thinking
from translators.hub.tools import ToolChoice
from translators.profile import Profile

NOTHING = Profile(thinking="none")
EFFORT = Profile(thinking="effort", efforts=("none", "low", "medium", "high"))
LOUD = Profile(thinking="effort", efforts=("low", "high", "max"))
SWITCH = Profile(thinking="switch")
BUDGET = Profile(thinking="budget", max_tokens_default=32000)
ADAPTIVE = Profile(thinking="adaptive", efforts=("low", "medium", "high", "max"))


def fit(wish: Thinking | None, profile: Profile, **fields: object) -> Fitted:
    return fitted(thinking.fit, replace(Request("m", thinking=wish), **fields), profile)


@pytest.mark.parametrize("profile", [NOTHING, EFFORT, SWITCH, BUDGET, ADAPTIVE])
def test_what_nobody_asked_for_is_left_alone(profile: Profile) -> None:
    request = Request("m")

    assert fitted(thinking.fit, request, profile).request is request


UNTOUCHED = [
    (EFFORT, Thinking(effort="high")),
    (EFFORT, Thinking(effort="high", summary="auto")),
    (EFFORT, Thinking(summary="auto")),
    (LOUD, Thinking(effort="ultra")),
    (SWITCH, Thinking(enabled=True)),
    (SWITCH, Thinking(enabled=False)),
    (BUDGET, Thinking(enabled=True, budget=5000, summary="omitted")),
    (BUDGET, Thinking(enabled=False)),
    (ADAPTIVE, Thinking(enabled=True, adaptive=True, effort="max", summary="summarized")),
    (ADAPTIVE, Thinking(enabled=True, adaptive=True)),
    (ADAPTIVE, Thinking(enabled=False)),
]


@pytest.mark.parametrize(("profile", "wish"), UNTOUCHED)
def test_a_wish_in_the_upstreams_own_way_stays(profile: Profile, wish: Thinking) -> None:
    outcome = fit(wish, profile)

    assert outcome.request.thinking == wish
    assert outcome.losses == []


NO_BUDGET = "coerced request.thinking.budget: a budget is said as an effort"
NO_EFFORT = "coerced request.thinking.effort: an effort is said as a budget"
ONLY_SWITCH = "coerced request.thinking: thinking can only be switched on or off"
NO_TELLING = "dropped request.thinking.summary: there is no thinking to tell"
THINKS_NOT = "dropped request.thinking: the upstream's model does not think on request"


def unknown(effort: str) -> str:
    return f"coerced request.thinking.effort: the upstream knows no {effort!r}"


CONVERTED: dict[str, tuple[Profile, Thinking, Thinking | None, list[str]]] = {
    "effort to nothing": (NOTHING, Thinking(effort="low"), None, [THINKS_NOT]),
    "budget to nothing": (NOTHING, Thinking(enabled=True, budget=2048), None, [THINKS_NOT]),
    "off to nothing": (NOTHING, Thinking(enabled=False), None, []),
    "effort off to nothing": (NOTHING, Thinking(effort="none"), None, []),
    "telling to nothing": (NOTHING, Thinking(summary="auto"), None, [NO_TELLING]),
    "budget to effort": (
        EFFORT,
        Thinking(enabled=True, budget=9000),
        Thinking(effort="high"),
        [NO_BUDGET],
    ),
    "off to effort": (EFFORT, Thinking(enabled=False), Thinking(effort="none"), []),
    "no budget to effort": (EFFORT, Thinking(budget=0), Thinking(effort="none"), []),
    "on to effort": (EFFORT, Thinking(enabled=True), None, []),
    "adaptive to effort": (
        EFFORT,
        Thinking(enabled=True, adaptive=True, summary="omitted"),
        Thinking(summary="omitted"),
        [],
    ),
    "too much effort": (EFFORT, Thinking(effort="max"), Thinking(effort="high"), [unknown("max")]),
    "too little effort": (
        EFFORT,
        Thinking(effort="minimal"),
        Thinking(effort="low"),
        [unknown("minimal")],
    ),
    "an effort between two": (
        LOUD,
        Thinking(effort="medium"),
        Thinking(effort="low"),
        [unknown("medium")],
    ),
    "an effort nearer to one": (
        LOUD,
        Thinking(effort="xhigh"),
        Thinking(effort="high"),
        [unknown("xhigh")],
    ),
    "off where it cannot be": (
        LOUD,
        Thinking(enabled=False),
        Thinking(effort="low"),
        [unknown("none")],
    ),
    "efforts of their own": (
        replace(LOUD, efforts=("none", "default")),
        Thinking(effort="medium"),
        Thinking(effort="default"),
        [unknown("medium")],
    ),
    "effort to switch": (SWITCH, Thinking(effort="low"), Thinking(enabled=True), [ONLY_SWITCH]),
    "budget to switch": (
        SWITCH,
        Thinking(enabled=True, budget=1),
        Thinking(enabled=True),
        [ONLY_SWITCH],
    ),
    "effort off to switch": (SWITCH, Thinking(effort="none"), Thinking(enabled=False), []),
    "telling to switch": (SWITCH, Thinking(summary="auto"), None, [NO_TELLING]),
    "no switching off": (
        replace(SWITCH, thinking_always=True),
        Thinking(enabled=False),
        None,
        ["coerced request.thinking: the upstream's model always thinks"],
    ),
    "effort to budget": (
        BUDGET,
        Thinking(effort="low"),
        Thinking(enabled=True, budget=4096),
        [NO_EFFORT],
    ),
    "own effort to budget": (
        BUDGET,
        Thinking(effort="ultra"),
        Thinking(enabled=True, budget=8192),
        [NO_EFFORT],
    ),
    "on to budget": (
        BUDGET,
        Thinking(enabled=True, adaptive=True, summary="omitted"),
        Thinking(enabled=True, budget=8192, summary="omitted"),
        ["invented request.thinking.budget: the upstream requires a budget"],
    ),
    "effort off to budget": (BUDGET, Thinking(effort="none"), Thinking(enabled=False), []),
    "telling to budget": (BUDGET, Thinking(summary="auto"), None, [NO_TELLING]),
    "too small a budget": (
        BUDGET,
        Thinking(enabled=True, budget=500),
        Thinking(enabled=True, budget=1024),
        ["coerced request.thinking.budget: outside of what the upstream takes"],
    ),
    "effort to adaptive": (
        ADAPTIVE,
        Thinking(effort="high", summary="auto"),
        Thinking(enabled=True, adaptive=True, effort="high", summary="auto"),
        [],
    ),
    "unknown effort to adaptive": (
        ADAPTIVE,
        Thinking(effort="xhigh"),
        Thinking(enabled=True, adaptive=True, effort="high"),
        [unknown("xhigh")],
    ),
    "budget to adaptive": (
        ADAPTIVE,
        Thinking(enabled=True, budget=32000),
        Thinking(enabled=True, adaptive=True, effort="max"),
        [NO_BUDGET],
    ),
    "effort off to adaptive": (ADAPTIVE, Thinking(effort="none"), Thinking(enabled=False), []),
    "telling to adaptive": (ADAPTIVE, Thinking(summary="auto"), None, [NO_TELLING]),
    "no way not to think": (
        replace(ADAPTIVE, thinking_always=True),
        Thinking(enabled=False),
        Thinking(enabled=True, adaptive=True, effort="low"),
        ["coerced request.thinking: the upstream's model always thinks"],
    ),
}


@pytest.mark.parametrize("name", CONVERTED)
def test_a_wish_in_another_way_is_converted(name: str) -> None:
    profile, wish, expected, losses = CONVERTED[name]

    outcome = fit(wish, profile)

    assert outcome.request.thinking == expected
    assert outcome.losses == losses


@pytest.mark.parametrize("effort", BUDGETS)
def test_an_effort_comes_back_from_its_budget(effort: str) -> None:
    wide = replace(BUDGET, max_tokens_default=None)
    there = fit(Thinking(effort=effort), wide).request.thinking

    assert there is not None
    back = fit(there, replace(EFFORT, efforts=tuple(BUDGETS))).request.thinking
    assert back == Thinking(effort=effort)


@pytest.mark.parametrize(
    ("wish", "limit", "budget"),
    [
        (Thinking(effort="high"), 100_000, 16384),
        (Thinking(effort="high"), 8192, 8192 - 1024),
        (Thinking(effort="high"), 2048, 1024),
        (Thinking(effort="high"), 1025, 1024),
        (Thinking(enabled=True, budget=9000), 100_000, 9000),
        (Thinking(enabled=True, budget=9000), 8192, 8191),
    ],
)
def test_a_budget_fits_within_the_output_limit(wish: Thinking, limit: int, budget: int) -> None:
    outcome = fit(wish, BUDGET, max_tokens=limit)

    assert outcome.request.thinking == Thinking(enabled=True, budget=budget)


def test_an_output_limit_that_is_not_said_is_the_profiles() -> None:
    tight = replace(BUDGET, max_tokens_default=4096)

    assert fit(Thinking(effort="max"), tight).request.thinking == Thinking(
        enabled=True, budget=3072
    )


def test_there_is_no_thinking_without_room_for_it() -> None:
    outcome = fit(Thinking(effort="low"), BUDGET, max_tokens=1024)

    assert outcome.request.thinking == Thinking(enabled=False)
    assert outcome.losses == [
        "coerced request.thinking: the output limit leaves no room for the smallest thinking budget"
    ]


FORCED = "coerced request.thinking: a forced tool call excludes thinking"


@pytest.mark.parametrize("profile", [BUDGET, ADAPTIVE])
@pytest.mark.parametrize("choice", [ToolChoice("required"), ToolChoice("named", ("x",))])
def test_a_forced_call_goes_before_thinking(profile: Profile, choice: ToolChoice) -> None:
    outcome = fit(Thinking(effort="high"), profile, tool_choice=choice)

    assert outcome.request.thinking == Thinking(enabled=False)
    assert outcome.losses == [FORCED]


@pytest.mark.parametrize("profile", [BUDGET, ADAPTIVE])
@pytest.mark.parametrize("choice", [None, ToolChoice("auto"), ToolChoice("none")])
def test_a_free_choice_leaves_thinking_on(profile: Profile, choice: ToolChoice | None) -> None:
    outcome = fit(Thinking(effort="high"), profile, tool_choice=choice)

    assert outcome.request.thinking is not None
    assert outcome.request.thinking.enabled


@pytest.mark.parametrize("profile", [BUDGET, ADAPTIVE])
def test_a_call_that_cannot_be_forced_leaves_thinking_on(profile: Profile) -> None:
    unforced = replace(profile, tool_choice_required=False)

    outcome = fit(Thinking(effort="high"), unforced, tool_choice=ToolChoice("required"))

    assert outcome.request.thinking is not None
    assert outcome.request.thinking.enabled
    assert FORCED not in outcome.losses


OWN = Reasoning("hm", seal=Seal("signature", "Er", Origin("d", "p", "m")))
CALL, RESULT = ToolCall("a", "x", "{}"), ToolResult("a", (Text("ok"),))

CONVERSATIONS: dict[str, tuple[bool, tuple[Message, ...]]] = {
    "no turn yet": (True, (said("user", "hi"),)),
    "no calls": (True, (said("assistant", "hello"), said("user", "hi"))),
    "calls long ago": (
        True,
        (
            said("assistant", CALL),
            said("tool", RESULT),
            said("assistant", "done"),
            said("user", "thanks"),
        ),
    ),
    "calls after sealed thinking": (
        True,
        (said("user", "hi"), said("assistant", OWN, "so", CALL), said("tool", RESULT)),
    ),
    "thinking and calls in messages of their own": (
        True,
        (said("user", "hi"), said("assistant", OWN), said("assistant", CALL), said("tool", RESULT)),
    ),
    "calls without thinking": (False, (said("assistant", CALL), said("tool", RESULT))),
    "calls after words": (False, (said("assistant", "so", OWN, CALL), said("tool", RESULT))),
    "calls after thinking without a seal": (
        False,
        (said("assistant", Reasoning("hm"), CALL), said("tool", RESULT)),
    ),
    "calls without thinking, and words of the user": (
        False,
        (said("assistant", CALL), said("tool", RESULT), said("user", "hurry")),
    ),
    "thinking only in the turn before": (
        False,
        (
            said("assistant", OWN, CALL),
            said("tool", RESULT),
            said("assistant", CALL),
            said("tool", RESULT),
        ),
    ),
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_budget_is_only_for_turns_that_began_with_thinking(name: str) -> None:
    thinks, messages = CONVERSATIONS[name]

    outcome = fit(Thinking(effort="low"), BUDGET, messages=messages)

    assert outcome.request.thinking is not None
    assert outcome.request.thinking.enabled is thinks
    lost = "the running tool turn has no thinking of this upstream to go on from"
    assert (f"coerced request.thinking: {lost}" in outcome.losses) is not thinks


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_model_that_decides_itself_goes_on_from_anything(name: str) -> None:
    outcome = fit(Thinking(effort="low"), ADAPTIVE, messages=CONVERSATIONS[name][1])

    assert outcome.request.thinking is not None
    assert outcome.request.thinking.enabled
