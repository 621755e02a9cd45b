"""A route by minutes, ties and changes included, on a large generated network whose times are in seconds.

    python tests/benchmarks/bench_routes.py --stations 50000

Memory is the peak of the process, the exact search included.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

from graphmem.generators import GENERATORS, to_network
from graphmem.interpreter import load_planner
from graphmem.routing import ask, route_problem
from graphmem.seeding import generator


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    size = (options.stations, options.stations)
    batch = GENERATORS["transit"](generator(options.seed, "large"), 1, stations=size, minutes=(1, 9))
    rng = generator(options.seed, "seconds")
    network = to_network(batch, 0, "large")
    rows = network.connections
    seconds = rng.integers(60, 600, len(rows)).tolist()
    network = replace(
        network, connections=tuple(replace(c, minutes=s / 60) for c, s in zip(rows, seconds, strict=True))
    )
    began = time.perf_counter()
    problem = route_problem(network, "minutes")
    answer = ask(load_planner(), problem, 0, options.stations // 2, rng)
    gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{options.stations:,} stations, {len(network.lines):,} lines, {len(problem.triples):,} triples: "
        f"{'optimal' if answer.optimal else 'NOT OPTIMAL'}, {answer.route.minutes or 0:.1f} minutes and "
        f"{answer.route.changes} changes in {time.perf_counter() - began:.1f} s, {answer.planning_steps:,} steps, "
        f"{gib:.2f} GiB"
    )


if __name__ == "__main__":
    main()
