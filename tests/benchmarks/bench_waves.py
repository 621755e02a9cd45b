"""How wide a search one read vector can carry: the limit of a DNC on shortest paths, without any training.

    python tests/benchmarks/bench_waves.py

A DNC that plans a path backwards looks up all edges that lead to a station, or to a set of stations, and reads the sum
of the codes of their sources.  Here this search is written down by hand with codes of some kind and size, and walks all
shortest paths of four edges on London's Zone 1, each step over the edges that leave a station.  So the figures show
about how far such a search can go:

    normal     codes of independent normal numbers, which a linear map of the digits cannot even give
    sparse     four of the numbers of a code are 1; after each step the sum is pressed towards 0 and 1 by a tanh, as the
               tanh units of a controller can do, so that a set is the union of its codes and not their sum
    merged     the same with one edge in the place of parallel ones, which otherwise count several times
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from graphmem.evaluation.paper_sets import evaluation_episodes
from graphmem.tasks.paper import Episode
from graphmem.tasks.paper.shortest_path import goal_of

Floats = NDArray[np.float64]
DrawCodes = Callable[[np.random.Generator, int, int], Floats]
LENGTH = 4  # edges of a path
ACTIVE = 4  # ones in a sparse code
GAIN = 20.0  # of the tanh
STRENGTHS = {"normal": 8.0, "sparse": 40.0}  # of the keys; chosen by hand on these paths


def normal_codes(rng: np.random.Generator, stations: int, size: int) -> Floats:
    """(stations, size), each of length 1."""
    codes = rng.normal(size=(stations, size))
    return codes / np.linalg.norm(codes, axis=1, keepdims=True)


def sparse_codes(rng: np.random.Generator, stations: int, size: int) -> Floats:
    """(stations, size), each of length 1."""
    codes = np.zeros((stations, size))
    for code in codes:
        code[rng.choice(size, ACTIVE, replace=False)] = ACTIVE**-0.5
    return codes


CODES: dict[str, DrawCodes] = {"normal": normal_codes, "sparse": sparse_codes}


def right_path(rng: np.random.Generator, episode: Episode, kind: str, size: int, merged: bool) -> bool:
    """Whether the search finds a shortest path."""
    edges = [(fact.source, fact.destination) for fact in episode.graph.facts]
    edges = sorted(set(edges)) if merged else edges
    place = {node: number for number, node in enumerate(episode.graph.nodes)}
    codes = CODES[kind](rng, len(place), size)
    sources = codes[[place[source] for source, _ in edges]]
    destinations = codes[[place[destination] for _, destination in edges]]
    goal, node = goal_of(episode), episode.queries[0].steps[0].source
    waves = [codes[place[goal.destination]]]
    for _ in range(LENGTH - 1):
        key = waves[-1] / np.linalg.norm(waves[-1])
        logits = STRENGTHS[kind] * destinations @ key / np.sqrt(2)  # a row holds a source as well, which does not match
        weighting = np.exp(logits - logits.max())
        read = weighting @ sources / weighting.sum()
        waves.append(np.tanh(GAIN * read / read.max()) if kind == "sparse" else read)
    for wave in reversed(waves):
        leaving = [number for number, (source, _) in enumerate(edges) if source == node]
        following = edges[max(leaving, key=lambda number: float(destinations[number] @ wave))][1]
        if goal.left.get(following) != goal.left[node] - 1:
            return False
        node = following
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[32, 64, 128, 256], help="Numbers of a station's code.")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    episodes = evaluation_episodes("shortest_path", "zone1")
    print(f"{len(episodes)} paths of {LENGTH} edges on Zone 1, share that a search by sums of codes finds")
    print(f"{'size':>5}" + "".join(f"{kind:>9}{'merged':>9}" for kind in CODES))
    for size in arguments.sizes:
        cells = []
        for kind in CODES:
            for merged in (False, True):
                rng = np.random.default_rng(arguments.seed)
                found = [right_path(rng, episode, kind, size, merged) for episode in episodes]
                cells.append(f"{np.mean(found):9.1%}")
        print(f"{size:>5}" + "".join(cells))


if __name__ == "__main__":
    main()
