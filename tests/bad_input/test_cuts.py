"""A stream cut anywhere ends, for the client, in a complete answer or in an error: in nothing else.

The kernel is cut at many bytes of every event, a proxy at fewer. Each time the upstream either dies
or ends its body in good order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bad_input.harness import (
    EACH_CLIENT,
    FOREIGN,
    question,
    streamed_turn,
    views,
)
from tests.bad_input.views import View, stream_view, whole_error
from tests.bad_input.words import told, wording
from tests.oracles import ORACLES
from tests.support.exchanges import exchange_between
from tests.upstreams.turns import Answer, Call, Turn
from translators.exchange.exchange import Exchange
from translators.hub.failure import Failure
from translators.wire import json_bytes

ARGUMENTS = [{"city": "Zürich"}, {"city": "Genève"}]
TURN = Turn(
    thinking="Two cities.",
    seal="c2VhbA==",
    text="I shall look — one moment.",
    calls=(
        Call("call_1", "get_weather", '{"city": "Zürich"}'),
        Call("call_2", "get_weather", '{"city": "Genève"}'),
    ),
)
COMPLETE = {"openai-chat": 2, "anthropic-messages": 1, "openai-responses": 0}
"""How many of an upstream's last events may be missing or torn in an answer that is complete all
the same: what follows the stop reason."""

ENDS = pytest.mark.parametrize("dies", [False, True], ids=["ends", "dies"])


def places(frames: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Cuts as (whole events, bytes of the next), each event cut in its quarters and at its end."""
    for number, frame in enumerate(frames):
        size = len(frame)
        inside = {1, 8, size // 4, size // 2, size * 3 // 4, size - 3, size - 2, size - 1}
        for offset in sorted({0, *(place for place in inside if 0 < place < size)}):
            yield number, offset


def exchange(client: str, upstream: str) -> Exchange:
    """An exchange in which a client has asked for a stream and has offered the tool."""
    made = exchange_between(client, upstream)
    made.request(question(client, streamed=True))
    return made


def cut_view(client: str, upstream: str, data: bytes, *, dies: bool) -> View:
    """What a client sees of a stream of which this is all."""
    stream = exchange(client, upstream).stream()
    said = [*stream.feed(data)]
    said += stream.fail(Failure("connection", "cut", 502)) if dies else stream.finish()
    assert stream.ended
    return stream_view(client, b"".join(said))


def check(client: str, view: View, *, may_be_complete: bool) -> None:
    """An error, or everything; and no call that is not whole."""
    heard = [call.arguments for call in view.calls]
    assert heard == ARGUMENTS[: len(heard)]
    if view.error is None:
        assert may_be_complete
        assert (view.text, heard) == (TURN.text, ARGUMENTS)
    else:
        assert told(view) == wording(client, "broken", streamed=True)


@FOREIGN
@ENDS
def test_the_kernel_survives_every_cut(client: str, upstream: str, dies: bool) -> None:
    frames = streamed_turn(upstream, TURN).frames
    last = len(frames) - COMPLETE[upstream] - 1
    for whole, inside in places(frames):
        data = b"".join(frames[:whole]) + frames[whole][:inside]
        view = cut_view(client, upstream, data, dies=dies)
        check(client, view, may_be_complete=whole > last or inside > len(frames[whole]) - 3)
        assert view.error is None or whole <= last


@FOREIGN
def test_a_folded_stream_is_complete_or_broken(client: str, upstream: str) -> None:
    frames = streamed_turn(upstream, TURN).frames
    last = len(frames) - COMPLETE[upstream] - 1
    for whole, inside in places(frames):
        made = exchange_between(client, upstream)
        made.request(question(client))
        answer = made.response(200, b"".join(frames[:whole]) + frames[whole][:inside])
        assert answer.content_type == "application/json"
        if answer.status == 200:
            assert whole > last or inside > len(frames[whole]) - 3
            heard = ORACLES[client].read_response(answer.body, True)
            assert [call.arguments for call in heard.calls] == ARGUMENTS
        else:
            assert whole <= last
            error = whole_error(client, json_bytes.loads_object(answer.body))
            assert (answer.status, error.type) == wording(client, "broken")[::2]


@EACH_CLIENT
@ENDS
async def test_a_proxy_survives_every_cut(
    client: str, upstream: str, dies: bool, folder: Path
) -> None:
    streamed = streamed_turn(upstream, TURN)
    last = len(streamed.frames) - COMPLETE[upstream] - 1
    cuts = [(whole, inside) for whole in range(len(streamed.frames)) for inside in (0, 9)]
    script = [cut(streamed, *place, dies=dies) for place in cuts]
    found = await views(client, upstream, script, folder, streamed=True)
    for (whole, _), view in zip(cuts, found, strict=True):
        if view.streamed:
            check(client, view, may_be_complete=whole > last)
            assert view.error is None or whole <= last
        else:
            # The upstream was gone before the client had its headers.
            assert whole == 0
            assert told(view) == wording(client, "broken")


def cut(answer: Answer, whole: int, inside: int, *, dies: bool) -> Answer:
    """The answer until there, after which the upstream dies or ends its body in good order."""
    return replace(answer.cut(whole, inside), torn=dies)
