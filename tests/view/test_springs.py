"""Least squares against a dense solver, and crowded lines made even."""

import numpy as np
import pytest

from graphmem.networks import load_network
from graphmem.view.shape import neighbours, station_shape
from graphmem.view.springs import even_out, springs


def test_springs_settle_where_a_dense_solver_puts_them() -> None:
    rng = np.random.default_rng(1)
    pairs = np.array([(0, 1), (1, 2), (2, 3), (3, 0), (1, 3)])
    weights, pull = rng.uniform(0.5, 2, 5), np.array([0.1, 0.0, 0.7, 0.0])
    towards, vectors = rng.normal(size=(4, 2)), rng.normal(size=(5, 2))
    rows = np.zeros((9, 4))
    for number, (one, other) in enumerate(pairs):
        rows[number, [one, other]] = np.sqrt(weights[number]) * np.array([-1, 1])
    rows[5:] = np.diag(np.sqrt(pull))
    aims = np.concatenate([np.sqrt(weights)[:, None] * vectors, np.sqrt(pull)[:, None] * towards])
    expected = np.linalg.lstsq(rows, aims, rcond=None)[0]
    assert np.allclose(springs(pairs, weights, towards, pull)(vectors), expected)


def test_far_neighbours_are_drawn_near_and_near_ones_apart() -> None:
    places = np.array([(0, 0), (1, 0), (5, 0), (5.25, 0)], float)
    even = even_out(places, np.array([(0, 1), (1, 2), (2, 3)]), 0.5)
    assert np.diff(even[:, 0]) == pytest.approx([1, 2, 0.5], abs=0.02)
    assert even[:, 1] == pytest.approx(0)
    assert even_out(places, np.array([(0, 1), (1, 2), (2, 3)]), 1.0) is places


def test_the_middle_of_london_is_enlarged_and_directions_are_kept() -> None:
    network = load_network("london_underground")
    pairs = neighbours(network)
    plain, even = station_shape(network), station_shape(network, 0.4)
    share = []
    for shape in (plain, even):
        distance = np.hypot(*(shape.places - np.median(shape.places, 0)).T)
        share.append(np.median(distance) / distance.max())
    assert share[1] > 1.2 * share[0]
    before, after = (shape.places[pairs[:, 1]] - shape.places[pairs[:, 0]] for shape in (plain, even))
    turned = (before * after).sum(1) / np.hypot(*before.T) / np.hypot(*after.T)
    assert np.quantile(turned, 0.05) > np.cos(np.radians(30))
