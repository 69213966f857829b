"""The way back of an answer that was to be JSON: the JSON alone, as the client's text, and checked.

However it was asked for, the client sees what its own vendor would give: one text that satisfies
the schema, or an error. Arguments of our own tool become that text while they arrive. Words before
a client's tool are let through, for they are not the answer; and neither an answer that was cut nor
a refusal is held against the schema.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from translators.adapt.structured.json_text import JsonText, candidates, opening_brackets
from translators.adapt.structured.outward import TOOL, way
from translators.adapt.structured.schema import AnswerCheck
from translators.dialect import Context
from translators.hub.events import (
    Event,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
)
from translators.hub.failure import Failure
from translators.hub.fold import Fold, unfold
from translators.hub.parts import Refusal, Text, ToolCall
from translators.hub.request import OutputFormat
from translators.hub.response import Response, Stop
from translators.losses import Losses


def reader(context: Context) -> "StructuredReader | None":
    """The filter for one answer; None if the client wants plain text."""
    output = context.request.output
    if output is None or output.kind == "text":
        return None
    forced = way(context.request, context.profile) == "tool"
    return StructuredReader(output, context.losses, forced=forced)


def restored(response: Response, context: Context) -> Response | Failure:
    """A whole answer as the client must see it, or why it is none."""
    filtered = reader(context)
    if filtered is None:
        return response
    fold = Fold()
    for event in unfold(response):
        for said in filtered.feed(event):
            fold.feed(said)
    return fold.result()


class StructuredReader:
    """A filter on one answer. `forced`: our own tool was demanded, so that words are no answer.

    Parts of the answer get new indexes, because some are never said.
    """

    def __init__(self, output: OutputFormat, losses: Losses, *, forced: bool = False) -> None:
        self._output = output
        self._losses = losses
        self._forced = forced
        self._opening = opening_brackets(output)
        self._places: dict[int, int] = {}
        self._said = 0
        self._texts: dict[int, JsonText] = {}
        self._held: list[str] = []
        self._overtaken = False
        self._answer: list[str] = []
        self._answer_index: int | None = None
        self._called = False
        self._refused = False
        self._handlers: dict[type, Callable[..., Iterator[Event]]] = {
            PartStart: self._start,
            PartDelta: self._delta,
            PartSeal: self._seal,
            PartCitation: self._citation,
            PartEnd: self._end,
            ResponseEnd: self._finish,
        }

    def feed(self, event: Event) -> Sequence[Event]:
        """Take one event; give what the client may see of it by now."""
        handler = self._handlers.get(type(event))
        return (event,) if handler is None else tuple(handler(event))

    def is_transparent_for(self, index: int) -> bool:
        """Of no part: places change, and texts are searched for their JSON."""
        del index
        return False

    def _start(self, event: PartStart) -> Iterator[Event]:
        match event.part:
            case Text() if not self._called:
                self._texts[event.index] = JsonText("" if self._forced else self._opening)
                return
            case ToolCall(name=name) if self._forced and name == TOOL:
                if self._answer_index is None:
                    yield self._begin_answer(event.index)
                return
            case ToolCall():
                self._called = True
                yield from self._release()
            case Refusal():
                self._refused = True
            case _:
                pass
        yield PartStart(self._place(event.index), event.part)

    def _delta(self, event: PartDelta) -> Iterator[Event]:
        text = self._texts.get(event.index)
        if text is not None:
            piece = text.feed(event.text)
            if text.begun and self._answer_index is None:
                yield self._begin_answer(event.index)
            if event.logprobs and not piece and event.text.strip():
                self._losses.dropped("response.parts[].logprobs", "of words around the JSON")
            event = replace(event, text=piece, logprobs=event.logprobs if piece else ())
        if event.index == self._answer_index:
            self._answer.append(event.text)
        if event.index in self._places and (event.text or event.logprobs or text is None):
            yield replace(event, index=self._places[event.index])

    def _seal(self, event: PartSeal) -> Iterator[Event]:
        if event.index in self._places and event.index != self._answer_index:
            yield replace(event, index=self._places[event.index])
        else:
            self._losses.dropped("response.parts[].seal", "a text has no seal")

    def _citation(self, event: PartCitation) -> Iterator[Event]:
        if event.index in self._places:
            yield replace(event, index=self._places[event.index])
        else:
            self._losses.dropped("response.parts[].citations", "cited beside the JSON")

    def _end(self, event: PartEnd) -> Iterator[Event]:
        text = self._texts.pop(event.index, None)
        if event.index in self._places:
            if text is not None and text.trimmed:
                self._report_words()
            yield PartEnd(self._places[event.index])
        elif text is not None and text.whole.strip():
            self._held.append(text.whole)
        if self._called:
            yield from self._release()

    def _finish(self, event: ResponseEnd) -> Iterator[Event]:
        kind = event.stop.kind
        if self._called or self._refused or kind not in ("end", "tool_calls"):
            yield from self._release()
            yield event
            return
        check = AnswerCheck(self._output, self._losses)
        if self._answer_index is None:
            yield from self._find_answer(check)
        elif self._held:
            self._report_words()
        failure = check.failure("".join(self._answer))
        # A call of our own tool is none to the client.
        stop = event.stop if kind == "end" else Stop("end")
        yield failure or replace(event, stop=stop)

    def _find_answer(self, check: AnswerCheck) -> Iterator[Event]:
        """The answer among words: what satisfies the client, or else all there is."""
        words = "\n\n".join(self._held)
        fitting = (text for text in candidates(words, self._opening) if not check.complaint(text))
        answer = next(fitting, words)
        if answer != words.strip():
            self._report_words()
        self._held = [answer]
        self._answer = [answer]
        yield from self._release()

    def _release(self) -> Iterator[Event]:
        """Say what was held back, each text a part of its own."""
        held, self._held = self._held, []
        if held and self._overtaken:
            self._losses.coerced("response.parts[].text", "said behind what followed it")
        for text in filter(None, held):
            place = self._next_place()
            yield PartStart(place, Text())
            yield PartDelta(place, text)
            yield PartEnd(place)

    def _begin_answer(self, index: int) -> PartStart:
        self._answer_index = index
        return PartStart(self._place(index), Text())

    def _place(self, index: int) -> int:
        """The index for a part of upstream's that is said."""
        self._overtaken = self._overtaken or bool(self._held)
        self._places[index] = self._next_place()
        return self._places[index]

    def _next_place(self) -> int:
        self._said += 1
        return self._said - 1

    def _report_words(self) -> None:
        self._losses.coerced("response.parts[].text", "what stood around the JSON is left out")
