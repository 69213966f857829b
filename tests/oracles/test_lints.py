"""The judges judged: a good stream passes, and a stream with one frame amiss does not."""

import pytest

from tests.oracles import ORACLES
from tests.oracles.summary import Call, Summary, Tokens
from tests.upstreams import turns
from tests.upstreams.server import VENDORS
from translators.hub.document import Document

TURN = turns.Turn(
    text="It rains in Berlin, as ever.",
    thinking="The user wants to know the weather.",
    seal="c2VhbGVk",
    calls=(
        turns.Call("call_1", "weather", '{"city":"Berlin"}'),
        turns.Call("call_2", "time", '{"zone":"CET"}'),
    ),
)
REQUEST: Document = {"model": "m", "stream": True, "stream_options": {"include_usage": True}}
CONTENT: dict[str, tuple[bytes, ...]] = {
    "openai-chat": (b'{"content": "', b'{"reasoning_content": "'),
    "openai-responses": (),
    "anthropic-messages": (
        b"thinking_delta",
        b"signature_delta",
        b"text_delta",
        b'json": ""',
        b"ping",
    ),
}
"""What marks a frame that can be missing, or come twice, without any order being broken."""

OPTIONAL = {b'"usage": {"prompt_tokens"'}
"""Only a client that asked for usage gets it."""


def _frames(dialect: str) -> list[bytes]:
    return [*VENDORS[dialect].stream(TURN, REQUEST)]


def _of_order(dialect: str) -> list[int]:
    """The places of the frames that make up the order of a stream."""
    return [
        place
        for place, frame in enumerate(_frames(dialect))
        if not any(mark in frame for mark in CONTENT[dialect])
    ]


def _lint(dialect: str, frames: list[bytes]) -> list[str]:
    return ORACLES[dialect].lint(b"".join(frames))


@pytest.mark.parametrize("dialect", ORACLES)
def test_a_good_stream_passes(dialect: str) -> None:
    assert _lint(dialect, _frames(dialect)) == []


@pytest.mark.parametrize("dialect", ORACLES)
def test_a_stream_that_is_cut_off_is_noticed_wherever_it_ends(dialect: str) -> None:
    frames = _frames(dialect)

    assert [end for end in range(len(frames)) if not _lint(dialect, frames[:end])] == []


@pytest.mark.parametrize("dialect", ORACLES)
def test_a_missing_frame_is_noticed(dialect: str) -> None:
    frames = _frames(dialect)
    needed = [
        place for place in _of_order(dialect) if not any(mark in frames[place] for mark in OPTIONAL)
    ]
    missed = [frames[n] for n in needed if not _lint(dialect, frames[:n] + frames[n + 1 :])]

    assert missed == []


@pytest.mark.parametrize("dialect", ORACLES)
def test_a_frame_that_comes_twice_is_noticed(dialect: str) -> None:
    frames = _frames(dialect)
    places = _of_order(dialect)
    missed = [frames[n] for n in places if not _lint(dialect, frames[: n + 1] + frames[n:])]

    assert missed == []


@pytest.mark.parametrize("dialect", ORACLES)
def test_words_after_the_end_are_noticed(dialect: str) -> None:
    frames = _frames(dialect)

    assert _lint(dialect, [*frames, frames[0]]) != []


@pytest.mark.parametrize("dialect", ORACLES)
@pytest.mark.parametrize(
    "rubbish", [b"data: not json\n\n", b"data: []\n\n", b"odd: 1\n\n", b"data: {}"]
)
def test_rubbish_is_noticed(dialect: str, rubbish: bytes) -> None:
    assert _lint(dialect, [rubbish, *_frames(dialect)]) != []


@pytest.mark.parametrize("dialect", ORACLES)
def test_a_good_stream_is_summed_up(dialect: str) -> None:
    summary = ORACLES[dialect].read_stream(b"".join(_frames(dialect)), True)

    assert summary == Summary(
        text=TURN.text,
        reasoning=TURN.thinking,
        calls=(Call("weather", {"city": "Berlin"}), Call("time", {"zone": "CET"})),
        ending="tool_calls",
        tokens=Tokens(input=11, output=7),
    )
