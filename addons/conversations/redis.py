"""Snapshots in Redis or Valkey, for several proxies that stand in for each other.

Each snapshot is a hash of its own, so the server's `maxmemory` is the limit of their size, and each
lives as long as `Limits.age` says after it, or whatever continues it, was kept. A chain is walked
by a script, inside the server: one round trip, however long the conversation. The scripts build
their keys' names, which a Redis cluster does not allow.
"""

import time
from collections.abc import Callable
from typing import Protocol, cast
from urllib.parse import urlsplit

from addons.conversations.store import Limits, StoreError, pack, refuse_taken, unpack
from translators.memory.snapshot import Snapshot

PATIENCE = 0.5
"""Seconds that the server may take for an answer: the proxy stands still meanwhile."""

PAUSE = 5.0
"""Seconds in which a server that could not be reached is not tried again."""

_CHAIN = """
local found, seen, id = {}, {}, ARGV[2]
while id ~= '' do
    local entry = redis.call('HMGET', ARGV[1] .. id, 'parent', 'packed')
    if not entry[2] or seen[id] then return {} end
    seen[id] = true
    found[#found + 1] = entry[2]
    id = entry[1]
end
return found
"""
"""The packed snapshots of a chain, newest first; none if one is missing."""

_PUT = """
local prefix, life, seen = ARGV[1], tonumber(ARGV[2]), {}
local function get(id, field) return redis.call('HGET', prefix .. id, field) end
for at = 3, #ARGV, 3 do
    local id, parent, packed = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    local continued = tonumber(get(id, 'children') or 0) > 0
    if id == parent or continued and get(id, 'packed') ~= packed then return id end
end
for at = 3, #ARGV, 3 do
    local id, parent, packed = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    if get(id, 'packed') ~= packed then
        redis.call('DEL', prefix .. id)
        redis.call('HSET', prefix .. id, 'parent', parent, 'packed', packed)
        if redis.call('EXISTS', prefix .. parent) == 1 then
            redis.call('HINCRBY', prefix .. parent, 'children', 1)
        end
    end
    while life > 0 and not seen[id] and redis.call('PEXPIRE', prefix .. id, life) == 1 do
        seen[id], id = true, get(id, 'parent')
    end
end
return ''
"""
"""Keeps snapshots and refreshes what they continue; gives the id that is taken, or nothing.

It may run twice, if the connection broke before its answer had come: the second time is to change
nothing.
"""


class _Server(Protocol):
    """What is used of the client, whose own types leave open whether it is asynchronous."""

    def execute_command(self, *arguments: str | bytes | int) -> object: ...
    def close(self) -> None: ...


class RedisStore:
    """See `Store`. `url` is that of the server; `prefix` begins the names of all keys.

    Nothing is sent before the first snapshot is asked for or kept. `clock` counts seconds and never
    goes back. Raises `StoreError` if the URL is wrong, or the `redis` package is not there.
    """

    def __init__(
        self,
        url: str,
        limits: Limits | None = None,
        prefix: str = "dragoman:snapshot:",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._life = round((limits or Limits()).age * 1000)
        self._prefix = prefix
        self._clock = clock
        self._place = urlsplit(url).netloc.rpartition("@")[2]
        self._server = _server(url)
        self._silent_until = 0.0

    def get(self, snapshot_id: str) -> Snapshot | None:
        """See `Store`."""
        packed = self._ask("HGET", self._prefix + snapshot_id, "packed")
        return unpack(packed) if isinstance(packed, bytes) else None

    def chain(self, snapshot_id: str) -> tuple[Snapshot, ...] | None:
        """See `Store`."""
        found = self._ask("EVAL", _CHAIN, 0, self._prefix, snapshot_id)
        packed = cast(list[bytes], found) if isinstance(found, list) else []
        return tuple(map(unpack, reversed(packed))) or None

    def put(self, *snapshots: Snapshot) -> None:
        """See `Store`."""
        records: list[str | bytes] = []
        for snapshot in snapshots:
            records += [snapshot.id, snapshot.parent or "", pack(snapshot)]
        taken = self._ask("EVAL", _PUT, 0, self._prefix, self._life, *records)
        for snapshot in snapshots:
            if snapshot.id.encode() == taken:
                raise refuse_taken(snapshot)

    def delete(self, snapshot_id: str) -> bool:
        """See `Store`."""
        return self._ask("DEL", self._prefix + snapshot_id) == 1

    def close(self) -> None:
        """See `Store`."""
        self._server.close()

    def _ask(self, *command: str | bytes | int) -> object:
        """Run one command, unless the server was silent a moment ago."""
        import redis

        if self._clock() < self._silent_until:
            raise StoreError(f"Redis at {self._place} was silent a moment ago: not tried again yet")
        try:
            return self._server.execute_command(*command)
        except (redis.ConnectionError, redis.TimeoutError) as error:
            self._silent_until = self._clock() + PAUSE
            raise StoreError(f"Redis at {self._place} does not answer: {error}") from error
        except redis.RedisError as error:
            raise StoreError(f"Redis at {self._place} refused: {error}") from error


def _server(url: str) -> _Server:
    try:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError as error:
        raise StoreError(
            "conversations in Redis need the redis package: pip install 'dragoman[redis]'"
        ) from error
    try:
        server = redis.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            # Once more, for a connection that the server has closed since. The client's own
            # default waits for seconds between its attempts.
            retry=Retry(NoBackoff(), 1),
        )
    except ValueError as error:
        raise StoreError(f"the address of the conversations in Redis is wrong: {error}") from error
    return cast(_Server, server)
