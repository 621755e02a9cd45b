"""Names on ground, against all ways to place a few."""

from itertools import combinations, product

import numpy as np

from graphmem.view.letters import Letters
from graphmem.view.placing import Choice
from graphmem.view.spots import AXES, Name, cover, spots

from .cases import overlap


def ground(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(..., 4, 2) of upright boxes."""
    corners = np.stack([low, high, np.stack([low[:, 0], high[:, 1]], 1), np.stack([high[:, 0], low[:, 1]], 1)], 1)
    along = corners @ AXES.T
    return np.stack([along.min(1), along.max(1)], 2)


def test_as_many_names_stand_as_can_but_for_a_few() -> None:
    standing, most = 0, 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        owner = np.sort(rng.integers(0, 6, 20))
        low = rng.uniform(0, 4, (20, 2))
        high = low + rng.uniform(0.5, 2.0, (20, 2))
        clash = ((low[:, None] < high) & (low < high[:, None])).all(2)
        chosen = Choice(owner, rng.uniform(0, 5, 20), ground(low, high), np.ones(6)).choose()
        taken = chosen[chosen >= 0]
        assert all(owner[spot] == name for name, spot in enumerate(chosen) if spot >= 0)
        assert not any(clash[one, other] for one, other in combinations(taken, 2))
        ways = product(*([-1, *np.flatnonzero(owner == name)] for name in range(6)))
        every = ([spot for spot in way if spot >= 0] for way in ways)
        free = (way for way in every if not any(clash[one, other] for one, other in combinations(way, 2)))
        standing, most = standing + len(taken), most + max(map(len, free))
    assert 0.97 * most <= standing <= most


def test_worth_decides_who_is_left_out_and_cost_where_the_others_stand() -> None:
    low = np.array([(0, 0), (0.5, 0), (9, 0), (5, 0)], float)
    boxes, owner = ground(low, low + 1), np.array([0, 1, 2, 2])
    cost = np.array([1.0, 1.0, 3.0, 2.0])
    assert Choice(owner, cost, boxes, np.array([1.0, 2.0, 1.0])).choose().tolist() == [-1, 1, 3]
    assert Choice(owner, cost, boxes, np.array([2.0, 1.0, 1.0])).choose().tolist() == [0, -1, 3]
    assert Choice(np.array([], int), np.array([]), np.zeros((0, 4, 2)), np.ones(2)).choose().tolist() == [-1, -1]


def test_ground_tells_whether_names_overlap() -> None:
    letters = Letters([])
    first, second = (spots(Name(text, 2, 8), letters) for text in ("Great Portland Street", "Old Street"))

    def corners(ways, number, at):  # type: ignore[no-untyped-def]
        turn = np.radians(ways.angle[number])
        along = np.array([np.cos(turn), np.sin(turn)]) * ways.extent[number, 0] / 2
        up = np.array([-np.sin(turn), np.cos(turn)]) * ways.extent[number, 1] / 2
        return ways.middle[number] + at + np.array([-along - up, along - up, along + up, up - along])

    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(6000):
        one, other, at = rng.integers(len(first.cost)), rng.integers(len(second.cost)), rng.uniform(-45, 45, 2)
        mine, theirs = first.ground[one], second.ground[other] + (AXES @ at)[:, None]
        shares = bool(((mine[:, 0] < theirs[:, 1]) & (theirs[:, 0] < mine[:, 1])).all())
        assert shares == overlap(corners(first, one, np.zeros(2)), corners(second, other, at))
        seen.add((shares, first.angle[one] != 0, second.angle[other] != 0))
    assert len(seen) == 8


def test_what_ground_covers() -> None:
    boxes = ground(np.array([(0.0, 0.0), (5.0, 5.0)]), np.array([(2.0, 1.0), (6.0, 6.0)]))
    points = np.array([(1, 0.5), (2.5, 0.5), (5.5, 5.5), (9, 9)])
    weights = np.array([1.0, 2.0, 4.0, 8.0])
    assert cover(boxes, points, weights).tolist() == [1, 4]
    assert cover(boxes, points, weights, 1.0).tolist() == [3, 4]
    assert cover(boxes, points, weights, np.array([0, 1, 0, 9])).tolist() == [3, 12]


def test_a_long_name_may_be_written_in_two_lines() -> None:
    letters = Letters([])
    assert spots(Name("Elephant & Castle", 2, 8), letters).forms == (("Elephant & Castle",), ("Elephant", "& Castle"))
    assert spots(Name("Old Street", 2, 8), letters).forms == (("Old Street",),)
    assert spots(Name("Walthamstow", 2, 8), letters).forms == (("Walthamstow",),)
    ways = spots(Name("Elephant & Castle", 2, 8), letters)
    assert (ways.extent[ways.form == 1, 0] < ways.extent[ways.form == 0, 0].min()).all()
