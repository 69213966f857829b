"""A compaction by a model that knows of none: asked for, answered, and told again."""

from dataclasses import replace

import pytest

from tests.support.fitting import Fitted, fitted, said, talk
from translators.adapt.compaction import QUESTION, Compaction, asks_for_compaction, fit
from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.events import (
    Event,
    KeepAlive,
    PartDelta,
    PartEnd,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.fold import unfold
from translators.hub.grammar import check
from translators.hub.parts import Foreign, Part, Reasoning, Refusal, Text, ToolCall, ToolResult
from translators.hub.request import Message, OutputFormat, Request
from translators.hub.response import Response, Stop, Usage
from translators.hub.tools import Tool, ToolChoice
from translators.opaque import recaps
from translators.opaque.recaps import Recap
from translators.openai_responses.vocabulary import NAME

TRIGGER = Foreign(NAME, "compaction_trigger", {"type": "compaction_trigger"}, "input[9]")
RECAP = Recap("It is made.", ("make it",))
KEPT = Foreign(NAME, "compaction", recaps.item(RECAP, "cmp_1"), "input[1]")
SEALED = Foreign(
    NAME, "compaction", {"type": "compaction", "encrypted_content": "gAAAAABp4CVuo"}, "input[1]"
)
TOLD = tuple(said("user", text) for text in RECAP.told())
USAGE = Usage(input=9, output=3)
ITEM: Foreign = Foreign(
    NAME, "compaction", recaps.item(Recap("It is made."), "cmp_000000000000000000000001")
)


def bare(messages: tuple[Message, ...]) -> list[tuple[str, tuple[Part, ...]]]:
    return [(message.role, message.parts) for message in messages]


def compact(request: Request) -> Fitted:
    return fitted(fit, request)


class TestAsking:
    def test_the_history_stays_and_the_question_follows(self) -> None:
        history = (
            said("system", "be brief"),
            said("user", "make it"),
            said("assistant", ToolCall("a", "f")),
            said("tool", ToolResult("a", (Text("ok"),))),
        )

        outcome = compact(talk(*history, said("user", TRIGGER)))

        assert outcome.messages[:-1] == history
        assert outcome.messages[-1] == Message("user", (Text(QUESTION),))
        assert outcome.losses == [
            "coerced request.input[]: the upstream compacts nothing: it is asked for notes instead"
        ]

    def test_tools_stay_for_the_caches_sake_and_may_not_be_called(self) -> None:
        asking = replace(
            talk(said("user", "hi"), said("user", TRIGGER)),
            tools=(Tool("f"),),
            tool_choice=ToolChoice("required"),
        )

        request = compact(asking).request

        assert request.tools == (Tool("f"),)
        assert request.tool_choice == ToolChoice("none")

    def test_notes_have_no_format_and_are_not_cut(self) -> None:
        asking = replace(
            talk(said("user", "hi"), said("user", TRIGGER)),
            output=OutputFormat("json"),
            stop=("\n",),
        )

        outcome = compact(asking)

        assert (outcome.request.output, outcome.request.stop) == (None, ())
        assert outcome.losses[1:] == ["dropped request.output: a compaction has no format"]

    def test_a_trigger_must_be_the_last_item(self) -> None:
        with pytest.raises(RequestError, match=r"^input\[9\]: a compaction_trigger must be"):
            compact(talk(said("user", "hi"), said("user", TRIGGER), said("user", "more")))

    @pytest.mark.parametrize(
        ("messages", "asks"),
        [
            ((), False),
            ((said("user", "hi"),), False),
            ((said("user", TRIGGER), said("user", "hi")), False),
            ((said("user", "hi"), said("user", TRIGGER)), True),
            ((said("user", replace(TRIGGER, dialect="openai-chat")),), False),
        ],
    )
    def test_only_a_trigger_at_the_end_asks(
        self, messages: tuple[Message, ...], asks: bool
    ) -> None:
        assert asks_for_compaction(talk(*messages)) is asks


class TestTelling:
    def test_what_has_nothing_to_do_with_compaction_is_left_alone(self) -> None:
        request = talk(said("user", "hi"))

        outcome = compact(request)

        assert outcome.request is request

    @pytest.mark.parametrize("kind", ["compaction", "compaction_summary"])
    def test_notes_are_told_by_the_user(self, kind: str) -> None:
        value = {**KEPT.value, "type": kind}
        kept = replace(KEPT, kind=kind, value=value)

        outcome = compact(talk(said("user", "hi"), said("assistant", kept), said("user", "on")))

        assert bare(outcome.messages) == bare((said("user", "hi"), *TOLD, said("user", "on")))
        assert outcome.losses == []

    def test_they_are_told_where_they_stood(self) -> None:
        outcome = compact(talk(said("assistant", "before", KEPT, "after")))

        before, after = said("assistant", "before"), said("assistant", "after")
        assert bare(outcome.messages) == bare((before, *TOLD, after))

    def test_a_compaction_of_a_vendors_is_a_loss(self) -> None:
        outcome = compact(talk(said("user", "hi"), said("assistant", SEALED, "yes")))

        assert outcome.messages == (said("user", "hi"), said("assistant", "yes"))
        assert outcome.losses == [
            "dropped request.input[]: a compaction that nobody but its issuer can unpack"
        ]

    def test_what_was_compacted_within_the_history_is_not_said_again(self) -> None:
        # With previous_response_id the proxy repeats all that was said, the trigger too.
        outcome = compact(
            talk(
                said("system", "be brief"),
                said("user", "make it"),
                said("user", TRIGGER),
                said("assistant", KEPT),
                said("user", "on"),
            )
        )

        expected = (said("system", "be brief"), *TOLD, said("user", "on"))
        assert bare(outcome.messages) == bare(expected)

    def test_notes_of_earlier_notes_can_be_asked_for(self) -> None:
        outcome = compact(talk(said("assistant", KEPT), said("user", "on"), said("user", TRIGGER)))

        assert bare(outcome.messages) == [
            *bare((*TOLD, said("user", "on"))),
            ("user", (Text(QUESTION),)),
        ]


def answered(*parts: Part, stop: Stop | None = None) -> Response:
    return Response("r", "m", parts, stop or Stop("end"), USAGE)


def streamed(response: Response, context: Context) -> list[Event]:
    compaction = Compaction(context)
    return [seen for event in unfold(response) for seen in compaction.feed(event)]


class TestAnswering:
    @pytest.mark.parametrize(
        ("parts", "losses"),
        [
            ((Text("It is made."),), []),
            ((Text(" It is made.\n"),), []),
            (
                (Reasoning("hm"), Text("It is made."), ToolCall("a", "f")),
                ["dropped response.parts[]: a compaction holds nothing but the notes"],
            ),
        ],
    )
    def test_the_answer_is_one_item(self, parts: tuple[Part, ...], losses: list[str]) -> None:
        whole, live = Context(), Context()

        events = streamed(answered(*parts), live)

        assert Compaction(whole).response(answered(*parts)) == answered(ITEM)
        assert events == [
            ResponseStart("r", "m", None, USAGE),
            PartStart(0, ITEM),
            PartEnd(0),
            ResponseEnd(Stop("end"), USAGE),
        ]
        check(events)
        assert [str(loss) for loss in whole.losses] == losses
        assert [str(loss) for loss in live.losses] == losses

    def test_several_texts_are_notes_together(self) -> None:
        compacted = Compaction(Context()).response(answered(Text("One."), Text("Two.")))

        assert isinstance(compacted, Response)
        (part,) = compacted.parts
        assert isinstance(part, Foreign)
        assert recaps.recap_in(part.value) == Recap("One.\n\nTwo.")

    @pytest.mark.parametrize(
        "stop", [Stop("tool_calls"), Stop("length"), Stop("pause"), Stop("stop_sequence")]
    )
    def test_it_is_complete_however_the_model_stopped(self, stop: Stop) -> None:
        notes = answered(Text("It is made."), stop=stop)

        assert Compaction(Context()).response(notes) == answered(ITEM)

    def test_notes_that_were_cut_are_better_than_none(self) -> None:
        context = Context()

        Compaction(context).response(answered(Text("It is"), stop=Stop("length", "max_tokens")))

        assert [str(loss) for loss in context.losses] == [
            "coerced response.stop: notes that were cut at the limit are taken as whole"
        ]

    @pytest.mark.parametrize("parts", [(), (Text(" \n"),), (ToolCall("a", "f"),)])
    def test_without_notes_it_fails(self, parts: tuple[Part, ...]) -> None:
        failure = Failure(
            "broken", "The model gave no notes for the conversation to be compacted into", 502
        )

        assert Compaction(Context()).response(answered(*parts)) == failure
        assert streamed(answered(*parts), Context())[1:] == [failure]

    @pytest.mark.parametrize(
        "response",
        [
            answered(Refusal("I cannot.")),
            answered(Text("I cannot."), stop=Stop("refusal")),
            answered(Text("I"), stop=Stop("content_filter")),
        ],
    )
    def test_a_refusal_does_not_take_the_place_of_a_conversation(self, response: Response) -> None:
        failure = Compaction(Context()).response(response)

        assert isinstance(failure, Failure)
        assert failure.kind == "content_policy"

    def test_signs_of_life_and_failures_go_through(self) -> None:
        compaction, failure = Compaction(Context()), Failure("server", "no", 500)
        events: list[Event] = [
            ResponseStart("r", "m"),
            PartStart(0, Text()),
            PartDelta(0, "It"),
            KeepAlive(),
            failure,
        ]

        assert [seen for event in events for seen in compaction.feed(event)] == [
            ResponseStart("r", "m"),
            KeepAlive(),
            failure,
        ]

    @pytest.mark.parametrize("part", [Text(), Reasoning(), ToolCall("a", "f")])
    def test_no_part_passes_before_the_notes_are_complete(self, part: Part) -> None:
        compaction = Compaction(Context())
        compaction.feed(ResponseStart("r", "m"))
        compaction.feed(PartStart(0, part))

        assert not compaction.is_transparent_for(0)
