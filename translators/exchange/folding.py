"""The end of a stream whose client wants it whole: an encoder that gathers, and says nothing."""

from translators.hub.events import Event
from translators.hub.failure import Failure
from translators.hub.fold import Fold
from translators.hub.response import Response


class Folding:
    """Gathers one stream. See `translators.dialect.StreamEncoder`."""

    def __init__(self) -> None:
        self._fold = Fold()

    def feed(self, event: Event) -> bytes:
        """Take one event; there is nothing to say."""
        self._fold.feed(event)
        return b""

    def delta_writer(self, index: int, section: int) -> None:
        """Nothing is said of any part: every delta is gathered."""

    def result(self) -> Response | Failure:
        """The answer, or why there is none. See `Fold.result`."""
        return self._fold.result()
