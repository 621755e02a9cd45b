"""Routes by a DNC: the walk, what is checked, and the itinerary."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphmem.dnc.route import SPARE, ask_route
from graphmem.errors import NoRoute, UsageError
from graphmem.networks import load_network

from ..routing.conftest import ALPHA, BETA, CHI, DELTA, GAMMA, OMEGA, make_network
from .scripted import Scripted
from .tiny import tiny


def ask(stations: list[int], origin: int = ALPHA, destination: int = DELTA) -> Any:
    machine: Any = Scripted(stations)
    return ask_route(machine, make_network(), origin, destination, np.random.default_rng(0))[1]


def test_an_optimal_answer() -> None:
    answer = ask([ALPHA, CHI, DELTA])
    assert (answer.solver, answer.valid, answer.optimal, answer.by) == ("dnc", True, True, "stops")
    assert [station.name for station in answer.answered] == ["Alpha", "Chi", "Delta"]
    assert answer.route == answer.machine_route
    assert [(leg.line.name, leg.stops) for leg in answer.route.legs] == [("Blue", 1), ("Green", 1)]
    assert (answer.route.stops, answer.route.changes, answer.route.minutes) == (2, 1, 1 + 5 + 1)
    assert answer.exact_route.stops == 2
    assert answer.planning_steps == 10


def test_a_valid_answer_that_is_longer() -> None:
    answer = ask([ALPHA, BETA, GAMMA, DELTA])
    assert (answer.solver, answer.valid, answer.optimal) == ("exact", True, False)
    assert answer.machine_route.stops == 3
    assert answer.machine_route.changes == 0
    assert answer.route == answer.exact_route
    assert answer.route.stops == 2


def test_a_walk_that_goes_back_and_forth_is_shown_to_its_first_repetition() -> None:
    answer = ask([ALPHA, BETA, *[ALPHA, BETA] * SPARE])
    assert (answer.solver, answer.valid, answer.machine_route) == ("exact", False, None)
    assert [station.name for station in answer.answered] == ["Alpha", "Beta", "Alpha"]


def test_a_walk_into_a_dead_end_is_not_valid() -> None:
    answer = ask([ALPHA, OMEGA])
    assert not answer.valid
    assert [station.name for station in answer.answered] == ["Alpha", "Omega"]


def test_questions_without_an_answer() -> None:
    with pytest.raises(NoRoute, match=r"^No connections lead from Omega to Alpha\.$"):
        ask([ALPHA, BETA], OMEGA, ALPHA)
    with pytest.raises(UsageError, match="the same station: Alpha"):
        ask([ALPHA, BETA], ALPHA, ALPHA)


def test_an_untrained_machine_on_a_real_network(tmp_path: Path) -> None:
    network = load_network("london_zone1_interchanges")
    dnc = tiny(tmp_path, "shortest_path")
    problem, answer = ask_route(dnc, network, 0, 30, np.random.default_rng(0))
    assert problem.network is network
    assert answer.exact_route.stops == answer.route.stops
    assert answer.answered[0] == network.stations[0]
    assert answer.valid == (answer.answered[-1] == network.stations[30])
    again = ask_route(dnc, network, 0, 30, np.random.default_rng(0))[1]
    assert again.answered == answer.answered
