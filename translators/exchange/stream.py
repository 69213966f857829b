"""A streamed answer as the proxy's edge sees it, whatever is inside."""

from typing import Protocol

from translators.hub.failure import Failure


class Stream(Protocol):
    """What the proxy's edge sees of a streamed answer.

    Every call gives the bytes that the client must get now, as a tuple that may be empty. `ended`
    says that the client has its last word: nothing is said afterwards.
    """

    ended: bool

    def feed(self, chunk: bytes) -> tuple[bytes, ...]:
        """Take the upstream's next bytes."""
        ...

    def finish(self) -> tuple[bytes, ...]:
        """The upstream ended its answer; if it did so badly, these are the last words."""
        ...

    def fail(self, failure: Failure) -> tuple[bytes, ...]:
        """The upstream died or fell silent, or we did: say so."""
        ...

    def keep_alive(self) -> tuple[bytes, ...]:
        """Nothing has come for a while: show the client that we are still here."""
        ...
