"""What the kernel costs: CPU time of `Exchange.stream().feed` against orjson on the same events.

The yardstick reads and writes each upstream event once (`orjson.loads`, `orjson.dumps`): no
translation that goes through JSON can cost less. Yardstick and kernel take turns in one run. One
chunk holds one event, as a slow stream does.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import thread_time

import orjson

from scripts.benchmark.exchanges import opened
from scripts.benchmark.stages import STAGES, by_stage, stage_runs
from scripts.benchmark.upstreams import SCENARIOS, Scenario, frames, payload
from translators.dialect import Dialect
from translators.registry import DIALECTS

REACH = 2.5
TURNS_PER_ROUND = 8
YARDSTICK = "orjson"
KERNEL = "kernel"


@dataclass(frozen=True, slots=True)
class KernelCost:
    """One stream through one pair of dialects; times are CPU microseconds per upstream event.

    Processors change their speed from moment to moment: only times of one turn are compared, so
    `ratio` and `stages` are medians of what each turn gave relative to its own yardstick.
    """

    scenario: Scenario
    client: str
    upstream: str
    events: int
    yardstick: float
    ratio: float
    stages: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def kernel(self) -> float:
        """What the translation takes."""
        return self.ratio * self.yardstick

    @property
    def glue(self) -> float:
        """What no stage accounts for: calls between the stages."""
        return self.kernel - sum(self.stages.values())


def measure_kernel(events: int, rounds: int) -> list[KernelCost]:
    """Every pair of dialects with every scenario that makes a difference."""
    return [
        _measure(scenario, client, upstream, events, rounds * TURNS_PER_ROUND)
        for scenario in SCENARIOS
        for client in DIALECTS.values()
        for upstream in DIALECTS.values()
        if _matters(scenario, client, upstream)
    ]


def _matters(scenario: Scenario, client: Dialect, upstream: Dialect) -> bool:
    """Whether a scenario says anything new: bypass is blind, and only Chat comes unpadded too."""
    if client is upstream:
        return scenario == "text"
    return scenario != "unpadded" or upstream.name == "openai-chat"


def _measure(
    scenario: Scenario, client: Dialect, upstream: Dialect, events: int, turns: int
) -> KernelCost:
    chunks = frames(upstream.name, scenario, events)
    taken = [_turn(client, upstream, chunks) for _ in range(turns)]
    yardstick = median(turn[YARDSTICK] for turn in taken) * 1e6 / len(chunks)
    ratios = {
        name: median(turn[name] / turn[YARDSTICK] for turn in taken)
        for name in taken[0].keys() - {YARDSTICK}
    }
    return KernelCost(
        scenario,
        client.name,
        upstream.name,
        len(chunks),
        yardstick,
        ratios[KERNEL],
        {stage: ratios[stage] * yardstick for stage in STAGES if stage in ratios},
    )


def _turn(client: Dialect, upstream: Dialect, chunks: Sequence[bytes]) -> dict[str, float]:
    """CPU seconds of yardstick, kernel and stages, one right after the other."""
    documents = [data for data in map(payload, chunks) if data != b"[DONE]"]
    turn = {
        YARDSTICK: _timed(lambda: _yardstick(documents)),
        KERNEL: _timed(_translation(client, upstream, chunks)),
    }
    if client is not upstream:
        turn |= by_stage([_timed(run) for run in stage_runs(client, upstream, chunks)])
    return turn


def _timed(work: Callable[[], None]) -> float:
    """CPU seconds that the work takes; the collector runs before, not within."""
    gc.collect()
    gc.disable()
    start = thread_time()
    work()
    seconds = thread_time() - start
    gc.enable()
    return seconds


def _yardstick(documents: Sequence[bytes]) -> None:
    loads, dumps = orjson.loads, orjson.dumps
    for data in documents:
        dumps(loads(data))


def _translation(client: Dialect, upstream: Dialect, chunks: Sequence[bytes]) -> Callable[[], None]:
    """A stream that is ready to go; the exchange is set up outside the measured time."""
    stream = opened(client, upstream).stream()

    def run() -> None:
        feed = stream.feed
        for chunk in chunks:
            feed(chunk)
        stream.finish()

    return run
