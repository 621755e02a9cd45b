"""A program written by hand, run from weights: Dijkstra's wave is optimal on every graph."""

from __future__ import annotations

import numpy as np
import pytest

from graphmem.graphs import Triples, distances_to, optimal_rows
from graphmem.interpreter import DiscretePlanner
from graphmem.interpreter.planner.control import ControlTable

from .programs import control_states, dijkstra_program, weigh


@pytest.fixture(params=[2, 3])
def planner(request: pytest.FixtureRequest) -> DiscretePlanner:
    heads = request.param
    return DiscretePlanner(ControlTable(weigh(dijkstra_program(heads), heads), heads), heads)


def random_graph(rng: np.random.Generator, stations: int, rows: int, longest: int) -> Triples:
    source = rng.integers(stations, size=rows)
    destination = (source + rng.integers(1, stations, size=rows)) % stations
    minutes = rng.integers(1, longest + 1, size=rows)
    return Triples.single(source, rng.integers(4, size=rows), destination, minutes, stations)


@pytest.mark.parametrize("heads", [2, 3])
def test_weights_discretise_to_the_program_they_were_made_from(heads: int) -> None:
    program = dijkstra_program(heads)
    table = ControlTable(weigh(program, heads), heads)
    assert {state: table[state] for state in control_states(heads)} == program


@pytest.mark.parametrize(("stations", "rows"), [(2, 1), (5, 8), (30, 50), (200, 600)])
@pytest.mark.parametrize("longest", [1, 9, 400])
def test_every_answer_is_optimal(planner: DiscretePlanner, stations: int, rows: int, longest: int) -> None:
    rng = np.random.default_rng([stations, longest])
    for _ in range(4):
        triples = random_graph(rng, stations, rows, longest)
        destination = int(rng.integers(stations))
        plan = planner.describe(triples, rng).plan(destination)
        distances = distances_to(triples, np.array([destination]))
        good = optimal_rows(triples, distances)
        first = {*zip(triples.source[good].tolist(), triples.destination[good].tolist(), strict=True)}
        at_once = plan.next_stations()
        for origin in range(stations):
            answers, following = plan.answers(origin), plan.next_station(origin)
            assert at_once[origin] == (-1 if following is None else following)
            if origin == destination:
                continue
            assert (following is None) == np.isinf(distances[origin])
            assert {(origin, answer) for answer in answers} <= first
            assert (following in answers) == bool(answers)
