"""Every seed on its own row, beside the paper's figures."""

from dataclasses import replace

import pytest

from graphmem.results.benchmark import BenchmarkFigures, SeedResult
from graphmem.results.benchmark_seeds import published_tests, seed_rows, seed_summaries

DONE = SeedResult("dnc", "traversal", "zone1", 0, "aa", 500, 490, 495, 2000, 99, 12.5, 1, 11, 11, 0.99)
FAILED = replace(DONE, seed=10, correct_free=100, correct_valid=105, stage=2, score=None, fresh_starts=4)
PATHS = replace(DONE, task="shortest_path", questions=380, correct_free=0, correct_valid=190)
OTHER = replace(DONE, test="underground", questions=200, correct_free=150, correct_valid=180)


def test_rows() -> None:
    rows = seed_rows(BenchmarkFigures((PATHS, FAILED, OTHER, DONE)))
    found = [(row.task, row.test, row.seed) for row in rows]
    assert found == [
        ("traversal", "zone1", 0),
        ("traversal", "zone1", 10),
        ("traversal", "underground", 0),
        ("shortest_path", "zone1", 0),
    ]
    failed = rows[1].as_dict()
    assert failed == {
        "machine": "dnc",
        "task": "traversal",
        "test": "zone1",
        "seed": 10,
        "fresh_starts": 4,
        "examples": 2000,
        "seconds": 12.5,
        "stage": 2,
        "stages": 11,
        "score": None,
        "questions": 500,
        "accuracy_free": 0.2,
        "accuracy_valid": 0.21,
        "paper": pytest.approx(0.988),
        "paper_spread": pytest.approx(0.016),
    }
    assert (rows[0].score, rows[0].accuracy_free) == (0.99, 0.98)
    assert (rows[2].paper, rows[2].paper_spread) == (None, None)


def test_summaries() -> None:
    rows = seed_rows(BenchmarkFigures((PATHS, FAILED, OTHER, DONE)))
    assert seed_summaries(rows) == [
        "dnc, traversal, zone1: 59.0 ± 55.2% free and 60.0 ± 55.2% over valid, 2 seeds; 1 of them did not reach the "
        "last stage; the paper's DNC: 98.8 ± 1.6% free, 20 networks.",
        "dnc, traversal, underground: 75.0% free and 90.0% over valid, 1 seed.",
        "dnc, shortest_path, zone1: 0.0% free and 50.0% over valid, 1 seed; the paper's DNC: 55.3 ± 6.4% over valid, "
        "20 networks.",
    ]


def test_the_tests_of_the_paper() -> None:
    assert published_tests() == ("zone1", "family")
    assert published_tests(("traversal", "shortest_path")) == ("zone1",)
    assert published_tests(("inference",)) == ("family",)
