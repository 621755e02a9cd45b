"""Networks under labels."""

from dataclasses import replace

import numpy as np

from graphmem.dnc.labelled import label_network
from graphmem.networks import load_network
from graphmem.tasks.paper import Fact

from ..routing.conftest import make_network


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


def test_stations_of_one_name_can_be_told_apart() -> None:
    network = make_network()
    alike = tuple(replace(station, name="Park") if station.id in "ab" else station for station in network.stations)
    labelled = label_network(np.random.default_rng(0), replace(network, stations=alike))
    names = {name for fact in labelled.graph.facts for name in labelled.words(fact)[::2]}
    assert names == {"Park (Blue)", "Park (b)", "Gamma", "Delta", "Chi", "Omega"}
