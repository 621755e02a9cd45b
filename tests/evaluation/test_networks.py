"""Counts against walks that are checked one by one."""

import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graphmem.errors import UsageError
from graphmem.evaluation.networks import evaluate, evaluate_traversal
from graphmem.graphs import Network, Triples
from graphmem.routing import By, RouteProblem, route_problem, traversal_problem
from graphmem.routing.constraints import Constraints

from ..routing.cases import make
from ..routing.oracle import Oracle
from ..routing.states import state

OMEGA = 5
CRITERIA: list[By] = ["minutes", "changes", "stops"]
MakeStandIn = Callable[..., Any]


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize("by", CRITERIA)
def test_exact_answers_are_all_optimal(network: Network, stand_in: MakeStandIn, by: By) -> None:
    planner, steps = stand_in(), list[tuple[int, int]]()
    result = evaluate(planner, route_problem(network, by), rng(), progress=lambda *step: steps.append(step))
    assert (result.network, result.by, result.pairs, result.valid, result.optimal) == ("toy", by, 30, 30, 30)
    assert planner.described == 1
    assert steps == [(done, 6) for done in range(1, 7)]
    # A ring of five, 10 pairs at 1 stop and 10 at 2, and Omega at 1, 2, 2, 3 and 3 stops, from where nothing leads on.
    # By minutes, and by changes, Alpha to Delta, Delta to Alpha and so Delta to Omega take a stop more rather than a
    # change.
    rather = {1: 11, 2: 10, 3: 3, 4: 1}
    counts = {"stops": {1: 11, 2: 12, 3: 2}, "minutes": rather, "changes": rather}
    assert {bucket.stops: bucket.pairs for bucket in result.table} == counts[by] | {None: 5}
    assert all(bucket.pairs == bucket.valid == bucket.optimal for bucket in result.table)


@pytest.mark.parametrize("by", CRITERIA)
def test_the_table_counts_the_stops_of_best_routes(stand_in: MakeStandIn, by: By) -> None:
    """With a walk that is quicker than any ride, a station to pass and a line closed."""
    network = make("red ABCD 1 both", "blue AED 2", "green EC 1", walks=["AE 0.5", "DB 1"])
    constraints = Constraints(via=(network.station_index["C"],))
    oracle = Oracle(network, by, 2, via=constraints.via)
    stops: Counter[int | None] = Counter()
    for origin, end in itertools.permutations("ABCDE", 2):
        taken = oracle.from_(origin).get(end)
        stops[None if taken is None else taken[2]] += 1
    result = evaluate(stand_in(), constraints.problem(network, by, 2), rng())
    assert {bucket.stops: bucket.pairs for bucket in result.table} == stops
    assert result.optimal == 20


def walk_by_walk(problem: RouteProblem, planner: Any) -> list[tuple[int | None, bool, bool]]:
    """(stops, valid, optimal) of every pair, by networkx alone."""
    graph = nx.DiGraph()
    for source, _, destination, minutes in problem.triples:
        ride = problem.segment(destination) is not None
        graph.add_edge(source, destination, minutes=minutes, ride=int(ride))
    checked = []
    for destination, origin in itertools.permutations(range(6), 2):
        goal, start = problem.destination_state(destination), problem.origin_state(origin)
        plan = planner.describe(problem.triples, rng()).plan(goal).following
        if not nx.has_path(graph, start, goal):
            checked.append((None, plan[start] is None, plan[start] is None))
            continue
        best = nx.shortest_path(graph, start, goal, weight="minutes")
        walk = [start]
        while walk[-1] != goal and len(walk) <= len(graph) and graph.has_edge(walk[-1], plan[walk[-1]]):
            walk.append(plan[walk[-1]])
        valid = walk[-1] == goal
        cost = nx.path_weight(graph, walk, "minutes") if valid else np.inf
        optimal = cost == nx.path_weight(graph, best, "minutes")
        checked.append((nx.path_weight(graph, best, "ride"), valid, optimal))
    return checked


@pytest.mark.parametrize("by", CRITERIA)
@pytest.mark.parametrize("seed", range(5))
def test_counts_agree_with_networkx(network: Network, stand_in: MakeStandIn, by: By, seed: int) -> None:
    problem = route_problem(network, by)
    draw = np.random.default_rng(seed)
    size = problem.triples.num_stations
    wrong = {int(state): int(draw.integers(-1, size)) for state in draw.choice(size, 3, replace=False)}
    planner = stand_in({state: None if following < 0 else following for state, following in wrong.items()})
    checked = walk_by_walk(problem, planner)
    result = evaluate(planner, problem, rng())
    assert (result.pairs, result.valid, result.optimal) == (
        30,
        sum(valid for _, valid, _ in checked),
        sum(optimal for _, _, optimal in checked),
    )
    for stops, *counts in result.table:
        bucket = [(valid, optimal) for its_stops, valid, optimal in checked if its_stops == stops]
        assert counts == [len(bucket), sum(valid for valid, _ in bucket), sum(optimal for _, optimal in bucket)]


def test_some_wrong_answers_are_valid_and_some_are_not(network: Network, stand_in: MakeStandIn) -> None:
    """By stops, a passenger who enters at Alpha is sent to Beta."""
    problem = route_problem(network, "stops")
    wrong = {state(problem, "enter Alpha"): state(problem, "red Alpha-Beta")}
    result = evaluate(stand_in(wrong), problem, rng())
    # That is the way to Beta and Gamma; to Chi and Delta it is further, and for Omega one has to come back.
    assert (result.valid, result.optimal) == (30, 27)
    wrong[state(problem, "red Alpha-Beta")] = state(problem, "enter Beta")
    # Nor does anybody get from Alpha to anywhere, or from Chi over Alpha to Beta.
    assert evaluate(stand_in(wrong), problem, rng()).valid == 24


def test_a_route_where_there_is_none_is_neither_valid_nor_optimal(network: Network, stand_in: MakeStandIn) -> None:
    problem = route_problem(network, "stops")
    planner = stand_in({problem.origin_state(OMEGA): problem.origin_state(0)})
    result = evaluate(planner, problem, rng())
    assert (result.valid, result.optimal) == (25, 25)
    assert result.table[-1] == (None, 5, 0, 0)


def test_a_sample_has_no_repetitions_and_depends_on_the_seed_alone(network: Network, stand_in: MakeStandIn) -> None:
    problem = route_problem(network, "stops")
    first = evaluate(stand_in(), problem, rng(), pairs=12)
    assert (first.pairs, sum(bucket.pairs for bucket in first.table)) == (12, 12)
    assert evaluate(stand_in(), problem, rng(), pairs=12).table == first.table
    tables = {evaluate(stand_in(), problem, np.random.default_rng(seed), pairs=12).table for seed in range(6)}
    assert len(tables) > 1
    assert evaluate(stand_in(), problem, rng(), pairs=29).pairs == 29
    assert evaluate(stand_in(), problem, rng(), pairs=31).pairs == 30
    with pytest.raises(UsageError):
        evaluate(stand_in(), problem, rng(), pairs=0)


def test_a_sample_does_not_depend_on_the_machine(network: Network, stand_in: MakeStandIn) -> None:
    class Draws(stand_in):  # type: ignore[misc, valid-type]
        def describe(self, triples: Triples, rng: np.random.Generator) -> Any:
            rng.random(7)
            return super().describe(triples, rng)

    problem = route_problem(network, "stops")
    for seed in range(6):
        first, second = (evaluate(m(), problem, np.random.default_rng(seed), 12) for m in (stand_in, Draws))
        assert first.table == second.table


def test_right_walks_and_each_question_asked_once(network: Network, stand_in: MakeStandIn) -> None:
    triples, _ = traversal_problem(network)
    described = stand_in().describe(triples, rng())
    score = evaluate_traversal(described, triples, rng(), walks=200, hops=6)
    assert (score.walks, score.hops, score.right, score.right_after) == (200, 6, 200, (200,) * 6)
    assert len(described.asked) == len(set(described.asked)) == len(triples)


def test_a_walk_is_right_until_its_first_wrong_hop() -> None:
    """A ring of three; the machine errs at station 2 alone, which a walk from station s leaves at hop 3 - s."""
    ring = np.arange(3)
    triples = Triples.single(ring, np.zeros(3, np.int64), (ring + 1) % 3, np.ones(3, np.int64), 3)

    class Erring:
        def plan(self, destination: int) -> Any:
            raise AssertionError

        def hop(self, station: int, line: int) -> int | None:
            return None if station == 2 else station + 1

    starts = Counter(np.random.default_rng(5).choice(3, 300).tolist())
    score = evaluate_traversal(Erring(), triples, np.random.default_rng(5), walks=300, hops=4)
    assert score.right_after == (starts[0] + starts[1], starts[0], 0, 0)
    assert score.right == 0


def test_a_walk_ends_at_a_dead_end() -> None:
    single = np.zeros(1, np.int64)
    triples = Triples.single(single, single, single + 1, single + 1, 2)

    class Knows:
        def plan(self, destination: int) -> Any:
            raise AssertionError

        def hop(self, station: int, line: int) -> int | None:
            assert station == 0
            return 1

    assert evaluate_traversal(Knows(), triples, rng(), walks=4, hops=3).right_after == (4, 4, 4)
    with pytest.raises(UsageError):
        evaluate_traversal(Knows(), triples, rng(), walks=0)
