import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from addons.edge.garbage import FreezeGarbageCollector


@pytest.fixture
def heap() -> Iterator[FreezeGarbageCollector]:
    yield FreezeGarbageCollector()
    gc.unfreeze()


def test_what_is_loaded_is_looked_at_no_more(heap: FreezeGarbageCollector) -> None:
    before = gc.get_freeze_count()

    heap.running()

    assert gc.get_freeze_count() > before + 10_000


def test_garbage_is_collected_first(heap: FreezeGarbageCollector) -> None:
    class Cycle:
        def __init__(self) -> None:
            self.me = self

    gone = ref(Cycle())
    heap.running()

    assert gone() is None
