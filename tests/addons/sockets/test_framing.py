import pytest
from wsproto.events import CloseConnection, Ping, TextMessage
from wsproto.frame_protocol import CloseReason

from addons.sockets.framing import ControlFrame, FrameReader, UnreadableError
from tests.addons.sockets.client import Peer


def test_a_message_is_read() -> None:
    assert list(FrameReader(100).receive(Peer().say({"a": "Zürich"}))) == ['{"a": "Z\\u00fcrich"}']


def test_a_message_may_come_in_any_pieces() -> None:
    peer, frames = Peer(), FrameReader(100)
    data = peer.frame(TextMessage(data="Zür", message_finished=False))
    data += peer.frame(TextMessage(data="ich"))
    read = [said for byte in data for said in frames.receive(bytes([byte]))]

    assert read == ["Zürich"]


def test_several_messages_may_come_at_once() -> None:
    peer = Peer()
    data = peer.frame(TextMessage(data="a")) + peer.frame(TextMessage(data="b"))

    assert list(FrameReader(1).receive(data)) == ["a", "b"]


def test_a_message_has_a_limit() -> None:
    frames = FrameReader(5)
    with pytest.raises(UnreadableError, match="5 characters") as refused:
        list(frames.receive(Peer().frame(TextMessage(data="123456"))))

    assert refused.value.code is CloseReason.MESSAGE_TOO_BIG


def test_the_limit_is_known_before_the_message_is_complete() -> None:
    with pytest.raises(UnreadableError):
        list(FrameReader(5).receive(Peer().frame(TextMessage(data="1" * 1000))[:500]))


def test_only_text_is_read() -> None:
    with pytest.raises(UnreadableError) as refused:
        list(FrameReader(5).receive(Peer().binary(b"a")))

    assert refused.value.code is CloseReason.UNSUPPORTED_DATA


def test_a_ping_is_answered() -> None:
    (reply,) = FrameReader(5).receive(Peer().frame(Ping(payload=b"x")))

    assert reply == ControlFrame(b"\x8a\x01x")


def test_a_client_that_closes_is_answered() -> None:
    peer = Peer()
    (reply,) = FrameReader(5).receive(peer.frame(CloseConnection(code=1000)))

    assert isinstance(reply, ControlFrame)
    assert reply.code == 1000
    peer.hear(reply.data)
    assert peer.code == 1000


def test_what_is_no_frame_is_closed_with_its_code() -> None:
    (reply,) = FrameReader(5).receive(b"\xff\xff\xff\xff")

    assert isinstance(reply, ControlFrame)
    assert reply.code == CloseReason.PROTOCOL_ERROR


def test_messages_pings_and_the_end_are_said() -> None:
    peer, frames = Peer(), FrameReader(5)
    peer.hear(frames.text('{"a":"ü"}'.encode()))
    peer.hear(frames.ping())
    peer.hear(frames.close(CloseReason.NORMAL_CLOSURE))

    assert (peer.messages, peer.pings, peer.code) == ([{"a": "ü"}], 1, 1000)


def test_a_pong_is_no_news() -> None:
    peer, frames = Peer(), FrameReader(5)

    assert list(frames.receive(peer.frame(Ping().response()))) == []
