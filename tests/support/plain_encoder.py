"""A client's stream that is read at a glance, for tests of what carries events to an encoder."""

from dataclasses import dataclass, field

from translators.hub.events import Event, KeepAlive, PartDelta, ResponseEnd
from translators.hub.failure import Failure


@dataclass(slots=True)
class Encoder:
    """Writes `<what>` for texts, failures, signs of life and the end, and remembers all events."""

    events: list[Event] = field(default_factory=list[Event])

    def delta_writer(self, index: int, section: int) -> None:
        """See `StreamEncoder`: every event is seen."""

    def feed(self, event: Event) -> bytes:
        """See `StreamEncoder`."""
        self.events.append(event)
        match event:
            case PartDelta(_, text):
                return f"<{text}>".encode()
            case Failure(kind, message, status):
                return f"<{kind} {status}: {message}>".encode()
            case KeepAlive():
                return b"<alive>"
            case ResponseEnd():
                return b"<end>"
            case _:
                return b""
