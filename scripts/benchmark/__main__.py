"""Measures what translation costs, in the kernel and in the whole proxy. Run by `scripts/bench`.

A benchmark, not a test: it always ends well, and says beside each figure whether it is in reach.
"""

import argparse
import sys
from dataclasses import asdict

import orjson

from scripts.benchmark.kernel import measure_kernel
from scripts.benchmark.proxy import measure_proxy
from scripts.benchmark.tables import kernel_table, proxy_table


def main(arguments: list[str]) -> None:
    """Measure what is asked for, both by default, and print it."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--kernel", action="store_true", help="only the kernel")
    parser.add_argument("--proxy", action="store_true", help="only the whole proxy")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--events", type=int, default=200, help="deltas a stream, %(default)s")
    parser.add_argument("--streams", type=int, default=30, help="at once, default: %(default)s")
    parser.add_argument("--json", action="store_true", help="print one JSON document, no tables")
    chosen = parser.parse_args(arguments)
    both = chosen.kernel == chosen.proxy
    kernel = measure_kernel(chosen.events, chosen.rounds) if chosen.kernel or both else []
    if kernel and not chosen.json:
        print(kernel_table(kernel), end="\n\n", flush=True)
    proxy = (
        measure_proxy(chosen.events, chosen.streams, chosen.rounds) if chosen.proxy or both else []
    )
    if proxy and not chosen.json:
        print(proxy_table(proxy, chosen.streams))
    if chosen.json:
        results = {"kernel": list(map(asdict, kernel)), "proxy": list(map(asdict, proxy))}
        print(orjson.dumps(results, option=orjson.OPT_INDENT_2).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
