"""Tables of the benchmark are read as they were written; contradictions are refused."""

import dataclasses
from pathlib import Path

import pytest

from graphmem.common.text import joined
from graphmem.errors import DataError
from graphmem.results.benchmark import BenchmarkFigures, BreakdownResult, SeedResult
from graphmem.results.benchmark_tables import BREAKDOWN, RESULTS, read_benchmark, write_benchmark
from graphmem.results.folders import benchmark_folder
from graphmem.tasks.paper import PAPER_TASKS

SEED_RESULTS = (
    SeedResult("lstm", "traversal", "zone1", 0, "aa", 10, 1, 2, 300, 7, 10.0),
    SeedResult("dnc", "traversal", "zone1", 0, "ab", 10, 9, 10, 100, 70, 20.5, 2, 11, 11, 0.95),
    SeedResult("dnc", "traversal", "zone1", 1, "ac", 10, 7, 10, 101, 70, 30.0),
    SeedResult("dnc", "inference", "family", 0, "", 3, 1, 2, 0, 0, 0.0),
)
BREAKDOWN_RESULTS = (
    BreakdownResult("lstm", "traversal", "zone1", 0, "length", 7, 7, 10, 1, 2),
    BreakdownResult("lstm", "traversal", "zone1", 0, "nodes", 40, 44, 10, 1, 2),
    BreakdownResult("dnc", "traversal", "zone1", 0, "length", 7, 7, 10, 9, 10),
    BreakdownResult("dnc", "traversal", "zone1", 0, "nodes", 40, 44, 6, 6, 6),
    BreakdownResult("dnc", "traversal", "zone1", 0, "nodes", 45, 49, 4, 3, 4),
    BreakdownResult("dnc", "traversal", "zone1", 1, "length", 7, 7, 10, 7, 10),
    BreakdownResult("dnc", "traversal", "zone1", 1, "nodes", 40, 44, 6, 4, 6),
    BreakdownResult("dnc", "traversal", "zone1", 1, "nodes", 45, 49, 4, 3, 4),
    BreakdownResult("dnc", "inference", "family", 0, "length", 2, 2, 20, 19, 20),  # in the family, only length 4 counts
    BreakdownResult("dnc", "inference", "family", 0, "length", 4, 4, 3, 1, 2),
    BreakdownResult("dnc", "inference", "family", 0, "nodes", 25, 29, 3, 1, 2),
)
FIGURES = BenchmarkFigures(SEED_RESULTS, BREAKDOWN_RESULTS)


def test_round_trip(tmp_path: Path) -> None:
    write_benchmark(tmp_path / "new", FIGURES)
    assert read_benchmark(tmp_path / "new") == FIGURES
    head, *lines = (tmp_path / "new" / RESULTS).read_text().splitlines()
    columns = "machine,task,test,seed,weights,questions,correct_free,correct_valid,examples,parameters,seconds"
    assert head == f"{columns},fresh_starts,stage,stages,score"
    assert lines[0] == "lstm,traversal,zone1,0,aa,10,1,2,300,7,10.0,0,0,0,"
    assert lines[1] == "dnc,traversal,zone1,0,ab,10,9,10,100,70,20.5,2,11,11,0.95"
    assert (tmp_path / "new" / BREAKDOWN).read_text().splitlines()[3] == "dnc,traversal,zone1,0,length,7,7,10,9,10"
    with benchmark_folder(tmp_path) as folder:
        assert folder == tmp_path


def test_the_shipped_tables_are_consistent() -> None:
    with benchmark_folder() as folder:
        assert read_benchmark(folder).results


LSTM = "lstm,traversal,zone1,0,aa,10,1,2,300,7,10.0"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (LSTM, "lstm,traversal,zone1,0,aa,10,11,2,300,7,10.0", "row 2: of 10 questions, 11 and 2 cannot be right"),
        (LSTM, "lstm,traversal,zone1,0,aa,10,1,12,300,7,10.0", "row 2: of 10 questions, 1 and 12 cannot be right"),
        (LSTM, "lstm,traversal,zone1,0,aa,0,0,0,300,7,10.0", "row 2: of 0 questions, 0 and 0 cannot be right"),
        (
            LSTM,
            "lstm,traversal,zone1,0,aa,10,-1,2,300,7,10.0",
            "correct_free must be a whole number of 0 or more",
        ),
        (LSTM, "lstm,traversal,zone1,-1,aa,10,1,2,300,7,10.0", "seed must be a whole number of 0 or more, not -1"),
        (LSTM, "lstm,traversal,zone1,0,aa,10,1,2,-3,7,10.0", "examples must be a whole number"),
        (LSTM, "lstm,traversal,zone1,0,aa,10,1,2,300,7.5,10.0", "parameters must be a whole number"),
        (LSTM, "lstm,traversal,zone1,0,aa,10,1,2,300,7,-0.1", "seconds must be 0 or more, not -0.1"),
        (LSTM, "lstm,traversal,zone1,0,aa,10,1,2,300,7,nan", "seconds must be a number, not 'nan'"),
        (LSTM, "lstm,traversal,zone1,0,aa,10,1,2,300,7,1e999", "seconds must be a number"),
        (
            LSTM,
            "lstm,chess,zone1,0,aa,10,1,2,300,7,10.0",
            f"task must be {joined(tuple(PAPER_TASKS), 'or')}, not 'chess'",
        ),
        (LSTM, "lstm,traversal,zone9,0,aa,10,1,2,300,7,10.0", "test must be .* not 'zone9'"),
        (LSTM, "lstm,traversal,family,0,aa,10,1,2,300,7,10.0", "test must be .* not 'family'"),
        (LSTM, ",traversal,zone1,0,aa,10,1,2,300,7,10.0", "row 2: machine is missing"),
        (f"{LSTM},0,0,0,", "lstm,traversal,zone1,0,aa,10,1,2", "row 2: examples is missing"),
        (LSTM, f"{LSTM},3", "row 2: it has 16 fields"),
        (f"{LSTM},0,0,0,", f"{LSTM},0,12,11,", "row 2: of 11 stages, 12 cannot be reached"),
        (f"{LSTM},0,0,0,", f"{LSTM},0,1,11,1.5", "row 2: score must be a share, from 0 to 1, not 1.5"),
        (f"{LSTM},0,0,0,", f"{LSTM},-1,1,11,", "row 2: fresh_starts must be a whole number of 0 or more, not -1"),
        ("machine,", "apparatus,", "row 1: column 'machine' is missing"),
        (LSTM, "lstm,traversal,zone1,0,aa,10,2,2,300,7,10.0", "by length of lstm .* does not add up to it"),
        (LSTM, "lstm,traversal,zone1,0,aa,9,1,2,300,7,10.0", "by length of lstm .* does not add up to it"),
        (LSTM, "lstm,traversal,zone1,3,aa,10,1,2,300,7,10.0", "lstm .*, seed 0, length 7 to 7 belongs to no result"),
        (LSTM, LSTM.replace("lstm", "dnc"), "dnc on traversal, zone1, seed 0 appears more than once"),
        ("1,ac,10,7", "1,ac,11,7", "seed 1 has 11 questions, another seed 10"),
        ("0,,3,1", "0,,23,20", "by length of dnc on inference, family"),
    ],
)
def test_damaged_results_are_refused(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    write_benchmark(tmp_path, FIGURES)
    change(tmp_path / RESULTS, old, new)
    with pytest.raises(DataError, match=sentence):
        read_benchmark(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (",0,length,7,7,10,1,2", ",0,lengths,7,7,10,1,2", "by must be length or nodes, not 'lengths'"),
        (",0,length,7,7,10,1,2", ",0,length,8,7,10,1,2", "8 is above 7"),
        (",0,nodes,45,49,4,3,4", ",0,nodes,40,44,4,3,4", "nodes 40 to 44 appears more than once"),
        (",0,nodes,45,49,4,3,4", ",0,nodes,45,49,4,2,4", "by nodes of dnc .* seed 0 does not add up"),
        (
            ",0,nodes,45,49,4,3,4",
            ",0,nodes,45,49,5,3,4",
            "nodes 45 to 49 has 4 questions, another seed 5",
        ),
        (
            "dnc,traversal,zone1,0,nodes,45,49,4,3,4\n",
            "",
            "by nodes of dnc .* seed 0 does not add up",
        ),
        (
            "lstm,traversal,zone1,0,length,7,7,10,1,2\n",
            "",
            "by length of lstm on traversal, zone1, seed 0 does not add up",
        ),
    ],
)
def test_an_inconsistent_breakdown_is_refused(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    write_benchmark(tmp_path, FIGURES)
    change(tmp_path / BREAKDOWN, old, new)
    with pytest.raises(DataError, match=sentence):
        read_benchmark(tmp_path)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_a_missing_table(tmp_path: Path) -> None:
    write_benchmark(tmp_path, FIGURES)
    (tmp_path / BREAKDOWN).unlink()
    with pytest.raises(DataError, match=rf"There are no results of the benchmark: .*{BREAKDOWN} is missing"):
        read_benchmark(tmp_path)


def test_both_tables_are_written_or_neither(tmp_path: Path) -> None:
    write_benchmark(tmp_path, FIGURES)
    (tmp_path / BREAKDOWN).unlink()
    (tmp_path / BREAKDOWN).mkdir()
    before = (tmp_path / RESULTS).read_bytes()
    with pytest.raises(DataError, match=rf"cannot be written to .*{BREAKDOWN}: Is a directory"):
        write_benchmark(tmp_path, BenchmarkFigures((dataclasses.replace(SEED_RESULTS[0], correct_free=0),)))
    assert (tmp_path / RESULTS).read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2
