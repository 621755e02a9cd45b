"""Which stations of a map are named, how large, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..graphs import Station
from ..routing import Route
from .drawing import Drawing
from .labels import Obstacles
from .letters import Letters
from .numbers import RADIUS, numbers_on
from .routes import ends_and_changes, leg_path
from .spots import Name
from .tracks import points_along

SMALLEST = 6.5  # letters in points
_LARGER = 2.0  # the names of ends and changes
_ENDS, _CALLS, _OTHER_CHANGES, _REST = 1000.0, 100.0, 50.0, 1.0  # what a name is worth
_STEP = 3.0  # between points of tracks that names should not cover
_ON_ROUTE = 4.0  # how much more it matters to see the route


def names_on(
    drawing: Drawing,
    letters: Letters,
    routes: Sequence[Route] = (),
    *,
    calls: bool = False,
    every: bool = False,
    size: float = SMALLEST,
) -> dict[int, Name]:
    """Names of stations by number.

    Args:
        drawing: where their marks are.
        letters: to write them in.
        routes: the ends and changes of the first are named in large letters, those of the others in small ones.
        calls: whether to name all stations that the first route passes.
        every: whether to name all stations; those with more lines first, if there is no room for all.
        size: of small letters, in points.
    """
    network = drawing.network
    worth = dict.fromkeys(ends_and_changes(network, routes[:1]), _ENDS)
    if calls:
        passed = (network.station_index[station.id] for route in routes[:1] for station in route.stations)
        worth = dict.fromkeys(passed, _CALLS) | worth
    worth = dict.fromkeys(ends_and_changes(network, routes[1:]), _OTHER_CHANGES) | worth
    if every:
        worth = {n: _REST + len(network.lines_at[s.id]) for n, s in enumerate(network.stations)} | worth
    names = {}
    for number, value in worth.items():
        station, chief = network.stations[number], value == _ENDS
        text, letter = called(letters, station, number), size + (_LARGER if chief else 0)
        names[number] = Name(text, drawing.radii[number], letter, bold=chief, worth=value, away=chief)
    return names


def called(letters: Letters, station: Station, number: int) -> str:
    """The name of a station, or else an alias, its id or its number, whichever can be written."""
    return letters.first((station.name, *station.aliases, station.id), f"no. {number + 1}")


def obstacles(drawing: Drawing, routes: Sequence[Route] = ()) -> Obstacles:
    """Stations and tracks, those of routes before all, and the numbers of routes."""
    points = points_along((track.ends for track in drawing.tracks.values()), _STEP)
    on_route = points_along((leg_path(drawing, leg)[0] for route in routes for leg in route.legs), _STEP)
    weights = np.concatenate([np.ones(len(points)), np.full(len(on_route), _ON_ROUTE)])
    numbers = np.array([number.place for number in numbers_on(drawing, routes)]).reshape(-1, 2)
    marks = np.concatenate([drawing.places, numbers])
    radii = np.concatenate([drawing.radii, np.full(len(numbers), RADIUS)])
    return Obstacles(marks, radii, np.concatenate([points, on_route]), weights)
