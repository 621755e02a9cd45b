"""``graphmem evaluate --machine dnc``: the tasks of the DNC's paper on a network, or in families."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..common.text import count
from .evaluate_table import Report, share, table
from .options import dnc_network
from .progress import progress_bar

if TYPE_CHECKING:
    from ..dnc import TrainedDNC
    from ..dnc.evaluation import Score
    from ..graphs import Network

UNIT = {"traversal": ("walk", "walks"), "shortest_path": ("path", "paths"), "inference": ("relation", "relations")}
FAMILIES = ("family", "drawn_families")  # evaluation sets of inference


def reports(
    network_name: str, walks: int, hops: int, pairs: int | None, seed: int, checkpoint: Path | None
) -> dict[str, Callable[[], Report]]:
    """What measures each task and reports it.

    Args:
        network_name: as typed, or the default of the planner.
        walks, hops: number of walks and hops of each (traversal).
        pairs: size of a sample of pairs of stations; None for all (shortest_path).
        seed: of walks, samples and labels.
        checkpoint: folder of weights; None for those that ship.
    """
    from ..dnc import load_dnc
    from ..dnc.evaluation import evaluate_paths, evaluate_sets, evaluate_walks
    from ..networks import load_network

    def network() -> Network:
        return load_network(dnc_network(network_name))

    def measured(task: str, scores: Callable[[TrainedDNC, Callable[[int, int], None]], list[Score]]) -> Report:
        dnc = load_dnc(task, checkpoint)
        began = time.perf_counter()
        with progress_bar("questions") as progress:
            found = scores(dnc, progress)
        seconds = time.perf_counter() - began
        record: dict[str, Any] = {"machine": "dnc", "task": task, "seconds": seconds}
        return record | {"table": [score._asdict() for score in found]}, _text(task, found, seconds)

    return {
        "traversal": lambda: measured(
            "traversal", lambda dnc, report: evaluate_walks(dnc, network(), walks, hops, seed, report)
        ),
        "shortest_path": lambda: measured(
            "shortest_path", lambda dnc, report: evaluate_paths(dnc, network(), pairs, seed, report)
        ),
        "inference": lambda: measured("inference", lambda dnc, report: evaluate_sets(dnc, FAMILIES, seed, report)),
    }


def _text(task: str, scores: Sequence[Score], seconds: float) -> list[str]:
    """A title, and a row for each score."""
    unit = UNIT[task]
    rows = []
    for graph in dict.fromkeys(one.graph for one in scores):
        own = [one for one in scores if one.graph == graph]
        rows += [_row(graph, one.edges, [one]) for one in own]
        rows += [_row(graph, "all", own)] if len(own) > 1 else []
    total = count(sum(one.questions for one in scores), *unit)
    header = "graph", "edges", unit[1], "free", "over valid"
    return [f"DNC, {task}: {total} in {seconds:.1f} s", "", *table(header, rows)]


def _row(graph: str, edges: int | str, scores: Sequence[Score]) -> tuple[object, ...]:
    questions = sum(one.questions for one in scores)
    shares = (share(sum(counts), questions) for counts in zip(*((one.free, one.valid) for one in scores), strict=True))
    return graph, edges, questions, *shares
