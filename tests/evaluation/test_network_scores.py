"""Scores of whole ways and walks: of the weights that ship, and of answers made by hand."""

from importlib import resources

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from graphmem.encoding.labels import LabelScheme
from graphmem.encoding.specs import Kind
from graphmem.evaluation.network_scores import check_answers, repeated, score_hops, score_paths
from graphmem.graphs import Triples, traversal_problem
from graphmem.memory.gating import DISCRETE, SOFT, Gating
from graphmem.memory.state import MemoryState
from graphmem.models.planner import Planner
from graphmem.networks import load_network

SCHEME = LabelScheme(10, 3)


@pytest.fixture(scope="module")
def zone1() -> Triples:
    return traversal_problem(load_network("london_zone1_interchanges"))[0]


@pytest.fixture(scope="module")
def shipped() -> Planner:
    machine = Planner()
    with resources.as_file(resources.files("graphmem.weights") / "planner" / "model.safetensors") as path:
        machine.load_state_dict(load_file(path))
    return machine


@pytest.mark.parametrize(("gating", "least"), [(SOFT, 0.8), (DISCRETE, 1.0)], ids=["soft", "discretised"])
def test_the_shipped_planner_is_right(gating: Gating, least: float, zone1: Triples, shipped: Planner) -> None:
    """Every route when discretised; with soft gates, long routes fade."""
    assert score_paths(shipped, zone1, SCHEME, gating, np.random.default_rng(0), 5) >= least
    assert score_hops(shipped, zone1, SCHEME, gating, np.random.default_rng(0), 9) >= least


def test_untrained_weights_score_low(zone1: Triples) -> None:
    machine = Planner(generator=torch.Generator().manual_seed(0))
    assert score_paths(machine, zone1, SCHEME, DISCRETE, np.random.default_rng(0), 2) < 0.2
    assert score_hops(machine, zone1, SCHEME, DISCRETE, np.random.default_rng(0), 4) < 0.2


class Silent(Planner):
    """Answers "no route" if the label of the station is not below a bound."""

    bound = 500

    def answer(self, state: MemoryState, kind: Kind, labels: Tensor, num_labels: int, gating: Gating = SOFT) -> Tensor:
        answers = super().answer(state, kind, labels, num_labels, gating)
        answers[labels[..., 0] >= self.bound] = 0
        return answers


def test_a_route_is_wrong_if_any_station_on_it_is(shipped: Planner) -> None:
    """A one-way ring where stations with high labels do not answer: a route through one of them fails."""
    size, ring = 6, np.arange(6)
    graph = Triples.single(ring, np.zeros(size, np.int64), (ring + 1) % size, np.ones(size, np.int64), size)
    machine, shares = Silent(), set()
    machine.load_state_dict(shipped.state_dict())
    for seed in range(5):
        rng = np.random.default_rng(seed)  # draws as the score does: labels of stations and lines, a destination
        labels = SCHEME.draw(rng, size)[0]
        SCHEME.draw(rng, 1)
        goal = int(rng.integers([0], [size])[0])
        arrived = 0
        for start in ring[ring != goal].tolist():
            here = start
            while here != goal and labels[here] < machine.bound:
                here = (here + 1) % size
            arrived += here == goal
        share = score_paths(machine, graph, SCHEME, DISCRETE, np.random.default_rng(seed), 1)
        assert share == arrived / (size - 1)
        shares.add(share)
    assert len(shares) > 1


def test_answers_by_hand() -> None:
    right = torch.tensor([[[0.0, 1, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]]])
    answers = torch.tensor([[[0.1, 0.9, 0.6, 0], [0.2, 0.1, 0.3, 0.25], [0.7, 0.6, 0.0, 0]]])
    hit, answered = check_answers(answers, right, DISCRETE)
    assert hit.tolist() == [[True, True, False]]  # an empty answer is "no route"; one right and one wrong is wrong
    assert answered.tolist()[0][:2] == [1, 3]
    hit, answered = check_answers(answers, right, SOFT)
    assert hit.tolist() == [[True, False, True]]
    assert answered.tolist() == [[1, 2, 0]]


def test_copies_of_a_graph_are_the_graph(zone1: Triples) -> None:
    copies = repeated(zone1, 3)
    assert copies.num_graphs == 3
    for number in range(3):
        assert list(copies.graph(number)) == list(zone1)
