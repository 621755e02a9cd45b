"""Parallel tracks, also in one colour, past stations and around corners."""

import numpy as np
import pytest

from graphmem.view.positions import station_shape
from graphmem.view.tracks import arrowheads, lay_tracks, points_along

from .cases import make

SQUARE = {"a": (0.0, 0.0), "b": (0.0, 0.1), "c": (-0.1, 0.1), "d": (-0.1, 0.0)}


def test_lines_between_two_stations_run_side_by_side() -> None:
    network = make({"a": (0, 0), "b": (0, 1)}, "red ab", "blue ab", "green> ba", walks=["ab"])
    shape = station_shape(network)
    tracks = lay_tracks(network, shape, 0.1)
    assert [track.line for track in tracks] == [0, 1, 2, None]
    assert [track.one_way for track in tracks] == [False, False, True, True]
    assert (tracks[2].source, tracks[2].destination) == (1, 0)
    across = np.array([track.ends.mean(0) for track in tracks])
    assert np.hypot(*np.diff(across, axis=0).T) == pytest.approx(0.1)
    assert across.mean(0) == pytest.approx(shape.positions.mean(0))
    for track in tracks:
        way = shape.positions[track.destination] - shape.positions[track.source]
        assert track.ends[1] - track.ends[0] == pytest.approx(way)


def test_lines_of_one_colour_share_a_track() -> None:
    network = make({"a": (0, 0), "b": (0, 1)}, "red ab", "scarlet ab", "blue ab")
    red, scarlet, blue = lay_tracks(network, station_shape(network), 0.1)
    assert np.array_equal(red.ends, scarlet.ends)
    assert not np.allclose(red.ends, blue.ends)


def test_many_parallel_tracks_are_as_wide_as_eight() -> None:
    network = make({"a": (0, 0), "b": (0, 1)}, *(f"line{number} ab" for number in range(40)))
    across = np.array([track.ends.mean(0) for track in lay_tracks(network, station_shape(network), 0.1)])
    assert len(across) == 40
    assert 0.7 < np.hypot(*np.ptp(across, axis=0)) < 0.8


def test_a_line_does_not_break_where_it_passes_a_station() -> None:
    network = make({"a": (0, 0), "b": (0, 1), "c": (0, 2), "d": (1, 2)}, "red abc", "blue bcd", "green bc")
    ends: dict[tuple[int, int | None], list[np.ndarray]] = {}
    for track in lay_tracks(network, station_shape(network), 0.1):
        for station, end in zip((track.source, track.destination), track.ends, strict=True):
            ends.setdefault((station, track.line), []).append(end)
    meeting = [found for found in ends.values() if len(found) == 2]
    assert len(meeting) == 2, "red at b and blue at c"
    for one, other in meeting:
        assert np.array_equal(one, other)


def test_two_lines_around_a_square_do_not_swap_sides() -> None:
    network = make(SQUARE, "red abcda", "blue abcda")
    shape = station_shape(network)
    middle = shape.positions.mean(0)
    further = []
    tracks = lay_tracks(network, shape, 0.1)
    for red in tracks[::2]:
        (blue,) = (t for t in tracks if t.line == 1 and {t.source, t.destination} == {red.source, red.destination})
        distance = [np.hypot(*(track.ends.mean(0) - middle)) for track in (red, blue)]
        further.append(distance[0] > distance[1])
    assert len(further) == 4
    assert len(set(further)) == 1


def test_a_fast_train_runs_beside_the_slow_one_and_joins_it() -> None:
    network = make({"a": (0, 0), "b": (0, 1), "c": (0, 2), "d": (0, 3)}, "red abcd", "blue ad")
    tracks = lay_tracks(network, station_shape(network), 0.1)
    assert sorted((t.source, t.destination) for t in tracks if t.line == 1) == [(0, 1), (1, 2), (2, 3)]
    both_ways = make({"a": (0, 0), "b": (0, 1), "c": (0, 2)}, "red> abc", "red> ca")
    assert not [track for track in lay_tracks(both_ways, station_shape(both_ways), 0.1) if track.one_way]


def test_arrowheads_point_ahead() -> None:
    network = make(SQUARE, "red> abcda")
    shape = station_shape(network)
    tracks = lay_tracks(network, shape, 0.1)
    assert len(tracks) == 4
    for track, (tip, left, right) in zip(tracks, arrowheads(tracks, 0.05), strict=True):
        ahead = shape.positions[track.destination] - shape.positions[track.source]
        assert np.dot(tip - (left + right) / 2, ahead) == pytest.approx(0.1 * np.hypot(*ahead))


def test_points_along() -> None:
    path = np.array([(0, 0), (3, 0), (3, 1)], float)
    points = points_along([path], 1.0)
    assert {tuple(point) for point in path} <= {tuple(point) for point in points}
    assert np.hypot(*np.diff(points, axis=0).T).max() <= 1
    assert len(points_along([], 1.0)) == 0
