"""Rows over seeds, by hand, and the differences of two benchmarks."""

import dataclasses

import pytest

from graphmem.results.benchmark import (
    BenchmarkFigures,
    BreakdownResult,
    SeedResult,
    Selection,
    accuracy,
    benchmark_rows,
)
from graphmem.results.benchmark_differences import differences
from graphmem.tasks.paper import PAPER_TASKS

RESULTS = (
    SeedResult("lstm", "traversal", "zone1", 0, "aa", 10, 1, 2, 300, 7, 10.0),
    SeedResult("dnc", "traversal", "zone1", 0, "ab", 10, 9, 10, 100, 70, 20.0),
    SeedResult("dnc", "traversal", "zone1", 1, "ac", 10, 7, 10, 101, 70, 30.0),
    SeedResult("dnc", "traversal", "zone1", 2, "ad", 10, 8, 9, 102, 70, 41.0),
    SeedResult("dnc", "traversal", "last_stage", 0, "ab", 4, 4, 4, 100, 70, 20.0),
    SeedResult("dnc", "shortest_path", "zone1", 0, "ae", 8, 1, 4, 100, 70, 20.0),
)
BREAKDOWN = (
    BreakdownResult("dnc", "traversal", "zone1", 0, "length", 7, 7, 10, 9, 10),
    BreakdownResult("dnc", "traversal", "zone1", 0, "nodes", 40, 44, 6, 3, 6),
    BreakdownResult("dnc", "traversal", "zone1", 1, "nodes", 40, 44, 6, 6, 6),
    BreakdownResult("dnc", "traversal", "zone1", 0, "nodes", 5, 9, 4, 1, 2),
)
FIGURES = BenchmarkFigures(RESULTS, BREAKDOWN)


def test_a_row_is_a_mean_over_seeds() -> None:
    (dnc, lstm) = benchmark_rows(FIGURES.only(Selection(tests=("zone1",), tasks=("traversal",))))
    assert (dnc.machine, dnc.task, dnc.test) == ("dnc", "traversal", "zone1")
    assert (dnc.accuracy, dnc.seeds, dnc.questions) == (pytest.approx(0.8), 3, 10)
    assert dnc.spread == pytest.approx(0.1)  # of 0.9, 0.7, 0.8: sqrt((0.01 + 0.01 + 0) / 2)
    assert dnc.accuracy_valid == pytest.approx(2.9 / 3)
    assert dnc.spread_valid == pytest.approx((2 * (0.1 / 3) ** 2 + (0.2 / 3) ** 2) ** 0.5 / 2**0.5)
    assert (dnc.examples, dnc.parameters, dnc.seconds) == (101, 70, 30.3)
    assert (lstm.accuracy, lstm.seeds, lstm.spread, lstm.spread_free, lstm.spread_valid) == (0.1, 1, None, None, None)


def test_the_papers_decoding() -> None:
    for name, decoding in {"traversal": "free", "shortest_path": "valid", "inference": "free"}.items():
        assert PAPER_TASKS[name].paper_decoding == decoding
    walk, path = RESULTS[1], RESULTS[5]
    assert (accuracy(walk), accuracy(path)) == (0.9, 0.5)
    assert (accuracy(walk, "valid"), accuracy(path, "free")) == (1.0, 0.125)
    (row,) = benchmark_rows(FIGURES.only(Selection(tasks=("shortest_path",))))
    assert (row.accuracy, row.accuracy_free, row.accuracy_valid) == (0.5, 0.125, 0.5)
    assert PAPER_TASKS["shortest_path"].evaluation_sets["zone1"].published == (55.3, 6.4)


def test_rows_are_in_order_and_the_best_first() -> None:
    found = [(row.task, row.test, row.machine) for row in benchmark_rows(FIGURES)]
    assert found == [
        ("traversal", "last_stage", "dnc"),
        ("traversal", "zone1", "dnc"),
        ("traversal", "zone1", "lstm"),
        ("shortest_path", "zone1", "dnc"),
    ]


def test_breakdown() -> None:
    small, large = benchmark_rows(FIGURES, "nodes")
    assert (small.by, small.least, small.most, small.accuracy, small.seeds) == ("nodes", 5, 9, 0.25, 1)
    assert (large.by, large.least, large.most, large.accuracy, large.seeds) == ("nodes", 40, 44, 0.75, 2)
    assert large.spread == pytest.approx(0.5 / 2**0.5)
    assert (large.examples, large.seconds) == (100, 25.0)  # of the two seeds, halves to even
    assert small.as_dict()["most"] == 9
    assert [row.least for row in benchmark_rows(FIGURES, "length")] == [7]


def test_the_row_of_a_whole_test_has_no_range() -> None:
    row = benchmark_rows(FIGURES)[0].as_dict()
    names = "machine task test accuracy seeds spread examples parameters seconds"
    assert list(row)[:9] == names.split()
    assert not {"by", "least", "most"} & set(row)


def test_a_selection() -> None:
    some = FIGURES.only(Selection(("dnc",), ("traversal",), ("zone1",)))
    assert some == BenchmarkFigures(RESULTS[1:4], BREAKDOWN)
    assert FIGURES.only(Selection()) == FIGURES
    assert FIGURES.only(Selection(("lstm",))) == BenchmarkFigures(RESULTS[:1], ())


def test_new_figures_replace_old_ones() -> None:
    new = BenchmarkFigures(
        (dataclasses.replace(RESULTS[1], correct_free=0),),
        (BreakdownResult("dnc", "traversal", "zone1", 0, "length", 7, 7, 10, 0, 10),),
    )
    benchmark = FIGURES.updated(new)
    assert set(benchmark.results) == {*RESULTS, *new.results} - {RESULTS[1]}
    assert benchmark.breakdown == (new.breakdown[0], BREAKDOWN[2])
    assert benchmark == BenchmarkFigures(RESULTS[::-1], BREAKDOWN[::-1]).updated(new)
    assert BenchmarkFigures().updated(FIGURES).updated(new) == benchmark


def test_differences_have_old_and_new_counts() -> None:
    assert differences(FIGURES, FIGURES) == []
    assert differences(FIGURES, BenchmarkFigures(RESULTS[::-1], BREAKDOWN[::-1])) == []
    fewer = dataclasses.replace(RESULTS[1], correct_free=8, correct_valid=9)
    gone = dataclasses.replace(RESULTS[0], weights="zz", correct_free=0)
    other = dataclasses.replace(RESULTS[2], weights="yy")
    # A test that differs as a whole has no sentences for its breakdown.
    found = BenchmarkFigures(RESULTS[3:], BREAKDOWN[2:]).updated(BenchmarkFigures((fewer, gone, other)))
    assert differences(FIGURES.only(Selection(("dnc", "lstm"))), found) == [
        "lstm on traversal, zone1, seed 0: the weights are not those of the published figures; correct_free 1, now 0.",
        "dnc on traversal, zone1, seed 0: published correct_free 9, now 8; correct_valid 10, now 9.",
        "dnc on traversal, zone1, seed 1: the weights are not those of the published figures; "
        "the figures are the same.",
    ]


def test_differences_of_a_breakdown() -> None:
    """One with another count, one that is new, and one that is gone."""
    other = dataclasses.replace(BREAKDOWN[0], correct_free=8)
    new = dataclasses.replace(BREAKDOWN[0], least=8, most=8, questions=1, correct_free=0, correct_valid=1)
    assert differences(FIGURES, BenchmarkFigures(RESULTS, (other, new, *BREAKDOWN[1:3]))) == [
        "dnc on traversal, zone1, seed 0, length 7 to 7: published correct_free 9, now 8.",
        "dnc on traversal, zone1, seed 0, length 8 to 8: published questions 0, now 1; correct_valid 0, now 1.",
        "dnc on traversal, zone1, seed 0, nodes 5 to 9: "
        "published questions 4, now 0; correct_free 1, now 0; correct_valid 2, now 0.",
    ]


def test_only_relations_of_four_edges_count_in_the_family() -> None:
    lengths = {
        (name, test): chosen.counted_length
        for name, task in PAPER_TASKS.items()
        for test, chosen in task.evaluation_sets.items()
        if chosen.counted_length is not None
    }
    assert lengths == {("inference", "family"): 4}
