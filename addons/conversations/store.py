"""What every store of snapshots does, and the bytes that all of them keep.

Stores are synchronous, and each call is short: a snapshot must be kept before the client gets the
end of its answer, which leaves from a function that cannot wait. They may be used by any thread.
"""

from dataclasses import dataclass
from typing import Protocol

from translators.hub.document import Json
from translators.memory.snapshot import Snapshot
from translators.wire import json_bytes

DAY = 24 * 60 * 60


class StoreError(Exception):
    """A store cannot be used, or will not keep a snapshot: which one, why, what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept; 0 is no limit.

    `age` counts seconds since a snapshot was kept. What another snapshot continues is kept as long
    as that one, however old it is; so the oldest snapshots that nothing continues go first, and no
    conversation loses its beginning before its end. A store may forget many of them step by step.
    """

    snapshots: int = 100_000
    bytes: int = 1024 * 1024 * 1024
    age: float = 30 * DAY

    def forbid(self, snapshots: int, size: int, age: float) -> bool:
        """Whether this is too much: so many snapshots, of so many bytes, the oldest so old."""
        return 0 < self.snapshots < snapshots or 0 < self.bytes < size or 0 < self.age < age


class Store(Protocol):
    """Snapshots by their ids. Every method may raise `StoreError`."""

    def get(self, snapshot_id: str) -> Snapshot | None:
        """One snapshot; None if it is not kept, or not any more."""
        ...

    def chain(self, snapshot_id: str) -> tuple[Snapshot, ...] | None:
        """A snapshot and all that it continues, oldest first; None if any of them is not kept."""
        ...

    def put(self, *snapshots: Snapshot) -> None:
        """Keep snapshots, all or none of them, and forget others as the limits say.

        One with the id of another takes its place, unless something continues that: then the id is
        taken, for the history of others would change. This, and a conversation that is larger than
        the whole store may be, is a `StoreError`. What is there already may be put again.
        """
        ...

    def delete(self, snapshot_id: str) -> bool:
        """Forget a snapshot; whether there was one. What continues it can be reached no longer."""
        ...

    def close(self) -> None:
        """Let go of files and connections. The store is of no use afterwards."""
        ...


def refuse_taken(snapshot: Snapshot) -> StoreError:
    """Something continues an earlier snapshot of this id."""
    return StoreError(
        f"the id {snapshot.id!r} is taken by an earlier answer that was continued: does the"
        " upstream number its answers from the start again and again?"
    )


def refuse_large(snapshot: Snapshot, limits: Limits) -> StoreError:
    """There is no room for a snapshot, whatever else is forgotten."""
    return StoreError(
        f"the conversation that ends with {snapshot.id!r} is larger than the whole store may be"
        f" ({limits.snapshots} snapshots, {limits.bytes} bytes): raise its limits"
    )


def pack(snapshot: Snapshot) -> bytes:
    """A snapshot as the bytes to keep."""
    return json_bytes.dumps(
        {
            "id": snapshot.id,
            "parent": snapshot.parent,
            "created": snapshot.created,
            "instructions": snapshot.instructions,
            "input_items": list(snapshot.input_items),
            "response": snapshot.response,
            "shared": {**snapshot.shared},
        }
    )


def unpack(packed: bytes) -> Snapshot:
    """The snapshot that `pack` packed. Raises `StoreError` for anything else."""
    try:
        match json_bytes.loads(packed):
            case {
                "id": str(snapshot_id),
                "parent": str() | None as parent,
                "created": int(created),
                "instructions": instructions,
                "input_items": list(items),
                "response": dict(response),
                **others,
            }:
                return Snapshot(
                    snapshot_id,
                    parent,
                    tuple(items),
                    response,
                    instructions,
                    created,
                    _shared(others.get("shared")),
                )
            case _:
                raise StoreError("a kept snapshot is not what it should be: delete the store")
    except json_bytes.NotJsonError as error:
        raise StoreError(f"a kept snapshot is broken ({error}): delete the store") from error


def _shared(packed: Json) -> dict[str, str]:
    """Which turns hold what; nothing in what was packed before there was such a thing."""
    turns = packed if isinstance(packed, dict) else {}
    return {key: turn for key, turn in turns.items() if isinstance(turn, str)}
