"""The DNC with the planner's reads is trained as the DNC is, and tested on paths of two edges."""

import dataclasses

import networkx as nx
import numpy as np
import pytest

from graphmem.experiments import dnc_departures
from graphmem.experiments.catalogue import run_experiment
from graphmem.experiments.dnc_ablations import DNCAblationSettings
from graphmem.experiments.dnc_departures import DEPARTURES, TESTS, departure_rows
from graphmem.experiments.experiment import ExperimentRequest

SMALL = {"batch": 2, "batches_per_draw": 1, "word_size": 6, "num_read_heads": 1, "hidden_size": 8}
FEW = DNCAblationSettings(seed=1, updates=2, tested=4, training={**SMALL, "evaluation_batches": 1})


@pytest.mark.parametrize("name", DEPARTURES)
def test_rows(name: str) -> None:
    first, again = ([dataclasses.replace(row, seconds=0.0) for row in departure_rows(name, FEW)] for _ in range(2))
    assert first == again
    assert [row.test for row in first] == list(TESTS)
    assert {(row.machine, row.task, row.examples, row.seed) for row in first} == {(name, "shortest_path", 4, 1)}
    others = [row.loss for row in departure_rows("dnc", FEW)]
    assert (name == "dnc") == ([row.loss for row in first] == others)


@pytest.mark.parametrize("test", TESTS)
def test_all_paths_have_two_edges(test: str) -> None:
    episodes = dnc_departures._episodes(test, np.random.default_rng(0), 20)
    degrees = set()
    for episode in episodes:
        (query,) = episode.queries
        drawn = nx.DiGraph((fact.source, fact.destination) for fact in episode.graph.facts)
        assert nx.shortest_path_length(drawn, query.steps[0].source, query.steps[0].destination) == 2
        degrees |= {degree for _, degree in drawn.out_degree()}
    least, most = TESTS[test].graphs.out_degree
    assert degrees == set(range(least, most + 1))


def test_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dnc_departures, "SETTINGS", FEW)
    rows = list(run_experiment("dnc-departures", ExperimentRequest(seed=5, updates=1, machines=("dnc",))))
    assert [(row.experiment, row.seed, row.examples) for row in rows] == [("dnc-departures", 5, 2)] * len(TESTS)
