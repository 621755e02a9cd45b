"""Networks under labels."""

import numpy as np

from graphmem.dnc.labelled import label_network
from graphmem.networks import load_network
from graphmem.tasks.paper import Fact


def test_every_triple_is_a_connection_in_names() -> None:
    network = load_network("london_zone1_interchanges")
    labelled = label_network(np.random.default_rng(0), network)
    name = {station.id: station.name for station in network.stations}
    line = {one.id: one.name for one in network.lines}
    connections = {(name[row.source], line[row.line], name[row.destination]) for row in network.connections}
    words = {labelled.words(fact) for fact in labelled.graph.facts}
    assert len(words) == len(labelled.graph.facts)
    for source, label, destination in words:
        assert any((source, one, destination) in connections for one in line.values() if str(label).startswith(one))
    assert labelled.words(Fact()) == (None, None, None)
    first = labelled.graph.facts[0]
    assert labelled.words(first._replace(destination=1000))[2] is None
