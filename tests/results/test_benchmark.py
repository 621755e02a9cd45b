"""Rows over seeds, by hand, and what two benchmarks differ in."""

import dataclasses

import pytest

from graphmem.evaluation.paper_sets import EXAMS
from graphmem.results.benchmark import (
    COUNTED_LENGTH,
    DECODING,
    PUBLISHED,
    Benchmark,
    Part,
    Score,
    Wanted,
    accuracy,
    differences,
    rows,
)

SCORES = (
    Score("lstm", "traversal", "zone1", 0, "aa", 10, 1, 2, 300, 7, 10.0),
    Score("dnc", "traversal", "zone1", 0, "ab", 10, 9, 10, 100, 70, 20.0),
    Score("dnc", "traversal", "zone1", 1, "ac", 10, 7, 10, 101, 70, 30.0),
    Score("dnc", "traversal", "zone1", 2, "ad", 10, 8, 9, 102, 70, 41.0),
    Score("dnc", "traversal", "last_stage", 0, "ab", 4, 4, 4, 100, 70, 20.0),
    Score("dnc", "shortest_path", "zone1", 0, "ae", 8, 1, 4, 100, 70, 20.0),
)
PARTS = (
    Part("dnc", "traversal", "zone1", 0, "length", 7, 7, 10, 9, 10),
    Part("dnc", "traversal", "zone1", 0, "nodes", 40, 44, 6, 3, 6),
    Part("dnc", "traversal", "zone1", 1, "nodes", 40, 44, 6, 6, 6),
    Part("dnc", "traversal", "zone1", 0, "nodes", 5, 9, 4, 1, 2),
)
BOARD = Benchmark(SCORES, PARTS)


def test_a_row_is_a_mean_over_seeds() -> None:
    (dnc, lstm) = rows(BOARD.only(Wanted(tests=("zone1",), tasks=("traversal",))))
    assert (dnc.machine, dnc.task, dnc.test) == ("dnc", "traversal", "zone1")
    assert (dnc.accuracy, dnc.seeds, dnc.questions) == (pytest.approx(0.8), 3, 10)
    assert dnc.spread == pytest.approx(0.1)  # of 0.9, 0.7, 0.8: sqrt((0.01 + 0.01 + 0) / 2)
    assert dnc.accuracy_valid == pytest.approx(2.9 / 3)
    assert dnc.spread_valid == pytest.approx((2 * (0.1 / 3) ** 2 + (0.2 / 3) ** 2) ** 0.5 / 2**0.5)
    assert (dnc.examples, dnc.parameters, dnc.seconds) == (101, 70, 30.3)
    assert (lstm.accuracy, lstm.seeds, lstm.spread, lstm.spread_free, lstm.spread_valid) == (0.1, 1, None, None, None)


def test_the_papers_decoding() -> None:
    assert DECODING == {"traversal": "free", "shortest_path": "valid", "inference": "free"}
    walk, path = SCORES[1], SCORES[5]
    assert (accuracy(walk), accuracy(path)) == (0.9, 0.5)
    assert (accuracy(walk, "valid"), accuracy(path, "free")) == (1.0, 0.125)
    (row,) = rows(BOARD.only(Wanted(tasks=("shortest_path",))))
    assert (row.accuracy, row.accuracy_free, row.accuracy_valid) == (0.5, 0.125, 0.5)
    assert PUBLISHED["shortest_path", "zone1"][0] == 55.3


def test_rows_are_in_order_and_the_best_first() -> None:
    found = [(row.task, row.test, row.machine) for row in rows(BOARD)]
    assert found == [
        ("traversal", "last_stage", "dnc"),
        ("traversal", "zone1", "dnc"),
        ("traversal", "zone1", "lstm"),
        ("shortest_path", "zone1", "dnc"),
    ]


def test_parts() -> None:
    small, large = rows(BOARD, "nodes")
    assert (small.by, small.least, small.most, small.accuracy, small.seeds) == ("nodes", 5, 9, 0.25, 1)
    assert (large.by, large.least, large.most, large.accuracy, large.seeds) == ("nodes", 40, 44, 0.75, 2)
    assert large.spread == pytest.approx(0.5 / 2**0.5)
    assert (large.examples, large.seconds) == (100, 25.0)  # of the two seeds, halves to even
    assert small.as_dict()["most"] == 9
    assert [row.least for row in rows(BOARD, "length")] == [7]


def test_the_whole_says_nothing_of_parts() -> None:
    row = rows(BOARD)[0].as_dict()
    names = "machine task test accuracy seeds spread examples parameters seconds"
    assert list(row)[:9] == names.split()
    assert not {"by", "least", "most"} & set(row)


def test_only_what_is_wanted() -> None:
    some = BOARD.only(Wanted(("dnc",), ("traversal",), ("zone1",)))
    assert some == Benchmark(SCORES[1:4], PARTS)
    assert BOARD.only(Wanted()) == BOARD
    assert BOARD.only(Wanted(("lstm",))) == Benchmark(SCORES[:1], ())


def test_new_figures_take_the_place_of_old_ones() -> None:
    new = Benchmark(
        (dataclasses.replace(SCORES[1], free=0),),
        (Part("dnc", "traversal", "zone1", 0, "length", 7, 7, 10, 0, 10),),
    )
    benchmark = BOARD.updated(new)
    assert set(benchmark.scores) == {*SCORES, *new.scores} - {SCORES[1]}
    assert benchmark.parts == (new.parts[0], PARTS[2])
    assert benchmark == Benchmark(SCORES[::-1], PARTS[::-1]).updated(new)
    assert Benchmark().updated(BOARD).updated(new) == benchmark


def test_differences_are_said_with_old_and_new_counts() -> None:
    assert differences(BOARD, BOARD) == []
    assert differences(BOARD, Benchmark(SCORES[::-1], PARTS[::-1])) == []
    fewer = dataclasses.replace(SCORES[1], free=8, valid=9)
    gone = dataclasses.replace(SCORES[0], weights="zz", free=0)
    other = dataclasses.replace(SCORES[2], weights="yy")
    # Of a test that differs as a whole, nothing is said of its parts.
    found = Benchmark(SCORES[3:], PARTS[2:]).updated(Benchmark((fewer, gone, other)))
    assert differences(BOARD.only(Wanted(("dnc", "lstm"))), found) == [
        "lstm on traversal, zone1, seed 0: the weights are not those that were examined; free 1, now 0.",
        "dnc on traversal, zone1, seed 0: the benchmark has free 9, now 8; valid 10, now 9.",
        "dnc on traversal, zone1, seed 1: the weights are not those that were examined; the figures are the same.",
    ]


def test_differences_of_parts() -> None:
    """One answered otherwise, one that is new, and one that is no more."""
    other = dataclasses.replace(PARTS[0], free=8)
    new = dataclasses.replace(PARTS[0], least=8, most=8, asked=1, free=0, valid=1)
    assert differences(BOARD, Benchmark(SCORES, (other, new, *PARTS[1:3]))) == [
        "dnc on traversal, zone1, seed 0, length 7 to 7: the benchmark has free 9, now 8.",
        "dnc on traversal, zone1, seed 0, length 8 to 8: the benchmark has asked 0, now 1; valid 0, now 1.",
        "dnc on traversal, zone1, seed 0, nodes 5 to 9: "
        "the benchmark has asked 4, now 0; free 1, now 0; valid 2, now 0.",
    ]


def test_what_counts_of_a_test_is_what_its_exam_says() -> None:
    lengths = {(task, test): exam.length for task, tests in EXAMS.items() for test, exam in tests.items()}
    assert {place: length for place, length in lengths.items() if length is not None} == COUNTED_LENGTH
