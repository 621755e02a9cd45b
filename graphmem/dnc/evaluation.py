"""The accuracy of a trained DNC: on a network, and in families."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..evaluation.outcomes import Outcome
from ..evaluation.paper_sets import answer_all, evaluate_on
from ..graphs import Network
from ..seeding import generator
from ..tasks.paper import Episode, map_traversals
from ..tasks.paper.held_out import path_episodes, path_pairs
from .labelled import network_triples
from .trained import TrainedDNC

Report = Callable[[int, int], None]
_AT_ONCE = 100  # episodes that are drawn before they are answered


class Score(NamedTuple):
    """Correct answers to questions of one length on one graph, or kind of graph.

    Attributes:
        graph: name of the network, or of an evaluation set.
        edges: of the walk, the shortest path or the relation.
        questions: their number.
        free: correct answers by the mode of the output.
        valid: correct answers if the likeliest valid triples are taken.
    """

    graph: str
    edges: int
    questions: int
    free: int
    valid: int


def evaluate_walks(dnc: TrainedDNC, network: Network, walks: int, edges: int, seed: int, report: Report) -> list[Score]:
    """Random traversals of a network: the machine follows given lines, and gives every triple and the end.

    Args:
        dnc: trained on traversal.
        network: the machine reads it as triples, under fresh labels for every walk.
        walks: their number.
        edges: of each walk.
        seed: seed of walks and labels.
        report: called with the number of walks done and of all walks.

    Raises:
        UsageError: if the network has more stations or directed lines than there are labels.
        DataError: if a walk reaches a station that no line leaves.
    """
    triples, _ = network_triples(network)
    rng = generator(seed, "walks")

    def draw(first: int, last: int) -> list[Episode]:
        return map_traversals(rng, triples, last - first, (edges, edges))

    return _scores(network.name, _answered(dnc, draw, walks, seed, report))


def evaluate_paths(dnc: TrainedDNC, network: Network, pairs: int | None, seed: int, report: Report) -> list[Score]:
    """Shortest paths, in edges, between pairs of stations; see ``evaluate_walks``.

    Args:
        dnc: trained on shortest paths.
        network: as there.
        pairs: size of a sample; None for all ordered pairs with a path.
        seed: seed of the sample and the labels.
        report: as there.
    """
    triples, _ = network_triples(network)
    rng = generator(seed, "paths")
    chosen = path_pairs(rng, triples, None, pairs)

    def draw(first: int, last: int) -> list[Episode]:
        return path_episodes(rng, triples, chosen[first:last])

    return _scores(network.name, _answered(dnc, draw, len(chosen), seed, report))


def evaluate_sets(dnc: TrainedDNC, names: Sequence[str], seed: int, report: Report) -> list[Score]:
    """Evaluation sets of the machine's task, such as those of families.

    Args:
        dnc: a machine.
        names: of the sets.
        seed: seed for a machine that answers at random.
        report: called with the number of episodes done and of all episodes of a set.
    """
    task = dnc.task.name
    return [score for name in names for score in _scores(name, evaluate_on(dnc, task, name, seed, report))]


def _answered(
    dnc: TrainedDNC, draw: Callable[[int, int], list[Episode]], total: int, seed: int, report: Report
) -> list[Outcome]:
    """The outcomes of all episodes, which are drawn when their turn comes, since many would not fit the memory.

    Args:
        dnc: the machine.
        draw: draws the episodes from one number up to another.
        total: number of episodes.
        seed: seed for a machine that answers at random.
        report: called with the number of episodes done and of all episodes.
    """
    rng = generator(seed, "answers")
    found: list[Outcome] = []
    for first in range(0, total, _AT_ONCE):
        found += answer_all(dnc, draw(first, min(first + _AT_ONCE, total)), rng)
        report(min(first + _AT_ONCE, total), total)
    return found


def _scores(graph: str, found: Sequence[Outcome]) -> list[Score]:
    """A score for every length."""
    lengths: dict[int, list[Outcome]] = {}
    for one in found:
        lengths.setdefault(one.length, []).append(one)
    return [
        Score(graph, length, len(some), sum(one.free for one in some), sum(one.valid for one in some))
        for length, some in sorted(lengths.items())
    ]
