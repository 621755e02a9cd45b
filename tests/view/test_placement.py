"""The placement of labels, against all ways to place a few."""

from itertools import combinations, product

import numpy as np

from graphmem.view.candidates import AXES, Label, covered_weight, label_candidates
from graphmem.view.fonts import Fonts
from graphmem.view.placement import Placement

from .cases import overlap


def ranges(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The ranges of upright boxes, (K, 4, 2)."""
    corners = np.stack([low, high, np.stack([low[:, 0], high[:, 1]], 1), np.stack([high[:, 0], low[:, 1]], 1)], 1)
    along = corners @ AXES.T
    return np.stack([along.min(1), along.max(1)], 2)


def test_nearly_as_many_labels_are_placed_as_possible() -> None:
    standing, most = 0, 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        owner = np.sort(rng.integers(0, 6, 20))
        low = rng.uniform(0, 4, (20, 2))
        high = low + rng.uniform(0.5, 2.0, (20, 2))
        clash = ((low[:, None] < high) & (low < high[:, None])).all(2)
        chosen = Placement(owner, rng.uniform(0, 5, 20), ranges(low, high), np.ones(6)).choose()
        taken = chosen[chosen >= 0]
        assert all(owner[spot] == name for name, spot in enumerate(chosen) if spot >= 0)
        assert not any(clash[one, other] for one, other in combinations(taken, 2))
        ways = product(*([-1, *np.flatnonzero(owner == name)] for name in range(6)))
        every = ([spot for spot in way if spot >= 0] for way in ways)
        free = (way for way in every if not any(clash[one, other] for one, other in combinations(way, 2)))
        standing, most = standing + len(taken), most + max(map(len, free))
    assert 0.97 * most <= standing <= most


def test_worth_decides_which_labels_are_omitted_and_cost_where_the_others_stand() -> None:
    low = np.array([(0, 0), (0.5, 0), (9, 0), (5, 0)], float)
    boxes, owner = ranges(low, low + 1), np.array([0, 1, 2, 2])
    cost = np.array([1.0, 1.0, 3.0, 2.0])
    assert Placement(owner, cost, boxes, np.array([1.0, 2.0, 1.0])).choose().tolist() == [-1, 1, 3]
    assert Placement(owner, cost, boxes, np.array([2.0, 1.0, 1.0])).choose().tolist() == [0, -1, 3]
    assert Placement(np.array([], int), np.array([]), np.zeros((0, 4, 2)), np.ones(2)).choose().tolist() == [-1, -1]


def test_ranges_tell_whether_boxes_overlap() -> None:
    fonts = Fonts([])
    first, second = (label_candidates(Label(text, 2, 8), fonts) for text in ("Great Portland Street", "Old Street"))

    def corners(ways, number, at):  # type: ignore[no-untyped-def]
        turn = np.radians(ways.angle[number])
        along = np.array([np.cos(turn), np.sin(turn)]) * ways.extent[number, 0] / 2
        up = np.array([-np.sin(turn), np.cos(turn)]) * ways.extent[number, 1] / 2
        return ways.centre[number] + at + np.array([-along - up, along - up, along + up, up - along])

    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(6000):
        one, other, at = rng.integers(len(first.cost)), rng.integers(len(second.cost)), rng.uniform(-45, 45, 2)
        mine, theirs = first.ranges[one], second.ranges[other] + (AXES @ at)[:, None]
        shares = bool(((mine[:, 0] < theirs[:, 1]) & (theirs[:, 0] < mine[:, 1])).all())
        assert shares == overlap(corners(first, one, np.zeros(2)), corners(second, other, at))
        seen.add((shares, first.angle[one] != 0, second.angle[other] != 0))
    assert len(seen) == 8


def test_the_weight_of_the_points_that_a_box_covers() -> None:
    boxes = ranges(np.array([(0.0, 0.0), (5.0, 5.0)]), np.array([(2.0, 1.0), (6.0, 6.0)]))
    points = np.array([(1, 0.5), (2.5, 0.5), (5.5, 5.5), (9, 9)])
    weights = np.array([1.0, 2.0, 4.0, 8.0])
    assert covered_weight(boxes, points, weights).tolist() == [1, 4]
    assert covered_weight(boxes, points, weights, 1.0).tolist() == [3, 4]
    assert covered_weight(boxes, points, weights, np.array([0, 1, 0, 9])).tolist() == [3, 12]


def test_a_long_name_may_be_written_in_two_lines() -> None:
    fonts = Fonts([])
    assert label_candidates(Label("Elephant & Castle", 2, 8), fonts).layouts == (
        ("Elephant & Castle",),
        ("Elephant", "& Castle"),
    )
    assert label_candidates(Label("Old Street", 2, 8), fonts).layouts == (("Old Street",),)
    assert label_candidates(Label("Walthamstow", 2, 8), fonts).layouts == (("Walthamstow",),)
    ways = label_candidates(Label("Elephant & Castle", 2, 8), fonts)
    assert (ways.extent[ways.layout == 1, 0] < ways.extent[ways.layout == 0, 0].min()).all()
