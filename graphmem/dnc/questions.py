"""Episodes to watch: on a small graph that is drawn, or along lines of a real network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import UsageError
from ..graphs import Network
from ..tasks.paper import PAPER_TASKS, Episode, Fact, PaperStage, draw_stage_episodes
from ..tasks.paper.traversal import ask_traversal, draw_traversal
from .labelled import LabelledNetwork, label_network

# Small graphs, and the edges that a question asks for if the caller does not say.
DRAWN: dict[str, PaperStage] = {
    "traversal": PaperStage((6, 6), (2, 2), (5, 5)),
    "shortest_path": PaperStage((6, 6), (2, 2), (3, 3)),
    "inference": PaperStage((6, 6), (4, 4), (2, 2)),
}
NETWORK_EDGES = 7  # of a walk through a network, as in the paper


def drawn_episode(task: str, rng: np.random.Generator, edges: int | None = None) -> Episode:
    """A question on a graph of six nodes.

    Args:
        task: a name in ``PAPER_TASKS``.
        rng: source of randomness.
        edges: of the walk, the shortest path or the relation; None for a number that suits the graph.

    Raises:
        UsageError: if such graphs have no questions of that length.
    """
    stage = DRAWN[task]
    length = stage.length if edges is None else (edges, edges)
    stage = PaperStage(stage.nodes, stage.out_degree, length)
    try:
        return draw_stage_episodes(rng, PAPER_TASKS[task], stage, 1)[0]
    except UsageError as error:
        name = task.replace("_", " ")
        raise UsageError(f"Graphs of {stage.nodes[0]} nodes have no question of {name} with {edges} edges.") from error


def network_episode(
    network: Network,
    rng: np.random.Generator,
    origin: int | None = None,
    lines: Sequence[str] = (),
    edges: int | None = None,
) -> tuple[LabelledNetwork, Episode]:
    """A traversal of a network.

    Args:
        network: a network.
        rng: draws the labels, and the walk where it is not given.
        origin: station by number; None for a random one.
        lines: directed lines to follow one after another, such as "Central Eastbound", or the beginning of such a name;
            none for a random walk.
        edges: of a random walk; None for ``NETWORK_EDGES``.

    Raises:
        UsageError: if the network has more stations or lines than there are labels, or lines are given without an
            origin, or a line does not leave the station that is reached, or several have that beginning.
        DataError: if a random walk cannot continue.
    """
    labelled = label_network(rng, network)
    if not lines:
        number = edges or NETWORK_EDGES
        return labelled, draw_traversal(rng, labelled.graph, (number, number), _node(labelled, origin))
    if origin is None:
        raise UsageError("Lines to follow need a station to start from.")
    node, walk = labelled.graph.nodes[origin], []
    for line in lines:
        walk.append(_following(labelled, node, line))
        node = walk[-1].destination
    return labelled, ask_traversal(labelled.graph, walk)


def _node(labelled: LabelledNetwork, origin: int | None) -> int | None:
    return None if origin is None else labelled.graph.nodes[origin]


def _following(labelled: LabelledNetwork, node: int, line: str) -> Fact:
    """The connection by a line that leaves a station."""
    there = {labelled.line_names[fact.edge]: fact for fact in labelled.graph.leaving[node]}
    wanted = line.casefold().strip()
    found = [name for name in there if name.casefold() == wanted]
    found = found or [name for name in there if name.casefold().startswith(wanted)]
    if len(found) == 1:
        return there[found[0]]
    station = labelled.names.label(labelled.stations[node])
    problem = f"Several lines from {station} begin with" if found else f"No line from {station} begins with"
    raise UsageError(f'{problem} "{line}"; there are {", ".join(sorted(found or there))}.')
