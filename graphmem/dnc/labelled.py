"""A network as a DNC reads it: triples of labels from 0 to 999, drawn afresh for every episode."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..encoding.paper import BLANK
from ..errors import UsageError
from ..graphs import Network, Triples, traversal_problem
from ..routing import StationNames
from ..tasks.paper import Fact, LabelledGraph
from ..tasks.paper.graphs import NUM_LABELS, draw_labels, label_graph


@dataclass(frozen=True)
class LabelledNetwork:
    """A network under labels.

    Attributes:
        network: the network.
        graph: its connections, in the order in which the machine reads them.
        line_names: the directed line of each edge label, such as "Victoria Northbound".
    """

    network: Network
    graph: LabelledGraph
    line_names: dict[int, str]

    @cached_property
    def stations(self) -> dict[int, int]:
        """The number of the station of each label."""
        return {label: number for number, label in enumerate(self.graph.nodes)}

    @cached_property
    def names(self) -> StationNames:
        """The names of the stations; where several have one name, with their ids."""
        return StationNames(self.network)

    def words(self, fact: Fact) -> tuple[str | None, str | None, str | None]:
        """A triple in names; None where it is blank."""
        return self._name(fact.source), self.line_names.get(fact.edge), self._name(fact.destination)

    def _name(self, label: int) -> str | None:
        number = self.stations.get(label)
        return None if label == BLANK or number is None else self.names.label(number)


def network_triples(network: Network) -> tuple[Triples, tuple[str, ...]]:
    """The connections as triples, and the directed line of each label; see ``graphs.traversal_problem``.

    Raises:
        UsageError: if the network has more stations or directed lines than there are labels.
    """
    triples, lines = traversal_problem(network)
    most = max(triples.num_stations, len(lines))
    if most > NUM_LABELS:
        raise UsageError(f"The DNC of the paper has {NUM_LABELS:,} labels, but {network.name} needs {most:,}.")
    return triples, lines


def label_network(rng: np.random.Generator, network: Network) -> LabelledNetwork:
    """A network under labels that ``rng`` draws.

    Raises:
        UsageError: if the network has more stations or directed lines than there are labels.
    """
    triples, lines = network_triples(network)
    labels = draw_labels(rng, len(lines))
    graph = label_graph(rng, triples, labels)
    return LabelledNetwork(network, graph, dict(zip(labels.tolist(), lines, strict=True)))
