import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from addons.edge.garbage import Heap


@pytest.fixture
def heap() -> Iterator[Heap]:
    yield Heap()
    gc.unfreeze()


def test_what_is_loaded_is_looked_at_no_more(heap: Heap) -> None:
    before = gc.get_freeze_count()

    heap.running()

    assert gc.get_freeze_count() > before + 10_000


def test_garbage_is_collected_first(heap: Heap) -> None:
    class Cycle:
        def __init__(self) -> None:
            self.me = self

    gone = ref(Cycle())
    heap.running()

    assert gone() is None
