"""Knobs that the upstream has not are dropped and reported, others are brought within bounds."""

import re
from dataclasses import replace
from typing import Literal

import pytest

from tests.support.fitting import Fitted, fitted, said
from translators.adapt import parameters
from translators.hub.parts import CacheMark, Inline, Media, Text, ToolCall, ToolResult
from translators.hub.request import OutputFormat, Request, Sampling, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.profile import Profile

type Way = Literal["budget", "adaptive", "effort", "switch"]

EVERYTHING = Profile(
    top_k=True,
    seed=True,
    penalties=True,
    verbosity=True,
    logprobs=True,
    service_tier=True,
    metadata=True,
    cache_marks=4,
)
SAMPLING = Sampling(0.5, 0.9, 40, 7, 0.1, 0.2)
FULL = Request(
    "m",
    parallel_tool_calls=False,
    max_tokens=100,
    stop=("a", "b"),
    sampling=SAMPLING,
    tool_choice=ToolChoice("required"),
    output=OutputFormat("schema", {"type": "object"}),
    verbosity="low",
    logprobs=2,
    user="user_1",
    metadata={"k": "v"},
    service_tier="flex",
)


def fit(profile: Profile, request: Request = FULL, **fields: object) -> Fitted:
    return fitted(parameters.fit, replace(request, **fields), profile)


def test_an_upstream_that_has_all_of_it_gets_it_as_it_is() -> None:
    outcome = fit(EVERYTHING)

    assert outcome.request == FULL
    assert outcome.losses == []


def test_what_was_not_said_is_not_filled_in() -> None:
    outcome = fit(EVERYTHING, Request("m"))

    assert outcome.request == Request("m")
    assert outcome.losses == []


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        ("parallel_tool_calls", "parallel_tool_calls"),
        ("verbosity", "verbosity"),
        ("logprobs", "logprobs"),
        ("service_tier", "service_tier"),
        ("metadata", "metadata"),
        ("user", "user"),
    ],
)
def test_a_setting_that_is_unknown_is_dropped(fact: str, field: str) -> None:
    profile = replace(EVERYTHING, **{fact: False})

    outcome = fit(profile)

    assert outcome.request == replace(FULL, **{field: None})
    assert outcome.losses == [f"dropped request.{field}: the upstream has no such setting"]
    assert fit(profile, Request("m")).losses == []


@pytest.mark.parametrize(
    ("field", "usual"),
    [
        ("parallel_tool_calls", True),
        ("verbosity", "medium"),
        ("service_tier", "auto"),
        ("metadata", {}),
    ],
)
def test_a_wish_for_what_is_done_anyway_is_no_loss(field: str, usual: object) -> None:
    outcome = fit(replace(EVERYTHING, **{field: False}), replace(FULL, **{field: usual}))

    assert outcome.request == replace(FULL, **{field: None})
    assert outcome.losses == []


@pytest.mark.parametrize(
    ("fact", "fields"),
    [
        ("temperature", ["temperature", "top_p"]),
        ("top_k", ["top_k"]),
        ("seed", ["seed"]),
        ("penalties", ["presence_penalty", "frequency_penalty"]),
    ],
)
def test_sampling_that_is_unknown_is_dropped(fact: str, fields: list[str]) -> None:
    outcome = fit(replace(EVERYTHING, **{fact: False}))

    expected = replace(SAMPLING, **dict.fromkeys(fields))
    assert outcome.request.sampling == expected
    assert outcome.losses == [
        f"dropped request.sampling.{field}: the upstream has no such setting" for field in fields
    ]


@pytest.mark.parametrize(("given", "expected"), [(0.0, 0.0), (1.0, 1.0), (1.01, 1.0), (2, 1.0)])
def test_a_temperature_has_an_upper_bound(given: float, expected: float) -> None:
    outcome = fit(
        replace(EVERYTHING, temperature_maximum=1.0), sampling=Sampling(temperature=given)
    )

    assert outcome.request.sampling == Sampling(temperature=expected)
    assert outcome.losses == (
        [] if given == expected else ["coerced request.sampling.temperature: the highest is 1"]
    )


@pytest.mark.parametrize(
    ("given", "kept", "lost"),
    [
        (Sampling(0.5, 0.9), Sampling(0.5), ["top_p"]),
        (Sampling(1, 0.9), Sampling(top_p=0.9), ["temperature"]),
        (Sampling(0.5), Sampling(0.5), []),
        (Sampling(top_p=0.9), Sampling(top_p=0.9), []),
    ],
)
def test_of_temperature_and_top_p_one_is_said_where_both_would_be_refused(
    given: Sampling, kept: Sampling, lost: list[str]
) -> None:
    outcome = fit(replace(EVERYTHING, temperature_beside_top_p=False), sampling=given)

    assert outcome.request.sampling == kept
    assert outcome.losses == [
        f"dropped request.sampling.{field}: the other of the two is said already" for field in lost
    ]


THINKS = Thinking(enabled=True, budget=2000)


@pytest.mark.parametrize("way", ["budget", "adaptive"])
def test_sampling_rests_while_claude_thinks(way: Way) -> None:
    profile = replace(EVERYTHING, thinking=way)

    outcome = fit(profile, thinking=THINKS)

    assert outcome.request.sampling == replace(SAMPLING, temperature=None, top_k=None, top_p=None)
    assert outcome.losses == [
        f"dropped request.sampling.{field}: not taken while the model thinks"
        for field in ("temperature", "top_k", "top_p")
    ]


def test_sampling_that_thinking_allows_stays() -> None:
    allowed = Sampling(temperature=1, top_p=0.95)

    outcome = fit(replace(EVERYTHING, thinking="budget"), sampling=allowed, thinking=THINKS)

    assert outcome.request.sampling == allowed
    assert outcome.losses == []


@pytest.mark.parametrize(
    ("way", "wish"),
    [
        ("budget", None),
        ("budget", Thinking(enabled=False)),
        ("effort", Thinking(effort="high")),
        ("switch", Thinking(enabled=True)),
    ],
)
def test_sampling_stays_where_thinking_does_not_mind(way: Way, wish: Thinking | None) -> None:
    outcome = fit(replace(EVERYTHING, thinking=way), thinking=wish)

    assert outcome.request.sampling == SAMPLING


@pytest.mark.parametrize(
    ("asked", "default", "maximum", "expected", "losses"),
    [
        (None, None, None, None, []),
        (
            None,
            4096,
            None,
            4096,
            ["invented request.max_tokens: the upstream requires an output limit"],
        ),
        (100, 4096, 8192, 100, []),
        (8192, 4096, 8192, 8192, []),
        (
            128_000,
            4096,
            8192,
            8192,
            ["coerced request.max_tokens: the upstream takes 8192 at most"],
        ),
    ],
)
def test_the_output_limit(
    asked: int | None,
    default: int | None,
    maximum: int | None,
    expected: int | None,
    losses: list[str],
) -> None:
    profile = replace(EVERYTHING, max_tokens_default=default, max_tokens_maximum=maximum)

    outcome = fit(profile, max_tokens=asked)

    assert outcome.request.max_tokens == expected
    assert outcome.losses == losses


@pytest.mark.parametrize(
    ("maximum", "expected"), [(4, ("a", "b")), (2, ("a", "b")), (1, ("a",)), (0, ())]
)
def test_stop_sequences_beyond_the_maximum_are_dropped(
    maximum: int, expected: tuple[str, ...]
) -> None:
    outcome = fit(replace(EVERYTHING, stop_maximum=maximum))

    assert outcome.request.stop == expected
    assert outcome.losses == (
        []
        if len(expected) == 2
        else [f"dropped request.stop: the upstream takes {maximum} stop sequences"]
    )


@pytest.mark.parametrize("choice", [ToolChoice("required"), ToolChoice("named", ("x",))])
def test_a_call_that_cannot_be_demanded_is_left_to_the_model(choice: ToolChoice) -> None:
    outcome = fit(replace(EVERYTHING, tool_choice_required=False), tool_choice=choice)

    assert outcome.request.tool_choice == ToolChoice("auto")
    assert outcome.losses == ["coerced request.tool_choice: the upstream cannot demand a tool call"]


@pytest.mark.parametrize("choice", [None, ToolChoice("auto", ("x",)), ToolChoice("none")])
def test_a_call_that_is_not_demanded_stays_a_choice(choice: ToolChoice | None) -> None:
    outcome = fit(replace(EVERYTHING, tool_choice_required=False), tool_choice=choice)

    assert outcome.request.tool_choice == choice


@pytest.mark.parametrize("user", ["user_1", "123456", "x" * 64])
def test_a_user_that_every_vendor_takes_stays(user: str) -> None:
    assert fit(EVERYTHING, user=user).request.user == user


@pytest.mark.parametrize(
    "user", ["", "bob", "x" * 65, "a@example.com", '{"device_id":"1"}', "user_1\n", "\ud83d"]
)
def test_any_other_user_becomes_a_digest(user: str) -> None:
    outcome = fit(EVERYTHING, user=user)

    assert re.fullmatch(r"[0-9a-f]{64}", outcome.request.user or "")
    assert outcome.request.user == fit(EVERYTHING, user=user).request.user
    assert outcome.losses == ["coerced request.user: not a legal id everywhere: sent as its digest"]


MARK = CacheMark()
MARKED = Request(
    "m",
    (
        said("system", Text("s", cache=MARK)),
        said("user", Text("a"), Media("image", Inline("x"), cache=MARK)),
        said("assistant", ToolCall("c", "x", cache=MARK)),
        said("tool", ToolResult("c", (Text("r", cache=CacheMark("1h")),), cache=MARK)),
    ),
    (Tool("x", cache=MARK), Tool("y")),
)


def marks(request: Request) -> list[bool]:
    """Whether each place that has a mark in `MARKED` still has it, in the order of a prompt."""
    [tool, _] = request.tools
    [[system], [_, image], [call], [result]] = [message.parts for message in request.messages]
    assert isinstance(tool, Tool)
    assert isinstance(system, Text)
    assert isinstance(image, Media)
    assert isinstance(call, ToolCall)
    assert isinstance(result, ToolResult)
    [inner] = result.content
    assert isinstance(inner, Text)
    return [holder.cache is not None for holder in (tool, system, image, call, inner, result)]


@pytest.mark.parametrize("taken", range(7))
def test_the_last_cache_marks_are_kept(taken: int) -> None:
    outcome = fit(replace(EVERYTHING, cache_marks=taken), MARKED)

    assert marks(outcome.request) == [False] * (6 - taken) + [True] * taken
    assert outcome.losses == (
        [] if taken == 6 else [f"dropped request.cache: the upstream takes {taken} cache marks"]
    )
