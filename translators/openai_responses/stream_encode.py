"""Hub events → the stream that a Responses client reads.

What SDKs and command line clients need is the union of clients.md 3: every item announced, grown
and finished, the full object and a usage at the end, `event:` lines and numbers throughout.
"""

from translators.dialect import Context, TextWriter
from translators.hub.document import Json
from translators.hub.events import (
    Event,
    KeepAlive,
    PartCitation,
    PartDelta,
    PartEnd,
    PartSeal,
    PartStart,
    ResponseEnd,
    ResponseStart,
)
from translators.hub.failure import Failure
from translators.hub.parts import Refusal
from translators.hub.response import Usage
from translators.openai_responses.envelope import Envelope
from translators.openai_responses.failures import failed_error
from translators.openai_responses.response_encode import report_extras
from translators.openai_responses.stream_frames import Frames, PartWriter
from translators.openai_responses.stream_writers import writer_of
from translators.openai_responses.vocabulary import NAME


class StreamEncoder:
    """Writes one stream; see `dialect.StreamEncoder`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._frames = Frames()
        self._envelope: Envelope | None = None
        self._open: dict[int, PartWriter] = {}
        self._writers: list[PartWriter] = []
        self._usage: Usage | None = None
        self._refused = False
        self._ended = False

    def feed(self, event: Event) -> bytes:
        """Take one event; see `dialect.StreamEncoder`."""
        if isinstance(event, PartDelta):
            writer = self._open.get(event.index)
            return b"" if writer is None else writer.grow(event)
        return b"" if self._ended else self._rare(event)

    def delta_writer(self, index: int, section: int) -> TextWriter | None:
        """See `dialect.StreamEncoder`."""
        writer = self._open.get(index)
        return writer and writer.delta_writer(section)

    def _rare(self, event: Event) -> bytes:
        match event:
            case PartStart():
                return self._part_start(event)
            case PartSeal() | PartCitation() | PartEnd():
                return self._part(event)
            case ResponseStart():
                self._usage = event.usage
                return self._opened(event.id, event.created)
            case ResponseEnd():
                return self._end(event)
            case Failure():
                return self._fail(event)
            case KeepAlive():
                return self._keep_alive()
            case PartDelta():
                return b""

    def _opened(self, response_id: str = "", created: int | None = None) -> bytes:
        """The handshake, if it has not been said."""
        if self._envelope is not None:
            return b""
        self._envelope = Envelope(response_id, created, self._context)
        return self._lifecycle("created") + self._lifecycle("in_progress")

    def _lifecycle(self, kind: str) -> bytes:
        return self._frames.holding(f"response.{kind}", "response", self._answer().running)

    def _answer(self) -> Envelope:
        if self._envelope is None:
            self._envelope = Envelope("", None, self._context)
        return self._envelope

    def _part_start(self, event: PartStart) -> bytes:
        writer = writer_of(event.part, len(self._writers), self._frames, self._context)
        if writer is None:
            return b""
        self._refused = self._refused or isinstance(event.part, Refusal)
        self._writers.append(writer)
        self._open[event.index] = writer
        return writer.begin()

    def _part(self, event: PartSeal | PartCitation | PartEnd) -> bytes:
        writer = self._open.get(event.index)
        if writer is None:
            return b""
        match event:
            case PartSeal(_, seal):
                return writer.seal(seal)
            case PartCitation(_, citation):
                return writer.cite(citation)
            case PartEnd(index):
                del self._open[index]
                return writer.end()

    def _end(self, event: ResponseEnd) -> bytes:
        self._close()
        report_extras(event.extras, self._context.losses)
        status, document = self._answer().ended(
            self._output(),
            event.stop,
            event.usage or self._usage,
            event.service_tier,
            refused=self._refused,
        )
        return self._frames.event(f"response.{status}", {"response": document})

    def _fail(self, failure: Failure) -> bytes:
        opening = self._opened()
        self._close()
        document = self._answer().failed(self._output(), failed_error(failure), self._usage)
        return opening + self._frames.event("response.failed", {"response": document})

    def _close(self) -> None:
        self._ended = True
        self._open.clear()

    def _keep_alive(self) -> bytes:
        """An event that says nothing: Codex's timer is not reset by comments.

        `keepalive`, which OpenAI itself sends, is not among the SDK's event types. It is said only
        into a stream of OpenAI's that goes through untouched, whose opening is not ours to say.
        """
        if self._envelope is None and self._context.origin.dialect == NAME:
            return self._frames.event("keepalive", {})
        return self._opened() or self._lifecycle("in_progress")

    def _output(self) -> list[Json]:
        """The finished items; torn ones are left out."""
        return [writer.item for writer in self._writers if writer.item is not None]
