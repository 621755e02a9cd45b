"""Proof by exhaustion: every station in an answer begins a shortest route, and "no route" is the answer exactly where
there is none.

    python -m graphmem.evaluation.proof --stations 5 --weighted 2000000

checks all 2^20 graphs of five stations and two million random weighted graphs of two to eight stations, in two
processes; this took 26 minutes on two busy cores.  Graphs are numbered, the exhaustive ones first and the weighted ones
after them; ``--from`` and ``--to`` check a range of numbers.

With ``one_destination``, only station 0 is a destination.  That is enough if all graphs of n stations are checked: the
machine only compares labels for equality and holds sets of them, so renaming the stations of a graph renames its
answers and changes nothing else.  Swapping d and 0 turns a graph with destination d into one with destination 0, which
is among those checked.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from ..interpreter.explain.exhaustion import Tally, as_triples, check, count_graphs, numbered_graph, random_graph
from ..interpreter.planner.checkpoint import load_planner
from ..interpreter.planner.machine import DiscretePlanner

CHUNK = 2048


def prove_small(planner: DiscretePlanner, stations: int, one_destination: bool = False) -> Tally:
    """Check every directed graph of exactly ``stations`` stations, every destination and every origin."""
    return prove_range(planner, stations, one_destination, range(count_graphs(stations)))


def prove_range(planner: DiscretePlanner, stations: int, one_destination: bool, numbers: range) -> Tally:
    """Check graphs by number; those after the last graph of ``stations`` stations are weighted, with destination 0."""
    tally, whole = Tally(), count_graphs(stations)
    for number in numbers:
        if number >= whole:
            tally = tally.plus(check(planner, *random_graph(number - whole), range(1)))
        else:
            minutes = numbered_graph(number, stations)
            goals = range(1 if one_destination else stations)
            tally = tally.plus(check(planner, minutes, as_triples(minutes), goals))
    return tally


def prove(planner: DiscretePlanner, stations: int, numbers: range, processes: int) -> Iterator[tuple[int, Tally]]:
    """After each chunk of the range, in order: its end, and the tally of everything up to there."""
    chunks = [range(first, min(first + CHUNK, numbers.stop)) for first in range(numbers.start, numbers.stop, CHUNK)]
    tally = Tally()
    with get_context("spawn").Pool(processes) as pool:
        results = pool.imap(partial(prove_range, planner, stations, True), chunks)
        for chunk, result in zip(chunks, results, strict=True):
            tally = tally.plus(result)
            yield chunk.stop, tally


def main() -> int:
    """Print a line for about every 16,000 graphs; exit with 1 if an answer was wrong."""
    parser = argparse.ArgumentParser(
        description="Prove that the planner is right on small graphs by checking all of them."
    )
    parser.add_argument("--stations", type=int, default=4, choices=range(2, 7), help="check all graphs of this size")
    parser.add_argument("--weighted", type=int, default=0, help="also check this many random weighted graphs")
    parser.add_argument("--from", type=int, default=0, dest="first", help="number of the first graph to check")
    parser.add_argument("--to", type=int, dest="last", help="number after that of the last graph to check")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--checkpoint", type=Path, help="folder of weights; the shipped weights by default")
    arguments = parser.parse_args()
    whole = count_graphs(arguments.stations) + arguments.weighted
    last = whole if arguments.last is None else min(arguments.last, whole)
    planner, began, tally = load_planner(arguments.checkpoint), time.monotonic(), Tally()
    numbers = range(arguments.first, last)
    for done, tally in prove(planner, arguments.stations, numbers, arguments.processes):
        if done == last or done // CHUNK % 8 == 0:
            seconds = time.monotonic() - began
            print(f"up to {done} of {last}: {_counts(tally)}, {seconds:.0f} s", flush=True)
    print(_counts(tally))
    return 1 if tally.failures else 0


def _counts(tally: Tally) -> str:
    return f"{tally.graphs} graphs, {tally.answers} answers, {tally.failures} wrong"


if __name__ == "__main__":
    sys.exit(main())
