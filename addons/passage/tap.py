"""The stream callable: what the upstream sends, in; what the client gets, out.

mitmproxy's side of a stream has traps (architecture.md 7): `b""` for a chunk would end an HTTP/1.1
response, and an exception would lose the chunk and let the rest through, plausible and wrong. So a
tap returns tuples without empty pieces, and everything that goes wrong in it is logged once and
said to the client as the last thing it hears.
"""

import logging
import time
from collections.abc import Callable

from addons.messages.content_coding import CodingError, Decoding, RoomError
from addons.messages.redaction import Redact
from addons.passage.deadlines import Deadlines
from addons.passage.record import Excerpt
from translators.exchange.stream import Stream
from translators.hub.failure import Failure

logger = logging.getLogger(__name__)

ROOM = 64 * 1024 * 1024
"""Bytes that one chunk of a compressed stream may decode to."""


class Tap:
    """One streamed answer. `excerpt` gets what the upstream said, `deadlines` when anybody spoke.

    `redact` takes out of it what the client is not to see.
    """

    def __init__(
        self,
        stream: Stream,
        deadlines: Deadlines,
        excerpt: Excerpt,
        clock: Callable[[], float] = time.monotonic,
        redact: Redact = bytes,
    ) -> None:
        self._stream = stream
        self._deadlines = deadlines
        self._excerpt = excerpt
        self._clock = clock
        self._redact = redact
        self._decoding: Decoding | None = None

    @property
    def ended(self) -> bool:
        """Whether the client has had its last word."""
        return self._deadlines.ended is not None

    def decode(self, header: str) -> None:
        """The upstream's `content-encoding`. Raises `CodingError` if it is not known."""
        decoding = Decoding(header)
        self._decoding = None if decoding.trivial else decoding

    def __call__(self, chunk: bytes) -> tuple[bytes, ...]:
        """Take a chunk; the last call, at a clean end, has none."""
        now = self._deadlines.heard = self._clock()
        return self._guarded(self._feed if chunk else self._finish, chunk, now)

    def keep_alive(self) -> tuple[bytes, ...]:
        """A sign of life for the client."""
        return self._guarded(lambda _: self._stream.keep_alive(), None, self._clock())

    def fail(self, failure: Failure) -> tuple[bytes, ...]:
        """The last words."""
        return self._guarded(self._stream.fail, failure, self._clock())

    def _feed(self, chunk: bytes) -> tuple[bytes, ...]:
        if self._decoding is not None:
            chunk = self._decoding.feed(chunk, ROOM)
        self._excerpt.add(chunk)
        return self._stream.feed(chunk)

    def _finish(self, _: bytes) -> tuple[bytes, ...]:
        if self._decoding is not None:
            self._decoding.finish()
        return self._stream.finish()

    def _guarded[T](
        self, action: Callable[[T], tuple[bytes, ...]], argument: T, now: float
    ) -> tuple[bytes, ...]:
        """What is said, in one piece: every further one would be a packet of its own."""
        deadlines = self._deadlines
        if deadlines.ended is not None:
            return ()
        try:
            said = action(argument)
            ended = self._stream.ended
        except (CodingError, RoomError) as error:
            message = f"The upstream's answer cannot be decompressed: {error}"
            said, ended = self._last_words(Failure("broken", message, 502)), True
        except Exception:
            logger.exception("[dragoman] an answer could not be translated: a bug, please report")
            message = "The proxy failed while it translated this answer; its log says how"
            said, ended = self._last_words(Failure("proxy", message, 500)), True
        if ended:
            deadlines.ended = now
        whole = self._redact(b"".join(said))
        if not whole:
            return ()
        deadlines.said = now
        return (whole,)

    def _last_words(self, failure: Failure) -> tuple[bytes, ...]:
        try:
            return self._stream.fail(failure)
        except Exception:
            logger.exception("[dragoman] nor could the client be told: a bug, please report")
            return ()
