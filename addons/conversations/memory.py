"""Snapshots in this process: gone with it, and known to no other."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from threading import Lock

from addons.conversations.store import Limits, pack, refuse_large, refuse_taken, unpack
from translators.memory.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    kept: float
    parent: str | None
    packed: bytes


class MemoryStore:
    """See `Store`. `clock` counts seconds."""

    def __init__(
        self, limits: Limits | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._limits = limits or Limits()
        self._clock = clock
        self._lock = Lock()
        self._numbers = count()
        self._entries: dict[str, _Entry] = {}
        self._children: Counter[str] = Counter()
        self._leaves: list[tuple[int, str]] = []
        """A heap; entries that are gone or were continued since are passed over."""
        self._bytes = 0

    def get(self, snapshot_id: str) -> Snapshot | None:
        """See `Store`."""
        with self._lock:
            self._forget()
            entry = self._entries.get(snapshot_id)
        return unpack(entry.packed) if entry else None

    def chain(self, snapshot_id: str) -> tuple[Snapshot, ...] | None:
        """See `Store`."""
        packed: list[bytes] = []
        wanted: str | None = snapshot_id
        with self._lock:
            self._forget()
            while wanted is not None:
                entry = self._entries.get(wanted)
                if entry is None:
                    return None
                packed.append(entry.packed)
                wanted = entry.parent
        return tuple(map(unpack, reversed(packed)))

    def put(self, *snapshots: Snapshot) -> None:
        """See `Store`."""
        packed = [pack(snapshot) for snapshot in snapshots]
        with self._lock:
            for snapshot, body in zip(snapshots, packed, strict=True):
                self._check(snapshot, body)
            for snapshot, body in zip(snapshots, packed, strict=True):
                self._add(snapshot, body)
            self._forget()
            if snapshots and snapshots[-1].id not in self._entries:
                raise refuse_large(snapshots[-1], self._limits)

    def delete(self, snapshot_id: str) -> bool:
        """See `Store`."""
        with self._lock:
            return self._remove(snapshot_id)

    def close(self) -> None:
        """See `Store`."""
        with self._lock:
            self._entries.clear()

    def _check(self, snapshot: Snapshot, packed: bytes) -> None:
        taken = self._children[snapshot.id] > 0 and not self._holds(snapshot.id, packed)
        if taken or snapshot.id == snapshot.parent:
            raise refuse_taken(snapshot)
        if 0 < self._limits.bytes < len(packed):
            raise refuse_large(snapshot, self._limits)

    def _holds(self, snapshot_id: str, packed: bytes) -> bool:
        entry = self._entries.get(snapshot_id)
        return entry is not None and entry.packed == packed

    def _add(self, snapshot: Snapshot, packed: bytes) -> None:
        if self._holds(snapshot.id, packed):
            return
        self._remove(snapshot.id)
        number = next(self._numbers)
        self._entries[snapshot.id] = _Entry(number, self._clock(), snapshot.parent, packed)
        self._bytes += len(packed)
        heappush(self._leaves, (number, snapshot.id))
        if snapshot.parent is not None:
            self._children[snapshot.parent] += 1

    def _remove(self, snapshot_id: str) -> bool:
        entry = self._entries.pop(snapshot_id, None)
        if entry is None:
            return False
        self._bytes -= len(entry.packed)
        if entry.parent is not None:
            self._bereave(entry.parent)
        return True

    def _bereave(self, parent: str) -> None:
        self._children[parent] -= 1
        if not self._children[parent]:
            del self._children[parent]
            if entry := self._entries.get(parent):
                heappush(self._leaves, (entry.number, parent))

    def _forget(self) -> None:
        while (oldest := self._oldest_leaf()) is not None and self._must_go(oldest):
            self._remove(oldest)

    def _oldest_leaf(self) -> str | None:
        while self._leaves:
            number, snapshot_id = self._leaves[0]
            entry = self._entries.get(snapshot_id)
            if entry and entry.number == number and not self._children[snapshot_id]:
                return snapshot_id
            heappop(self._leaves)
        return None

    def _must_go(self, snapshot_id: str) -> bool:
        age = self._clock() - self._entries[snapshot_id].kept
        return self._limits.forbid(len(self._entries), self._bytes, age)
