"""The server's side of WebSocket frames (RFC 6455): bytes to messages and back.

No extension is offered, so nothing is compressed. What a message says is not known here.
"""

from collections.abc import Iterator
from typing import NamedTuple

from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.frame_protocol import CloseReason


class ControlFrame(NamedTuple):
    """Bytes that the client must get at once.

    `code` is why it leaves, as RFC 6455, 7.4 numbers reasons; None: it stays.
    """

    data: bytes
    code: int | None = None


class UnreadableError(Exception):
    """A message that nobody here reads. `code` is what to close the connection with."""

    def __init__(self, code: CloseReason, message: str) -> None:
        super().__init__(message)
        self.code = code


class FrameReader:
    """One client's frames. A message may have at most `limit` characters."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._connection = Connection(ConnectionType.SERVER)
        self._pieces: list[str] = []
        self._size = 0

    def receive(self, data: bytes) -> Iterator[str | ControlFrame]:
        """Take the client's next bytes; give its messages, and replies to what is no message.

        Raises:
            UnreadableError: a message is too long, or is no text; nothing more is to be received.
        """
        self._connection.receive_data(data)
        for event in self._connection.events():
            match event:
                case TextMessage():
                    yield from self._gather(event)
                case BytesMessage():
                    raise UnreadableError(CloseReason.UNSUPPORTED_DATA, "only text is read here")
                case Ping():
                    yield ControlFrame(self._connection.send(event.response()))
                case CloseConnection():
                    yield ControlFrame(self._connection.send(event.response()), event.code)
                case _:
                    pass  # a pong: the client is there

    def text(self, message: bytes) -> bytes:
        """The frame of a message, which is UTF-8."""
        return self._connection.send(TextMessage(data=message.decode("utf-8", "replace")))

    def ping(self) -> bytes:
        """A frame that the client has to answer."""
        return self._connection.send(Ping())

    def close(self, code: CloseReason) -> bytes:
        """The last frame."""
        return self._connection.send(CloseConnection(code=code))

    def _gather(self, event: TextMessage) -> Iterator[str]:
        self._size += len(event.data)
        if self._size > self._limit:
            message = f"The message is longer than {self._limit} characters, the limit here"
            raise UnreadableError(CloseReason.MESSAGE_TOO_BIG, message)
        self._pieces.append(event.data)
        if event.message_finished:
            message = "".join(self._pieces)
            self._pieces, self._size = [], 0
            yield message
