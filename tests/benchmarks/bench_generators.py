"""Milliseconds per batch of each generator; run by hand: python tests/benchmarks/bench_generators.py"""

import argparse
import time

import numpy as np

from graphmem.generators import GENERATORS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graphs", type=int, default=64)
    parser.add_argument("--stations", type=int, nargs=2, default=(30, 60))
    parser.add_argument("--repeats", type=int, default=30)
    options = parser.parse_args()
    print(f"{options.graphs} graphs of {options.stations[0]}-{options.stations[1]} stations, {options.repeats} times")
    print(f"{'generator':<12}{'median ms':>10}{'worst ms':>10}{'rows/graph':>12}")
    for name, make in GENERATORS.items():
        rng = np.random.default_rng(0)
        times, rows = [], []
        for _ in range(options.repeats + 1):
            start = time.perf_counter()
            batch = make(rng, options.graphs, stations=tuple(options.stations), minutes=(1, 5))
            times.append(1e3 * (time.perf_counter() - start))
            rows.append(len(batch.triples) / options.graphs)
        # The first call warms up and does not count, unless it is the only one.
        times = times[1:] or times
        print(f"{name:<12}{np.median(times):>10.2f}{max(times):>10.2f}{np.mean(rows):>12.1f}")


if __name__ == "__main__":
    main()
