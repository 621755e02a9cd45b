"""What the shipped weights do: the figures of the README, by the functions behind its commands."""

import pytest

from graphmem.evaluation.networks import evaluate, evaluate_traversal
from graphmem.evaluation.proof import prove_small
from graphmem.interpreter import DiscretePlanner, load_planner
from graphmem.networks import load_network, shipped_networks
from graphmem.routing import route_problem, traversal_problem
from graphmem.routing.criteria import By, order
from graphmem.seeding import generator
from graphmem.tasks import CURRICULUM


@pytest.fixture(scope="module")
def planner() -> DiscretePlanner:
    return load_planner()


@pytest.mark.parametrize("stations", [2, 3, 4])
def test_every_answer_on_every_small_graph(planner: DiscretePlanner, stations: int) -> None:
    proof = prove_small(planner, stations)
    assert proof.graphs == 2 ** (stations * (stations - 1))
    assert proof.answers == proof.graphs * stations * (stations - 1)
    assert proof.failures == 0


def criteria() -> list[tuple[str, By]]:
    """Every shipped network with every criterion that it supports."""
    return [(name, by) for name in shipped_networks() for by in order("stops", load_network(name).timed)]


@pytest.mark.parametrize(("name", "by"), criteria())
def test_some_pairs_of_every_shipped_network(planner: DiscretePlanner, name: str, by: By) -> None:
    score = evaluate(planner, route_problem(load_network(name), by), generator(0, "test"), pairs=12)
    assert (score.pairs, score.valid, score.optimal) == (12, 12, 12)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "by"), criteria())
def test_every_pair_of_every_shipped_network(planner: DiscretePlanner, name: str, by: By) -> None:
    network = load_network(name)
    score = evaluate(planner, route_problem(network, by), generator(0, "test"))
    pairs = len(network.stations) * (len(network.stations) - 1)
    assert (score.pairs, score.valid, score.optimal) == (pairs, pairs, pairs)


@pytest.mark.parametrize("name", shipped_networks())
def test_walks_along_lines(planner: DiscretePlanner, name: str) -> None:
    rng = generator(1, "test")
    triples, _ = traversal_problem(load_network(name))
    score = evaluate_traversal(planner.describe(triples, rng), triples, rng, walks=10_000, hops=20)
    assert score.right == 10_000


def test_no_real_network_and_none_so_large_was_seen_in_training() -> None:
    assert max(stage.stations[1] for stage in CURRICULUM) <= 60
    assert min(len(load_network(name).stations) for name in shipped_networks()) > CURRICULUM[-1].stations[1]
