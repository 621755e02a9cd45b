"""Maps as files: legible names, what is written around the map, and networks that are hard to draw."""

import warnings
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from graphmem.graphs import Network
from graphmem.networks import load_described, load_network
from graphmem.routing import Route
from graphmem.view import sheet, write_map
from graphmem.view.canvas import plain_settings
from graphmem.view.sheet import draw_sheet

from .cases import Place, boxes, make, overlap, route

SQUARE = {"a": (0.0, 0.0), "b": (0.0, 0.1), "c": (-0.1, 0.1), "d": (-0.1, 0.0)}
SMALLEST = 6.0


def drawn(network: Network, routes: Sequence[Route] = (), every: bool | None = None) -> Axes:
    with plain_settings():
        figure: Figure = draw_sheet(network, routes, None, None, not routes if every is None else every)
        FigureCanvasAgg(figure)
        (axes,) = figure.axes
        return axes


def said(axes: Axes) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in axes.texts]


@cache
def shipped(name: str) -> tuple[Network, Axes]:
    network, about = load_described(name)
    with plain_settings():
        figure = draw_sheet(network, [], None, about, True)
        FigureCanvasAgg(figure)
    return network, figure.axes[0]


def check_legible(axes: Axes) -> None:
    """Nothing that is written overlaps anything else that is, leaves the figure, stands on a station or is tiny."""
    with plain_settings():
        found = list(boxes(axes.texts))
    assert min(text.get_fontsize() for text in axes.texts) >= SMALLEST
    width, height = axes.figure.bbox.size
    for text, corners in found:
        assert (corners >= 0).all(), text
        assert (corners <= [width, height]).all(), text
    for (text, one), (other_text, other) in combinations(found, 2):
        near = (one.min(0) < other.max(0)).all() and (other.min(0) < one.max(0)).all()
        assert not (near and overlap(one, other)), (text, other_text)
    marks = np.concatenate([np.asarray(part.get_offsets()) for part in axes.collections if "station" in str(part.get_gid())])
    marks = axes.transData.transform(marks)
    for text, corners in found:
        sides = np.roll(corners, -1, axis=0) - corners
        for mark in marks:
            to = mark - corners
            turns = sides[:, 0] * to[:, 1] - sides[:, 1] * to[:, 0]
            assert not ((turns > 0).all() or (turns < 0).all()), text


@pytest.mark.parametrize("name", ["london_underground", "tokyo_metro", "vienna_ubahn", "stockholm_tunnelbana"])
def test_every_station_is_named_legibly(name: str) -> None:
    network, axes = shipped(name)
    check_legible(axes)
    assert sorted({station.name for station in network.stations} - set(said(axes))) == []
    assert {line.name for line in network.lines} <= set(said(axes))
    assert not [text for text in said(axes) if "room" in text]


@pytest.mark.slow
def test_every_station_of_london_is_named_legibly() -> None:
    network, axes = shipped("london_rail")
    check_legible(axes)
    assert {station.name for station in network.stations} <= set(said(axes))


@pytest.mark.parametrize("located", [True, False])
def test_a_route_names_its_calls(located: bool) -> None:
    network = load_network("london_zone1_interchanges")
    if not located:
        network = replace(network, stations=tuple(replace(s, latitude=None, longitude=None) for s in network.stations))
    central = "notting-hill-gate,bond-street,oxford-circus,tottenham-court-road,holborn,bank"
    way = route(network, f"central {central}", "northern bank,london-bridge")
    axes = drawn(network, [way])
    check_legible(axes)
    names = {station.name for station in way.stations}
    assert names <= set(said(axes))
    assert {station.name for station in network.stations} - names == set(other_names(network)) - set(said(axes)) - names
    bold = {text.get_text().replace("\n", " ") for text in axes.texts if text.get_weight() == "bold"}
    ends = {"Notting Hill Gate", "Bank", "London Bridge"}
    assert bold == ends | {"Notting Hill Gate to London Bridge: 12 minutes, 1 change"}
    assert ("Drawn without coordinates" in said(axes)[-1]) is not located


def other_names(network: Network) -> list[str]:
    return [station.name for station in network.stations]
