"""Tables of figures: written, ordered, and compared with figures that are measured again."""

import dataclasses
from pathlib import Path

import pytest

from graphmem.errors import DataError
from graphmem.results.experiment_tables import differences, figures_path, in_order, keep_figures, read_figures
from graphmem.results.experiments import ExperimentRow

ROW = ExperimentRow("reuse", "dnc", "copies", "1 copies", 10, 0.5, 1.25, 0, 4000, 5664, 1.5)
MORE = dataclasses.replace(ROW, test="2 copies")
OTHER = dataclasses.replace(ROW, machine="dnc, no free gates", loss=None, wrong_bits=0.1 + 0.2, cost_bits=1e-7)
SEEDED = dataclasses.replace(ROW, seed=1)


def test_rows_join_a_table(tmp_path: Path) -> None:
    """A row of the same measurement is replaced; rows are grouped by task and machine."""
    keep_figures(tmp_path / "new", "reuse", [ROW, MORE, OTHER])
    better = dataclasses.replace(ROW, accuracy=0.75)
    keep_figures(tmp_path / "new", "reuse", [SEEDED, better])
    assert read_figures(tmp_path / "new", "reuse") == [better, MORE, SEEDED, OTHER]


def test_order() -> None:
    task = dataclasses.replace(OTHER, task="another")
    assert in_order([OTHER, task, SEEDED, ROW, MORE]) == [OTHER, ROW, MORE, SEEDED, task]


REUSE = "reuse,dnc,copies,1 copies,10,0.5,1.25,0,4000,5664,1.5,,"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("reuse,dnc,copies,1 copies,ten,0.5,1.25,0,4000,5664,1.5,,", "row 2: slots must be a number, not 'ten'"),
        ("reuse,dnc", "row 2: slots is missing"),
        ("reuse,dnc,copies,1 copies,10,1.5,1.25,0,4000,5664,1.5,,", "row 2: accuracy must be at most 1, not 1.5"),
        ("reuse,dnc,copies,1 copies,10,nan,1.25,0,4000,5664,1.5,,", "row 2: accuracy must be a number, not 'nan'"),
        ("reuse,dnc,copies,1 copies,10,-0.5,1.25,0,4000,5664,1.5,,", "row 2: accuracy must be 0 or more"),
        ("reuse,dnc,copies,1 copies,10,0.5,-1,0,4000,5664,1.5,,", "row 2: loss must be 0 or more"),
        ("reuse,dnc,copies,1 copies,10,0.5,1.25,0,-1,5664,1.5,,", "row 2: examples must be a whole number"),
        ("reuse,dnc,copies,1 copies,10,0.5,1.25,0,4000,5664,1.5,,inf", "row 2: cost_bits must be a number"),
        (
            "parts,dnc,copies,1 copies,10,0.5,1.25,0,4000,5664,1.5,,",
            "of the experiment 'parts', not of 'reuse'",
        ),
        ("reuse,,copies,1 copies,10,0.5,1.25,0,4000,5664,1.5,,", "row 2: machine is missing"),
        (f"{REUSE}\n{REUSE}", "dnc, copies, 1 copies, 10 slots, seed 0 appears more than once"),
    ],
)
def test_damaged_tables(line: str, message: str, tmp_path: Path) -> None:
    keep_figures(tmp_path, "reuse", [ROW])
    path = figures_path(tmp_path, "reuse")
    header, whole = path.read_text(encoding="utf-8").splitlines()
    assert whole == REUSE
    path.write_text(f"{header}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_figures(tmp_path, "reuse")
    path.write_text("machine,task\n", encoding="utf-8")
    with pytest.raises(DataError, match="column 'experiment' is missing"):
        read_figures(tmp_path, "reuse")
    with pytest.raises(
        DataError, match=r"no figures of the experiment 'dnc-ablations': .*dnc-ablations.csv is missing"
    ):
        read_figures(tmp_path, "dnc-ablations")


def test_a_table_that_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DataError, match=r"The figures cannot be written to .*file"):
        keep_figures(tmp_path / "file", "reuse", [ROW])


def test_differences() -> None:
    published = [ROW, OTHER]
    assert differences(published, published, whole=True) == []
    assert differences(published, [ROW], whole=False) == []
    (gone,) = differences(published, [ROW], whole=True)
    assert gone == "dnc, no free gates, copies, 1 copies, 10 slots, seed 0: there are no weights of it."
    (new,) = differences(published, [ROW, OTHER, SEEDED], whole=True)
    assert new == "dnc, copies, 1 copies, 10 slots, seed 1: it is not among the published figures."
    (changed,) = differences(published, [dataclasses.replace(ROW, accuracy=0.51, examples=1)], whole=False)
    assert changed.endswith(": published accuracy 0.5, now 0.51; examples 4000, now 1.")


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"loss": 1.25001}, True),
        ({"loss": 1.26}, False),
        ({"loss": None}, False),
        ({"cost_bits": 0.0}, False),
        ({"accuracy": 0.50001}, False),
        ({"wrong_bits": 0.0}, False),
    ],
)
def test_rounding_is_no_difference(changes: dict[str, float | None], same: bool) -> None:
    """Losses may differ by rounding, shares and counts not at all."""
    assert (not differences([ROW], [dataclasses.replace(ROW, **changes)], whole=True)) == same  # type: ignore[arg-type]
