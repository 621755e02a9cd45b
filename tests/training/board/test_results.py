"""Rows over seeds, by hand; tables there and back."""

import dataclasses
from pathlib import Path

import pytest

from graphmem.errors import DataError
from graphmem.training.board.results import BREAKDOWNS, DECODING, PUBLISHED, Board, Part, Score, Wanted, accuracy, rows
from graphmem.training.board.storage import BREAKDOWN, RESULTS, board_folder, csv_text, read_board, write_board

SCORES = (
    Score("lstm", "traversal", "zone1", 0, "aa", 10, 1, 2, 300, 7, 10.0),
    Score("dnc", "traversal", "zone1", 0, "ab", 10, 9, 10, 100, 70, 20.0),
    Score("dnc", "traversal", "zone1", 1, "ac", 10, 7, 10, 101, 70, 30.0),
    Score("dnc", "traversal", "zone1", 2, "ad", 10, 8, 9, 102, 70, 41.0),
    Score("dnc", "traversal", "last_lesson", 0, "ab", 4, 4, 4, 100, 70, 20.0),
    Score("dnc", "shortest_path", "zone1", 0, "ae", 8, 1, 4, 100, 70, 20.0),
)
PARTS = (
    Part("dnc", "traversal", "zone1", 0, "length", 7, 7, 10, 9, 10),
    Part("dnc", "traversal", "zone1", 0, "nodes", 40, 44, 6, 3, 6),
    Part("dnc", "traversal", "zone1", 1, "nodes", 40, 44, 6, 6, 6),
    Part("dnc", "traversal", "zone1", 0, "nodes", 5, 9, 4, 1, 2),
)
BOARD = Board(SCORES, PARTS)


def test_a_row_is_a_mean_over_seeds() -> None:
    (dnc, lstm) = rows(BOARD.only(Wanted(tests=("zone1",), tasks=("traversal",))))
    assert (dnc.machine, dnc.task, dnc.test) == ("dnc", "traversal", "zone1")
    assert (dnc.accuracy, dnc.seeds, dnc.questions) == (80.0, 3, 10)
    assert dnc.spread == pytest.approx(10.0)  # of 90, 70, 80: sqrt((100 + 100 + 0) / 2)
    assert dnc.accuracy_valid == pytest.approx(290 / 3)
    assert dnc.spread_valid == pytest.approx((2 * (10 / 3) ** 2 + (20 / 3) ** 2) ** 0.5 / 2**0.5)
    assert (dnc.examples, dnc.parameters, dnc.seconds) == (101, 70, 30.3)
    assert (lstm.accuracy, lstm.seeds, lstm.spread, lstm.spread_free, lstm.spread_valid) == (10.0, 1, None, None, None)


def test_the_papers_decoding() -> None:
    assert DECODING == {"traversal": "free", "shortest_path": "valid", "inference": "free"}
    walk, path = SCORES[1], SCORES[5]
    assert (accuracy(walk), accuracy(path)) == (90.0, 50.0)
    assert (accuracy(walk, "valid"), accuracy(path, "free")) == (100.0, 12.5)
    (row,) = rows(BOARD.only(Wanted(tasks=("shortest_path",))))
    assert (row.accuracy, row.accuracy_free, row.accuracy_valid) == (50.0, 12.5, 50.0)
    assert PUBLISHED["shortest_path", "zone1"][0] == 55.3


def test_rows_are_in_order_and_the_best_first() -> None:
    found = [(row.task, row.test, row.machine) for row in rows(BOARD)]
    assert found == [
        ("traversal", "last_lesson", "dnc"),
        ("traversal", "zone1", "dnc"),
        ("traversal", "zone1", "lstm"),
        ("shortest_path", "zone1", "dnc"),
    ]


def test_parts() -> None:
    small, large = rows(BOARD, "nodes")
    assert (small.by, small.least, small.most, small.accuracy, small.seeds) == ("nodes", 5, 9, 25.0, 1)
    assert (large.by, large.least, large.most, large.accuracy, large.seeds) == ("nodes", 40, 44, 75.0, 2)
    assert large.spread == pytest.approx(50 / 2**0.5)
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
    assert some == Board(SCORES[1:4], PARTS)
    assert BOARD.only(Wanted()) == BOARD
    assert BOARD.only(Wanted(("lstm",))) == Board(SCORES[:1], ())


def test_new_figures_take_the_place_of_old_ones() -> None:
    new = Board(
        (dataclasses.replace(SCORES[1], free=0),),
        (Part("dnc", "traversal", "zone1", 0, "length", 7, 7, 10, 0, 10),),
    )
    board = BOARD.updated(new)
    assert set(board.scores) == {*SCORES, *new.scores} - {SCORES[1]}
    assert board.parts == (new.parts[0], PARTS[2])
    assert board == Board(SCORES[::-1], PARTS[::-1]).updated(new)
    assert Board().updated(BOARD).updated(new) == board


def test_there_and_back(tmp_path: Path) -> None:
    write_board(tmp_path / "new", BOARD)
    assert read_board(tmp_path / "new") == BOARD
    head, *lines = (tmp_path / "new" / RESULTS).read_text().splitlines()
    assert head == "machine,task,test,seed,weights,asked,free,valid,examples,parameters,seconds"
    assert lines[0] == "lstm,traversal,zone1,0,aa,10,1,2,300,7,10.0"
    assert (tmp_path / "new" / BREAKDOWN).read_text().splitlines()[1] == "dnc,traversal,zone1,0,length,7,7,10,9,10"
    with board_folder(tmp_path) as folder:
        assert folder == tmp_path


def test_a_table_has_all_columns() -> None:
    text = csv_text([{"machine": "dnc", "task": "traversal", "test": "zone1", "seed": 0}], Score)
    assert text.splitlines()[1] == "dnc,traversal,zone1,0,,,,,,,"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("lstm,traversal,zone1,0,aa,10,1", "lstm,traversal,zone1,0,aa,10,11", "line 2: this is no figure"),
        ("lstm,traversal,zone1,0,aa,10,1", "lstm,traversal,zone1,0,aa,0,0", "line 2: this is no figure"),
        ("lstm,traversal,zone1,0,aa,10,1", "lstm,traversal,zone1,0,aa,10,-1", "line 2: this is no figure"),
        ("lstm,traversal,zone1", "lstm,chess,zone1", "line 2: this is no figure"),
        ("lstm,traversal,zone1", "lstm,traversal,zone9", "line 2: this is no figure"),
        ("lstm,traversal,zone1,0", "lstm,traversal,zone1,none", "line 2"),
        (",300,7,10.0", "", "line 2"),
        ("machine,", "apparatus,", "the columns must be machine, task"),
        ("lstm,traversal,zone1,0", "dnc,traversal,zone1,1", "do not go together"),
        ("dnc,traversal,zone1,0", "dnc,traversal,zone1,3", "do not go together"),
    ],
)
def test_a_damaged_table_is_refused(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    write_board(tmp_path, BOARD)
    path = tmp_path / RESULTS
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(DataError, match=sentence):
        read_board(tmp_path)


def test_a_part_of_nothing_is_refused(tmp_path: Path) -> None:
    write_board(tmp_path, BOARD)
    path = tmp_path / BREAKDOWN
    path.write_text(path.read_text().replace("length", BREAKDOWNS[0] + "s"))
    with pytest.raises(DataError, match="no figure of the board"):
        read_board(tmp_path)
    path.unlink()
    with pytest.raises(DataError, match="There are no results of the board"):
        read_board(tmp_path)
