"""Stream → answer and answer → stream: one truth for both.

`Fold` is also the bridge for a client that does not stream when upstream only does, and `unfold`
the one for the reverse.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from translators.hub.document import Json
from translators.hub.events import (
    Event,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.parts import (
    EMPTY_ARGUMENTS,
    Citation,
    Part,
    Reasoning,
    Refusal,
    Seal,
    Text,
    ToolCall,
)
from translators.hub.response import Response


@dataclass(slots=True)
class _Growth:
    """A part and what it has been given since it started."""

    part: Part
    sections: dict[int, list[str]] = field(
        default_factory=lambda: defaultdict[int, list[str]](list)
    )
    logprobs: list[Json] = field(default_factory=list[Json])
    citations: list[Citation] = field(default_factory=list[Citation])
    seal: Seal | None = None

    def whole(self) -> Part:
        text = "".join(self.sections.get(0, ()))
        match self.part:
            case Text() as part:
                return replace(
                    part,
                    text=part.text + text,
                    citations=(*part.citations, *self.citations),
                    logprobs=(*part.logprobs, *self.logprobs),
                )
            case Refusal() as part:
                return replace(part, text=part.text + text)
            case Reasoning() as part:
                summary = tuple("".join(self.sections[n]) for n in sorted(self.sections) if n > 0)
                return replace(
                    part,
                    text=part.text + text,
                    summary=part.summary + summary,
                    seal=self.seal or part.seal,
                )
            case ToolCall() as part:
                return replace(part, arguments=part.arguments + text, seal=self.seal or part.seal)
            case part:
                return part


class Fold:
    """Reads one stream of events and gives the answer it amounts to.

    Feed every event; `result` is then the `Response`, or the `Failure` that ended the stream.
    """

    def __init__(self) -> None:
        self._start: ResponseStart | None = None
        self._parts: list[_Growth] = []
        self._end: ResponseEnd | Failure | None = None

    def feed(self, event: Event) -> None:
        """Take the next event."""
        if type(event) is PartDelta:
            growth = self._parts[event.index]
            growth.sections[event.section].append(event.text)
            if event.logprobs:
                growth.logprobs.extend(event.logprobs)
            return
        match event:
            case PartStart(_, part):
                self._parts.append(_Growth(part))
            case PartSeal(index, seal):
                self._parts[index].seal = seal
            case PartCitation(index, citation):
                self._parts[index].citations.append(citation)
            case ResponseStart():
                self._start = event
            case ResponseEnd() | Failure():
                self._end = event
            case _:
                pass

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts as they stand, torn ones included."""
        return tuple(growth.whole() for growth in self._parts)

    def result(self) -> Response | Failure:
        """The answer, once the stream has ended; a stream without an end is a `Failure`."""
        if isinstance(self._end, Failure):
            return self._end
        if self._start is None or self._end is None:
            return Failure("connection", "The upstream's stream ended before its answer did.", 502)
        return Response(
            id=self._start.id,
            model=self._start.model,
            parts=self.parts,
            stop=self._end.stop,
            usage=self._end.usage or self._start.usage,
            created=self._start.created,
            service_tier=self._end.service_tier,
            extras=self._end.extras,
        )


def unfold(response: Response) -> Iterator[Event]:
    """Say a whole answer as a stream, one delta a section."""
    yield ResponseStart(response.id, response.model, response.created, response.usage)
    for index, part in enumerate(response.parts):
        yield from _unfold_part(index, part)
        yield PartEnd(index)
    yield ResponseEnd(response.stop, response.usage, response.service_tier, response.extras)


def _unfold_part(index: int, part: Part) -> Iterator[Event]:
    match part:
        case Text(text, citations, logprobs):
            yield PartStart(index, replace(part, text="", citations=(), logprobs=()))
            yield from _delta(index, text, logprobs)
            yield from (PartCitation(index, citation) for citation in citations)
        case Refusal(text):
            yield PartStart(index, replace(part, text=""))
            yield from _delta(index, text)
        case Reasoning(text, summary):
            yield PartStart(index, replace(part, text="", summary=(), seal=None))
            yield from _delta(index, text)
            for section, paragraph in enumerate(summary, start=1):
                yield PartDelta(index, paragraph, section)
        case ToolCall(arguments=arguments):
            yield PartStart(index, replace(part, arguments="", seal=None))
            yield from _delta(index, arguments or _least_arguments(part))
        case _:
            yield PartStart(index, part)
    if isinstance(part, Reasoning | ToolCall) and part.seal is not None:
        yield PartSeal(index, part.seal)


def _delta(index: int, text: str, logprobs: tuple[Json, ...] = ()) -> Iterator[Event]:
    if text or logprobs:
        yield PartDelta(index, text, 0, logprobs)


def _least_arguments(call: ToolCall) -> str:
    return "" if call.kind == "custom" else EMPTY_ARGUMENTS
