"""Every ordered pair of stations of every shipped network, by everything that can be asked of it, as a table.

    python tests/benchmarks/bench_networks.py

The same as ``graphmem evaluate --network NAME --by CRITERION`` for each row.
"""

from __future__ import annotations

import sys

from graphmem.evaluation.networks import evaluate
from graphmem.interpreter import load_planner
from graphmem.networks import load_network, shipped_networks
from graphmem.routing import route_problem
from graphmem.routing.criteria import CRITERIA
from graphmem.seeding import generator


def main() -> None:
    """Print one row a network and criterion."""
    planner = load_planner()
    print("| network | by | pairs | valid | optimal | seconds |\n|---|---|--:|--:|--:|--:|")
    for name in sys.argv[1:] or shipped_networks():
        network = load_network(name)
        for by in CRITERIA:
            if by == "minutes" and not network.timed:
                continue
            score = evaluate(planner, route_problem(network, by), generator(0, "evaluate"))
            row = (name, by, f"{score.pairs:,}", f"{score.valid:,}", f"{score.optimal:,}", f"{score.seconds:.1f}")
            print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
