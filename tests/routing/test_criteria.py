"""The three counts as one cost, compared with tuples."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.routing import By, default_by
from graphmem.routing.criteria import Counts, Scale, order, scale_for


def columns(*rows: tuple[int, int, int]) -> Counts:
    return Counts(*np.array(rows, np.int64).T)


@pytest.mark.parametrize(
    ("by", "timed", "decide"),
    [
        ("minutes", True, ("minutes", "changes", "stops")),
        ("changes", True, ("changes", "stops", "minutes")),
        ("stops", True, ("stops", "minutes", "changes")),
        ("changes", False, ("changes", "stops")),
        ("stops", False, ("stops", "changes")),
    ],
)
def test_the_criteria_form_a_ring(by: By, timed: bool, decide: tuple[By, ...]) -> None:
    assert order(by, timed) == decide


def test_the_default_criterion_is_minutes_if_there_are_times() -> None:
    assert (default_by(True), default_by(False)) == ("minutes", "stops")


def test_counts_are_the_digits_of_a_number() -> None:
    scale, counts = Scale(minutes=100, changes=10, stops=1), columns((12, 3, 4), (0, 0, 9))
    assert scale.number(counts).tolist() == [1234, 9]
    assert [column.tolist() for column in scale.counts(np.array([1234.0, 9.0]))] == [[12, 0], [3, 0], [4, 9]]
    without_times = Scale(minutes=0, changes=1, stops=10)
    assert without_times.number(columns((99, 3, 4))).tolist() == [43]
    assert [column.tolist() for column in without_times.counts(np.array([43]))] == [[0], [3], [4]]


def test_a_digit_has_room_for_entering_or_leaving_every_state_once() -> None:
    # Rows 0 -> 1 and 2 -> 1, 1 -> 2: entering takes at most 7 minutes, 1 change, 3 stops at state 1 and 4, 0, 1 at 2;
    # leaving takes at most 5, 0, 3 from state 0, 4, 0, 1 from 1, and 7, 1, 1 from 2.
    counts = columns((5, 0, 3), (7, 1, 1), (4, 0, 1))
    source, destination = np.array([0, 2, 1]), np.array([1, 1, 2])
    minutes, changes, stops = min(7 + 4, 5 + 4 + 7) + 1, 1 + 1, min(3 + 1, 3 + 1 + 1) + 1
    args = counts, source, destination, 3
    assert scale_for("minutes", True, *args) == Scale(minutes=changes * stops, changes=stops, stops=1)
    assert scale_for("changes", True, *args) == Scale(minutes=1, changes=stops * minutes, stops=minutes)
    assert scale_for("stops", True, *args) == Scale(minutes=changes, changes=1, stops=minutes * changes)
    assert scale_for("stops", False, *args) == Scale(minutes=0, changes=1, stops=changes)


def test_a_criterion_that_never_counts_still_has_a_weight() -> None:
    """With walks only, no route has a change, and stops must not count as changes."""
    counts = columns((0, 0, 1))
    scale = scale_for("stops", False, counts, np.array([0]), np.array([1]), 2)
    assert [column.tolist() for column in scale.counts(scale.number(counts))] == [[0], [0], [1]]


def test_costs_beyond_exact_floating_point_are_refused() -> None:
    def scale(minutes: int) -> Scale:
        return scale_for("minutes", True, columns((minutes, 1, 1)), np.array([0]), np.array([1]), 2)

    assert scale(2**51 - 1) == Scale(4, 2, 1)  # 2^51 x 2 x 2 numbers
    with pytest.raises(DataError, match="too large to compare routes exactly: 2 states"):
        scale(2**51)


digits = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 4))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(digits, min_size=1, max_size=6), st.sampled_from(["minutes", "changes", "stops"]), st.booleans())
def test_costs_of_routes_compare_like_tuples_of_counts(rows: list[tuple[int, int, int]], by: Any, timed: bool) -> None:
    """A row from each state to the next; routes are sums over some of them."""
    by = by if timed else default_by(timed)
    place = np.arange(len(rows))
    scale = scale_for(by, timed, columns(*rows), place, place + 1, len(rows) + 1)
    routes = [tuple(map(sum, zip(*some, strict=True))) for n in (1, 2, 3) for some in itertools.combinations(rows, n)]
    numbers = scale.number(columns(*routes))
    assert [tuple(map(int, row)) for row in zip(*scale.counts(numbers), strict=True)] == [
        (minutes * timed, changes, stops) for minutes, changes, stops in routes
    ]
    keys = [tuple(route[("minutes", "changes", "stops").index(name)] for name in order(by, timed)) for route in routes]
    assert sorted(zip(numbers.tolist(), keys, strict=True)) == sorted(
        zip(numbers.tolist(), keys, strict=True), key=lambda pair: pair[::-1]
    )
    assert len(set(numbers.tolist())) == len(set(keys))
