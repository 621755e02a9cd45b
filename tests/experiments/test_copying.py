"""Machines that copy: decided by their settings, saved whole, and measured."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from graphmem.errors import CheckpointError, UsageError
from graphmem.experiments import resize, reuse
from graphmem.experiments.copying import (
    Copier,
    CopySettings,
    correct_vectors,
    load_copier,
    save_copier,
    score_copies,
    train_copier,
    train_parts,
    with_access,
)
from graphmem.memory.dnc.ablations import without_freeing
from graphmem.models.dnc import DNC
from graphmem.results.experiments import ExperimentRow
from graphmem.results.folders import experiments_folder
from graphmem.training.state import write_state

SMALL = CopySettings(slots=6, curriculum=((1, 1), (2, 2)), seed=2, word_size=6, hidden_size=16, batch=4, updates=12)


@pytest.fixture(scope="module")
def copier() -> Copier:
    return train_copier(SMALL)


def same(one: DNC, other: DNC) -> bool:
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return all(torch.equal(first, second) for first, second in pairs)


def test_settings_decide_the_weights(copier: Copier) -> None:
    assert same(copier.machine, train_copier(SMALL).machine)
    assert not same(copier.machine, train_copier(dataclasses.replace(SMALL, seed=3)).machine)
    assert not same(copier.machine, train_copier(SMALL, without_freeing).machine)


def test_parts_follow_one_another(copier: Copier) -> None:
    more = dataclasses.replace(SMALL, updates=3)
    weights = {name: value.clone() for name, value in copier.machine.state_dict().items()}
    after, both = train_copier(more, before=copier), train_parts((SMALL, more))
    assert same(after.machine, both.machine)
    assert both.parts == (SMALL, more)
    assert both.examples == (12 + 3) * 4
    assert not same(after.machine, copier.machine)
    assert all(torch.equal(value, weights[name]) for name, value in copier.machine.state_dict().items())
    with pytest.raises(UsageError):
        train_parts(())


def test_compiled_steps_stay_with_the_machine_that_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part compiles its own steps; the resulting machine has none, and can be copied."""
    compiled: list[DNC] = []
    monkeypatch.setattr(DNC, "compile_steps", lambda machine: compiled.append(machine))
    few = dataclasses.replace(SMALL, updates=2)
    both = train_parts((few, few), compiled=True)
    assert len(compiled) == 2
    assert both.machine not in compiled
    assert same(both.machine, train_parts((few, few)).machine)
    assert len(compiled) == 2


def test_it_learns_and_passes_its_stages() -> None:
    settings = CopySettings(slots=4, curriculum=((1, 1), (1, 2)), hidden_size=32, updates=250, pass_accuracy=0.8)
    trained = train_copier(settings)
    assert trained.stage == 1
    before = score_copies(train_copier(dataclasses.replace(settings, updates=1)).machine, 1, 1, 4)
    after = score_copies(trained.machine, 1, 1, 4)
    assert after[0] > 0.9 > 0.1 > before[0]
    assert after[1] < 0.5 * before[1]


def test_scores_are_free_of_the_rounding_of_single_precision() -> None:
    """Each route through the code rounds as another processor would; over 100 vectors single precision shows it."""
    with experiments_folder(None) as folder:
        machine = next(reuse.saved_copiers(folder, reuse.FREE)).machine
    stepping = with_access(machine, machine.access)
    stepping.use_steps()
    native, steps = score_copies(machine, 20, 5, 10), score_copies(stepping, 20, 5, 10)
    assert native[0] == steps[0]
    assert native[1] == pytest.approx(steps[1], rel=1e-9)
    assert all(parameter.dtype == torch.float32 for parameter in machine.parameters())


def test_saved_and_read_again(copier: Copier, tmp_path: Path) -> None:
    save_copier(tmp_path / "a.safetensors", copier)
    read = load_copier(tmp_path / "a.safetensors")
    assert same(read.machine, copier.machine)
    assert (read.parts, read.stage, read.seconds) == (copier.parts, copier.stage, copier.seconds)
    assert reuse.reuse_rows(reuse.FREE, read, (2,)) == reuse.reuse_rows(reuse.FREE, copier, (2,))


@pytest.mark.parametrize(
    "values", [{}, {"stages": [{"slots": 1}]}, {"stages": [{**SMALL.as_dict(), "stages": [1]}]}, {"stages": []}]
)
def test_other_files_are_refused(values: dict[str, object], copier: Copier, tmp_path: Path) -> None:
    write_state(tmp_path / "a", {"stage": 0, "seconds": 0.0, **values}, copier.machine.state_dict())
    with pytest.raises(CheckpointError):
        load_copier(tmp_path / "a")
    with pytest.raises(CheckpointError):
        load_copier(tmp_path / "none")


def test_vectors_are_correct_when_all_their_bits_are() -> None:
    targets = torch.tensor([[[1.0, 0.0]], [[1.0, 1.0]], [[0.0, 0.0]]])
    logits = torch.tensor([[[3.0, -1.0]], [[2.0, -2.0]], [[5.0, 5.0]]])
    assert correct_vectors(logits, targets, torch.tensor([[1.0], [1.0], [0.0]])) == [True, False]


def check_rows(rows: list[ExperimentRow], copier: Copier) -> Iterator[ExperimentRow]:
    for row in rows:
        assert 0 <= row.accuracy <= 1
        assert row.loss is not None
        assert row.loss > 0
        assert row.examples == SMALL.updates * SMALL.batch
        assert row.parameters == sum(parameter.numel() for parameter in copier.machine.parameters())
        assert (row.seed, row.seconds) == (SMALL.seed, copier.seconds)
        yield row


def test_rows_of_reuse(copier: Copier) -> None:
    rows = list(check_rows(reuse.reuse_rows(reuse.FREE, copier, (1, 3)), copier))
    assert [row.machine for row in rows] == ["dnc"] * 2 + ["dnc, free gates closed after training"] * 2
    assert [row.test for row in rows] == ["1 copies, 5 vectors", "3 copies, 15 vectors"] * 2
    closed = with_access(copier.machine, without_freeing)
    assert [(row.accuracy, row.loss) for row in rows[2:]] == [score_copies(closed, many, 5, 6) for many in (1, 3)]
    assert rows[1].loss != rows[3].loss
    assert len(reuse.reuse_rows(reuse.KEPT, copier, (1, 3))) == 2


def test_rows_of_resize(copier: Copier) -> None:
    rows = list(check_rows(resize.resize_rows(copier, ((1, 1), (2, 2)), (1, 6)), copier))
    tests = [f"{many} of {many} vectors" for many in (1, 2)]
    assert [(row.test, row.slots) for row in rows] == [(test, slots) for test in tests for slots in (1, 6)]
    assert (rows[2].accuracy, rows[2].loss) == score_copies(copier.machine, 2, 2, 1)
    assert rows[2].loss != rows[3].loss
