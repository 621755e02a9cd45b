"""Routes on large generated networks: time, memory, and whether they are optimal.

    python tests/benchmarks/bench_large.py --stations 100000
    python tests/benchmarks/bench_large.py --stations 1000000

One process a size; memory is the peak of the process up to that line.
"""

from __future__ import annotations

import argparse
import resource
import time
from itertools import pairwise

import numpy as np

from graphmem.generators import GENERATORS
from graphmem.graphs import distances_to
from graphmem.interpreter import load_planner
from graphmem.seeding import generator


def peak() -> float:
    """GiB that this process has needed so far, at most at one time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    """Print one line per step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, required=True)
    parser.add_argument("--generator", choices=list(GENERATORS), default="geometric")
    parser.add_argument("--minutes", type=int, nargs=2, default=(1, 9))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = generator(options.seed, "large")
    size = (options.stations, options.stations)
    begun = time.perf_counter()
    triples = GENERATORS[options.generator](rng, 1, stations=size, minutes=tuple(options.minutes)).triples
    print(
        f"{options.generator}, {options.stations:,} stations, {len(triples):,} triples: made in "
        f"{time.perf_counter() - begun:.1f} s, peak {peak():.2f} GiB"
    )

    begun = time.perf_counter()
    described = load_planner().describe(triples, rng)
    print(f"described in {time.perf_counter() - begun:.1f} s, peak {peak():.2f} GiB")

    origin, destination = (int(station) for station in rng.choice(options.stations, 2, replace=False))
    begun = time.perf_counter()
    plan = described.plan(destination)
    planned = time.perf_counter() - begun
    walk, station = [origin], origin
    begun = time.perf_counter()
    while station != destination and len(walk) <= options.stations:
        following = plan.next_station(station)
        if following is None:
            break
        walk.append(station := following)
    print(
        f"planned in {planned:.1f} s, {plan.steps:,} steps; {len(walk) - 1:,} stops answered in "
        f"{time.perf_counter() - begun:.2f} s, peak {peak():.2f} GiB"
    )

    begun = time.perf_counter()
    exact = distances_to(triples, np.array([destination]))[origin]
    quickest: dict[tuple[int, int], int] = {}
    on_walk = np.isin(triples.source, walk)
    columns = triples.source[on_walk], triples.destination[on_walk], triples.minutes[on_walk]
    for source, end, minutes in zip(*(column.tolist() for column in columns), strict=True):
        quickest[source, end] = min(minutes, quickest.get((source, end), minutes))
    cost = sum(quickest[hop] for hop in pairwise(walk))
    verdict = "optimal" if walk[-1] == destination and cost == exact else "NOT optimal"
    print(f"{cost:,} minutes, exact search {exact:,.0f}: {verdict} (exact search {time.perf_counter() - begun:.1f} s)")


if __name__ == "__main__":
    main()
