"""A network small enough for arithmetic by hand, and exact search behind the machine's interface.

Alpha --red-- Beta --red-- Gamma --red-- Delta      2 minutes each, both ways
  |  \\                                     /
  |   `------blue------ Chi ------green---'         1 minute each, both ways
 red, one way, 1.5 minutes
  v
Omega
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import networkx as nx
import numpy as np
import pytest

from graphmem.graphs import Connection, Line, Network, Station, Triples

ALPHA, BETA, GAMMA, DELTA, CHI, OMEGA = range(6)


def make_network(name: str = "toy") -> Network:
    stations = tuple(Station(n[0].lower(), n) for n in ("Alpha", "Beta", "Gamma", "Delta", "Chi", "Omega"))
    both = [
        ("a", "b", "red", 2),
        ("b", "g", "red", 2),
        ("g", "d", "red", 2),
        ("a", "c", "blue", 1),
        ("c", "d", "green", 1),
    ]
    there = [Connection(s, d, line, "Eastbound", minutes) for s, d, line, minutes in both]
    back = [Connection(d, s, line, "Westbound", minutes) for s, d, line, minutes in both]
    lines = (Line("red", "Red", "#ff0000"), Line("blue", "Blue"), Line("green", "Green"))
    return Network(name, stations, lines, (*there, *back, Connection("a", "o", "red", "Southbound", 1.5)))


class StandIn:
    """Exact search (networkx) as a machine; ``wrong`` replaces some of its next states, for every destination."""

    name = "stand-in"

    def __init__(self, wrong: Mapping[int, int | None] | None = None) -> None:
        self.wrong = dict(wrong or {})
        self.described = 0

    def describe(self, triples: Triples, rng: np.random.Generator) -> StandInDescribed:
        self.described += 1
        return StandInDescribed(triples, self.wrong)


class StandInDescribed:
    def __init__(self, triples: Triples, wrong: Mapping[int, int | None]) -> None:
        self.wrong = wrong
        self.rows = list(triples)
        self.asked: list[tuple[int, int]] = []
        self.reversed = nx.DiGraph()
        self.reversed.add_nodes_from(range(triples.num_stations))
        for source, _, destination, minutes in sorted(self.rows, key=lambda row: -row.minutes):
            self.reversed.add_edge(destination, source, minutes=minutes)

    def plan(self, destination: int) -> StandInPlan:
        paths = nx.single_source_dijkstra_path(self.reversed, destination, weight="minutes")
        following = {state: path[-2] for state, path in paths.items() if len(path) > 1}
        return StandInPlan({**dict.fromkeys(self.reversed), **following, **self.wrong})

    def hop(self, station: int, line: int) -> int | None:
        self.asked.append((station, line))
        (following,) = {row.destination for row in self.rows if (row.source, row.line) == (station, line)}
        return self.wrong.get(station, following)


class StandInPlan:
    steps, computed_steps = 7, 5

    def __init__(self, following: Mapping[int, int | None]) -> None:
        self.following = following

    def next_station(self, current: int) -> int | None:
        return self.following[current]

    def next_stations(self) -> np.ndarray:
        return np.array([-1 if n is None else n for _, n in sorted(self.following.items())])


@pytest.fixture
def network() -> Network:
    return make_network()


@pytest.fixture
def stand_in() -> Callable[..., StandIn]:
    return StandIn
