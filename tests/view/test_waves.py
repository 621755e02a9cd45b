"""The wave arrives at exact distances, and every station is drawn."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import Collection

from graphmem.interpreter import load_planner
from graphmem.networks import load_network
from graphmem.routing import By, RouteProblem, StationNames, build_itinerary, route_problem
from graphmem.routing.exact_router import ExactRouter
from graphmem.seeding import generator
from graphmem.view import arrivals, draw_film, draw_wave


def wave(by: By) -> tuple[RouteProblem, int, np.ndarray]:
    problem = route_problem(load_network("london_zone1_interchanges"), by)
    destination = StationNames(problem.network).find("Bank")
    described = load_planner().describe(problem.triples, generator(0, "labels"))
    return problem, destination, arrivals(problem, described.plan(problem.destination_state(destination)))


def count(axes: Axes, gid: str) -> int:
    (found,) = (child for child in axes.get_children() if isinstance(child, Collection) and child.get_gid() == gid)
    return len(found.get_offsets())


@pytest.mark.parametrize("by", ["stops", "changes", "minutes"])
def test_the_wave_reaches_each_station_at_its_distance(by: By) -> None:
    problem, destination, arrived = wave(by)
    exact = ExactRouter(problem).search(problem.destination_state(destination))
    for origin in set(range(len(problem.network.stations))) - {destination}:
        route = build_itinerary(problem, exact.route(problem.origin_state(origin)))
        assert arrived[origin] == pytest.approx({"stops": route.stops, "changes": route.changes}.get(by, route.minutes))
    assert arrived[destination] == 0


def test_stations_that_are_not_reached_are_pale() -> None:
    problem, destination, arrived = wave("stops")
    every = len(problem.network.stations)
    axes = draw_wave(problem, arrived, destination)
    assert (count(axes, "reached"), count(axes, "waiting"), count(axes, "destination")) == (every, 0, 1)
    assert [text.get_text() for text in axes.texts] == ["Bank"]
    axes = draw_wave(problem, arrived, destination, until=2, scale=False, name=False)
    near = 1 + int((np.delete(arrived, destination) <= 2).sum())
    assert 1 < near < every
    assert (count(axes, "reached"), count(axes, "waiting")) == (near, every - near)
    assert not axes.texts


def test_a_wave_that_reaches_nothing_can_be_drawn() -> None:
    problem, destination, arrived = wave("stops")
    axes = draw_wave(problem, np.full_like(arrived, np.inf), destination)
    assert count(axes, "reached") == 1


def test_a_film_has_a_picture_for_every_distance() -> None:
    problem, destination, arrived = wave("minutes")
    figure = draw_film(problem, arrived, destination, at=(4, 8, 12))
    assert [axes.get_title() for axes in figure.axes] == ["after 4 minutes", "after 8 minutes", "after 12 minutes"]
    shown = [count(axes, "reached") for axes in figure.axes]
    assert shown == sorted(shown)
    assert shown[0] < shown[-1]
