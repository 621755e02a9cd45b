"""The DNC with a part disabled is trained as the whole DNC is, by the training that machines share."""

import dataclasses

import pytest

from graphmem.experiments.dnc_ablations import ABLATIONS, COPYING, DNCAblationSettings, copy_row, guess_row, paper_row
from graphmem.models.dnc import DNC
from graphmem.tasks.paper import PAPER_TASKS

SMALL = {"batch": 2, "batches_per_draw": 1, "word_size": 4, "num_read_heads": 1, "hidden_size": 8}
FEW = DNCAblationSettings(seed=1, updates=2, tested=3, training={**SMALL, "evaluation_batches": 1})
FEW_COPIES = dataclasses.replace(COPYING, updates=3, hidden_size=8, word_size=4)


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_a_row_of_the_paper_s_tasks(task: str) -> None:
    rows = [paper_row("dnc", task, FEW) for _ in range(2)]
    first, again = (dataclasses.replace(row, seconds=0.0) for row in rows)
    assert first == again
    assert (first.machine, first.task, first.test, first.examples, first.seed) == ("dnc", task, "first stage", 4, 1)
    assert first.loss is not None
    assert first.loss > 0
    assert first.accuracy in {number / (9 if task == "inference" else 3) for number in range(10)}
    closed = paper_row("dnc, no content lookup", task, FEW)
    assert closed.loss != first.loss
    assert closed.parameters == first.parameters


def test_guesses() -> None:
    """Of two to four edges one is right; of three nodes, two steps lead back to the first half of the time."""
    assert guess_row("traversal", 400).accuracy == pytest.approx((1 / 2 + 1 / 3 + 1 / 4) / 3, abs=0.06)
    assert guess_row("inference", 400).accuracy == pytest.approx(1 / 2, abs=0.06)
    assert 0.4 < guess_row("shortest_path", 400).accuracy < 0.6
    assert guess_row("traversal") == guess_row("traversal")


@pytest.mark.parametrize("name", ABLATIONS)
def test_a_row_of_copying(name: str) -> None:
    first, again = (dataclasses.replace(copy_row(name, FEW_COPIES), seconds=0.0) for _ in range(2))
    assert first == again
    assert (first.machine, first.task, first.examples) == (name, "copy", 48)
    assert name == "dnc" or first.loss != copy_row("dnc", FEW_COPIES).loss


def test_both_kinds_of_rows_can_be_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[DNC] = []
    monkeypatch.setattr(DNC, "compile_steps", lambda machine: compiled.append(machine))
    copy_row("dnc", FEW_COPIES, compiled=True)
    paper_row("dnc", "traversal", FEW, compiled=True)
    assert len(compiled) == 2
