"""All stages together: what one gives up, the next takes into account."""

from tests.support.fitting import fitted, said
from translators.adapt import fit
from translators.hub.parts import Origin, Reasoning, Seal, Text, ToolCall, ToolResult
from translators.hub.request import Request, Sampling, Thinking
from translators.hub.tools import Tool, ToolChoice
from translators.profile import DEFAULT, Profile

CLAUDE = Profile(
    system_anywhere=False,
    thinking_history="sealed",
    thinking="budget",
    max_tokens_default=32000,
    temperature_maximum=1.0,
)
UPSTREAM = Origin("anthropic-messages", "anthropic", "claude-sonnet-4-5")


def running_turn(seal: Seal | None) -> Request:
    return Request(
        "m",
        (
            said("user", "hi"),
            said("assistant", Reasoning("hm", seal=seal), ToolCall("a", "x", "{}")),
            said("tool", ToolResult("a", (Text("ok"),))),
        ),
        (Tool("x"),),
        sampling=Sampling(temperature=0.3),
        thinking=Thinking(effort="low"),
    )


def test_a_plain_request_stays_as_it_is() -> None:
    request = Request("m", (said("user", "hi"),))

    assert fitted(fit, request, DEFAULT).request == request


def test_thinking_goes_on_from_its_own_seal_and_sampling_rests() -> None:
    request = running_turn(Seal("signature", "Er", UPSTREAM))

    outcome = fitted(fit, request, CLAUDE, UPSTREAM)

    assert outcome.messages == request.messages
    assert outcome.request.thinking == Thinking(enabled=True, budget=4096)
    assert outcome.request.sampling == Sampling()


def test_thinking_that_has_lost_its_seal_cannot_go_on_and_sampling_stays() -> None:
    request = running_turn(Seal("encrypted", "gA", Origin("openai-responses", "openai", "gpt-5")))

    outcome = fitted(fit, request, CLAUDE, UPSTREAM)

    assert outcome.messages[1] == said("assistant", ToolCall("a", "x", "{}"))
    assert outcome.request.thinking == Thinking(enabled=False)
    assert outcome.request.sampling == Sampling(temperature=0.3)


def test_a_choice_without_tools_does_not_stop_thinking() -> None:
    request = Request(
        "m",
        (said("user", "hi"),),
        tool_choice=ToolChoice("required"),
        thinking=Thinking(effort="low"),
    )

    outcome = fitted(fit, request, CLAUDE, UPSTREAM)

    assert outcome.request.tool_choice is None
    assert outcome.request.thinking == Thinking(enabled=True, budget=4096)


def test_late_instructions_between_a_call_and_its_result_do_not_part_them() -> None:
    request = Request(
        "m",
        (
            said("user", "hi"),
            said("assistant", ToolCall("a", "x", "{}")),
            said("system", "be brief"),
            said("tool", ToolResult("a", (Text("ok"),))),
        ),
        (Tool("x"),),
    )

    outcome = fitted(fit, request, CLAUDE, UPSTREAM)

    assert [message.role for message in outcome.messages] == ["user", "assistant", "tool", "user"]
