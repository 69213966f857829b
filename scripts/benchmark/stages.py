"""The kernel's cost by stage: what each stage adds to the stages before it.

A stream is run through split alone, then through split and loads, and so on; what a stage costs is
the difference that it makes. Nothing is kept on the way, because in the kernel nothing is.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from scripts.benchmark.exchanges import opened
from translators import wire
from translators.dialect import Context, Dialect
from translators.fit.restore import Restore
from translators.fit.tools import ToolNames
from translators.hub.serial import Serial
from translators.sse import EventReader
from translators.stream import Filter

STAGES = ("split", "loads", "decode", "filters", "encode")
SPLIT, LOADS, DECODE, FILTERS, ENCODE = range(1, len(STAGES) + 1)

_DONE = b"[DONE]"


def stage_runs(
    client: Dialect, upstream: Dialect, chunks: Sequence[bytes]
) -> list[Callable[[], None]]:
    """One run of the stream for each stage, ready to be timed: it ends with that stage."""
    return [_run(client, upstream, chunks, last) for last in range(SPLIT, ENCODE + 1)]


def by_stage(seconds: Sequence[float]) -> dict[str, float]:
    """What each stage adds, given what the runs took."""
    added = (after - before for before, after in pairwise((0.0, *seconds)))
    return dict(zip(STAGES, added, strict=True))


def _run(
    client: Dialect, upstream: Dialect, chunks: Sequence[bytes], last: int
) -> Callable[[], None]:
    context = opened(client, upstream).context
    read, loads = EventReader().feed, wire.loads_object
    decode = upstream.stream_decoder(context).feed
    encode = client.stream_encoder(context).feed
    filters = _filters(client, context) if last >= FILTERS else []

    def run() -> None:
        for chunk in chunks:
            for name, data in read(chunk):
                if last == SPLIT or data == _DONE:
                    continue
                document = loads(data)
                if last == LOADS:
                    continue
                events = decode(name, document)
                for filter_event in filters:
                    events = [one for event in events for one in filter_event(event)]
                if last == ENCODE:
                    for event in events:
                        encode(event)

    return run


def _filters(client: Dialect, context: Context) -> list[Filter]:
    """Those of an exchange whose client offers tools."""
    names = ToolNames(context.request, context.profile)
    restore = Restore(names, context.request).feed
    return [restore, Serial().feed] if client.one_part_at_a_time else [restore]
