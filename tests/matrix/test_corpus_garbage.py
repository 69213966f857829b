"""An exchange that is over is gone at once, and its conversation with it.

What goes round in a circle waits for the garbage collector, and every stream waits for that.
"""

import gc
import weakref
from collections.abc import Iterator

import pytest

from tests.support.corpus import Capture, select
from tests.support.exchanges import crossed, plain_exchange
from translators.exchange.exchange import Exchange


@pytest.fixture(autouse=True)
def uncollected() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def _answered(client: str, capture: Capture) -> Exchange:
    exchange = plain_exchange(client, capture.dialect, stream=True)
    stream = exchange.stream()
    for event in capture.data.split(b"\n\n"):
        stream.feed(event + b"\n\n")
    stream.finish()
    return exchange


@pytest.mark.parametrize(("capture", "client"), crossed(select("stream")))
def test_nothing_is_left_of_a_streamed_answer(capture: Capture, client: str) -> None:
    left = weakref.ref(_answered(client, capture))

    assert left() is None
