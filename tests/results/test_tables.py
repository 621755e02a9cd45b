"""Tables of any dataclass of text and numbers."""

from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from graphmem.errors import DataError
from graphmem.results.tables import read_table, table_text, write_tables


@dataclass(frozen=True)
class Figure:
    name: str
    count: int
    share: float
    loss: float | None = None


FIGURES = [Figure("one, two", 3, 0.1 + 0.2, 1e-7), Figure("", 0, 0.0)]


def fault(figure: Figure) -> str:
    return "three is too many" if figure.count == 3 else ""


def test_there_and_back_to_the_digit(tmp_path: Path) -> None:
    write_tables(tmp_path / "new", {"a.csv": table_text(Figure, map(asdict, FIGURES)), "b.csv": "b"})
    assert read_table(tmp_path / "new" / "a.csv", Figure, lambda figure: "", "figures") == FIGURES
    assert (tmp_path / "new" / "b.csv").read_text() == "b"
    with pytest.raises(DataError, match=r"a\.csv, row 2: three is too many\.$"):
        read_table(tmp_path / "new" / "a.csv", Figure, fault, "figures")
    with pytest.raises(DataError, match=r"^There are no shares: .*c\.csv is missing\.$"):
        read_table(tmp_path / "new" / "c.csv", Figure, fault, "shares")


def test_a_field_that_a_record_lacks_is_left_empty() -> None:
    assert table_text(Figure, [{"name": "x", "count": 1}, asdict(FIGURES[1])]).splitlines() == [
        "name,count,share,loss",
        "x,1,,",
        ",0,0.0,",
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("x,1.5,0,", "row 2: count must be a whole number of 0 or more, not 1.5"),
        ("x,-1,0,", "row 2: count must be a whole number of 0 or more, not -1"),
        ("x,one,0,", "row 2: count must be a number, not 'one'"),
        ("x,1,-0.5,", "row 2: share must be 0 or more, not -0.5"),
        ("x,1,nan,", "row 2: share must be a number, not 'nan'"),
        ("x,1,0,inf", "row 2: loss must be a number, not 'inf'"),
        ("x,1,0,-1", "row 2: loss must be 0 or more, not -1"),
        ("x,1,,0", "row 2: share is missing"),
        ("x,1,0,0,0", "row 2: it has 5 fields"),
    ],
)
def test_cells_that_are_not_figures_are_refused(line: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"name,count,share,loss\n{line}\n")
    with pytest.raises(DataError, match=sentence):
        read_table(tmp_path / "a.csv", Figure, fault, "figures")


def test_a_failed_write_changes_no_file(tmp_path: Path) -> None:
    (tmp_path / "b.csv").mkdir()
    (tmp_path / "a.csv").write_text("before")
    with pytest.raises(DataError, match=r"The figures cannot be written to .*: b\.csv: Is a directory\."):
        write_tables(tmp_path, {"a.csv": "after", "b.csv": "after"})
    assert (tmp_path / "a.csv").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]
    with pytest.raises(DataError, match=r"cannot be written to .*a\.csv"):
        write_tables(tmp_path / "a.csv", {"c.csv": "after"})
