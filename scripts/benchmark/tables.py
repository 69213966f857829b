"""The results as text: aligned tables, with the reach beside each figure that has one."""

from collections.abc import Sequence

from scripts.benchmark.kernel import REACH, KernelCost
from scripts.benchmark.proxy import REACH_CPU, REACH_MILLISECONDS, ProxyCost

type Row = Sequence[str]

_SHORT = {
    "openai-chat": "chat",
    "openai-responses": "responses",
    "anthropic-messages": "messages",
}


def kernel_table(costs: Sequence[KernelCost]) -> str:
    """CPU µs per upstream event, by scenario and pair."""
    header = (
        *("scenario", "client <- upstream", "events", "orjson", "kernel", "ratio", "reach"),
        *("|", "in pairs", "ratio"),
    )
    title = (
        "Kernel: CPU µs per upstream event, begin and end of the answer included, one event a\n"
        "chunk; orjson = loads + dumps of the same events; right of the bar, two events a chunk"
    )
    return f"{title}\n{aligned([header, *map(_kernel_row, costs)])}"


def _kernel_row(cost: KernelCost) -> Row:
    return (
        cost.scenario,
        _pair(cost.client, cost.upstream),
        str(cost.events),
        f"{cost.yardstick:.2f}",
        f"{cost.kernel:.2f}",
        f"{cost.ratio:.2f}",
        _verdict(cost.ratio, REACH),
        "|",
        f"{cost.kernel_of_pairs:.2f}",
        f"{cost.ratio_of_pairs:.2f}",
    )


def proxy_table(costs: Sequence[ProxyCost], streams: int) -> str:
    """CPU, time to first token and memory of both proxies, by mode and pair."""
    header = (
        *("mode", "client <- upstream", "CPU µs/event", "ratio", "reach"),
        *("first token p50 ms", "more", "reach", "p99 ms", "more", "busy %", "RSS MB"),
    )
    title = (
        f"Proxy: {streams} streams at once; mitmdump without any addon, passing through -> with\n"
        "ours, translating; medians, interleaved; the ratio is the median of each turn's own"
    )
    return f"{title}\n{aligned([header, *map(_proxy_row, costs)])}"


def _proxy_row(cost: ProxyCost) -> Row:
    one, other = cost.passing, cost.translating
    more = cost.first_token_difference(50)
    return (
        cost.mode,
        _pair(cost.client, cost.upstream),
        _change(one.median_cpu, other.median_cpu, ".0f"),
        f"{cost.ratio:.2f}",
        _verdict(cost.ratio, REACH_CPU),
        _change(one.first_token(50), other.first_token(50), ".2f"),
        f"{more:+.2f}",
        _verdict(more, REACH_MILLISECONDS),
        _change(one.first_token(99), other.first_token(99), ".2f"),
        f"{cost.first_token_difference(99):+.2f}",
        _change(one.median_busy * 100, other.median_busy * 100, ".0f"),
        _change(one.memory[-1], other.memory[-1], ".0f"),
    )


def aligned(rows: Sequence[Row]) -> str:
    """Columns as wide as their widest cell, numbers to the right."""
    width = max(len(row) for row in rows)
    filled = [(*row, *("",) * (width - len(row))) for row in rows]
    widths = [max(len(row[column]) for row in filled) for column in range(width)]
    return "\n".join(
        "  ".join(
            cell.ljust(size) if column < 2 else cell.rjust(size)
            for column, (cell, size) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in filled
    )


def _pair(client: str, upstream: str) -> str:
    return f"{_SHORT.get(client, client)} <- {_SHORT.get(upstream, upstream)}"


def _change(before: float, after: float, form: str) -> str:
    return f"{before:{form}} -> {after:{form}}"


def _verdict(figure: float, reach: float) -> str:
    return f"<= {reach:g} {'yes' if figure <= reach else 'NO'}"
