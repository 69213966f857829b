"""Measures what translation costs, in the kernel and in the whole proxy. Run by `scripts/bench`.

A benchmark, not a test: it always ends well, and says beside each figure whether it is in reach.
"""

import argparse
import sys
from dataclasses import asdict

import orjson

from scripts.benchmark.kernel import KernelCost, measure_kernel
from scripts.benchmark.load import LoadError
from scripts.benchmark.processes import EndedError
from scripts.benchmark.proxy import ProxyCost, measure_proxy
from scripts.benchmark.tables import kernel_table, proxy_table


def main(arguments: list[str]) -> None:
    """Measure what is asked for, both by default, and print it."""
    try:
        _measure(_parser().parse_args(arguments))
    except (EndedError, LoadError) as error:
        sys.exit(f"scripts/bench: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--kernel", action="store_true", help="only the kernel")
    parser.add_argument("--proxy", action="store_true", help="only the whole proxy")
    parser.add_argument("--rounds", type=_count, default=3, help="default: %(default)s")
    parser.add_argument("--events", type=_count, default=200, help="deltas a stream, %(default)s")
    parser.add_argument("--streams", type=_count, default=40, help="at once, default: %(default)s")
    parser.add_argument("--json", action="store_true", help="print one JSON document, no tables")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _measure(chosen: argparse.Namespace) -> None:
    both = chosen.kernel == chosen.proxy
    results: dict[str, list[KernelCost] | list[ProxyCost]] = {}
    if chosen.kernel or both:
        results["kernel"] = kernel = measure_kernel(chosen.events, chosen.rounds)
        if not chosen.json:
            print(kernel_table(kernel), end="\n\n", flush=True)
    if chosen.proxy or both:
        results["proxy"] = proxy = measure_proxy(chosen.events, chosen.streams, chosen.rounds)
        if not chosen.json:
            print(proxy_table(proxy, chosen.streams))
    if chosen.json:
        plain = {
            name: [{**asdict(cost), "ratio": cost.ratio} for cost in costs]
            for name, costs in results.items()
        }
        print(orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
