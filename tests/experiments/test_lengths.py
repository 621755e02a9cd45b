"""Error against length: how machines are trained, saved and measured."""

import signal
from pathlib import Path

import pytest
import torch

from graphmem.errors import CheckpointError, UsageError
from graphmem.evaluation.lengths import errors_by_size, estimates_by_size
from graphmem.experiments import lengths
from graphmem.results.folders import experiments_folder
from graphmem.tasks.algorithmic import ALGORITHMIC_TASKS
from graphmem.training.algorithmic_weights import load_weights
from graphmem.training.progress import Progress

TASKS = list(ALGORITHMIC_TASKS)


@pytest.mark.parametrize("machine", lengths.MACHINES)
def test_every_machine_and_task_has_settings(machine: str) -> None:
    """Memories hold what training shows, and weights in half precision are below 300 kB."""
    assert lengths.tasks_of(machine) == tuple(TASKS)
    for name, task in ALGORITHMIC_TASKS.items():
        settings = lengths.settings_of(machine, name, 5)
        assert (settings.machine, settings.task, settings.seed) == (machine, name, 5)
        shown = {"copy": 20, "repeat_copy": 10, "associative_recall": 18, "ngrams": 32, "priority_sort": 20}[name]
        assert settings.slots >= shown
        made = lengths.MACHINES[machine](task.inputs, task.outputs, torch.Generator().manual_seed(0))
        assert sum(2 * parameter.numel() for parameter in made.parameters()) < 290_000
    assert lengths.settings_of(machine, "copy", 0, 3).episodes == 3 * settings.batch


@pytest.mark.parametrize("task", TASKS)
def test_all_machines_are_trained_alike(task: str) -> None:
    """As many episodes, and all else: only the name differs."""
    settings = [lengths.settings_of(machine, task, 0).as_dict() for machine in lengths.MACHINES]
    assert [one.pop("machine") for one in settings] == list(lengths.MACHINES)
    assert settings == settings[:1] * len(lengths.MACHINES)


def test_who_takes_part() -> None:
    assert lengths.tasks_of("planner") == ("associative_recall",)
    assert lengths.tasks_of("bayes-optimal") == lengths.tasks_of("counter") == ("ngrams",)
    assert set(lengths.ALL) == {*lengths.MACHINES, "planner", "bayes-optimal", "counter"}


def test_trained_saved_and_measured(tmp_path: Path) -> None:
    """The weights alone stay; an interrupted run continues."""

    def stop(progress: Progress) -> None:
        if progress.examples == 2 * settings.batch:
            signal.raise_signal(signal.SIGINT)

    settings = lengths.settings_of("lstm", "associative_recall", 12, updates=3)
    with pytest.raises(KeyboardInterrupt):
        lengths.train(tmp_path, settings, report=stop)
    assert lengths.seeds_of(tmp_path, "lstm", "associative_recall") == []
    seen: list[int] = []
    lengths.train(tmp_path, settings, report=lambda progress: seen.append(progress.examples))
    assert seen == [3 * settings.batch]
    assert lengths.seeds_of(tmp_path, "lstm", "associative_recall") == [12]
    assert lengths.seeds_of(tmp_path, "lstm", "copy") == lengths.seeds_of(tmp_path, "ntm", "associative_recall") == []
    path = lengths.weights_path(tmp_path, "lstm", "associative_recall", 12)
    assert list((tmp_path / "lengths").iterdir()) == [path]
    rows = list(lengths.trained_rows(path, "lstm", sequences=4))
    trained = load_weights(path, lengths.MACHINES["lstm"])
    in_double = trained.machine.double()
    measured = list(errors_by_size(in_double, "associative_recall", sequences=4, dtype=torch.float64))
    for row, size in zip(rows, measured, strict=True):
        assert row.test == f"items {size.size[0]}"
        assert (row.accuracy, row.wrong_bits, row.cost_bits) == (size.right, size.wrong_bits, size.cost_bits)
        assert (row.seed, row.slots, row.examples, row.loss) == (12, 0, 3 * settings.batch, None)
        # layers of 80 with four gates and two biases each, and the output
        assert row.parameters == 320 * (8 + 80 + 2) + 2 * 320 * (80 + 80 + 2) + 6 * (80 + 1)
    with pytest.raises(CheckpointError, match="no weights of the machine"):
        list(lengths.trained_rows(path, "ntm"))


@pytest.mark.parametrize("machine", ["ntm", "ntm-feed-forward", "dnc"])
def test_memories_are_tested_with_more_slots(machine: str, tmp_path: Path) -> None:
    settings = lengths.settings_of(machine, "associative_recall", 0, updates=1)
    lengths.train(tmp_path, settings)
    path = lengths.weights_path(tmp_path, machine, "associative_recall", 0)
    assert [row.slots for row in lengths.trained_rows(path, machine, sequences=1)] == [128] * 8
    assert settings.slots < 128


def test_estimators_are_not_trained() -> None:
    rows = list(lengths.untrained_rows("bayes-optimal", sequences=3))
    expected = list(estimates_by_size("ngrams", "bayes-optimal", sequences=3))
    assert [(row.wrong_bits, row.cost_bits) for row in rows] == [(size.wrong_bits, size.cost_bits) for size in expected]
    assert {(row.task, row.examples, row.parameters) for row in rows} == {("ngrams", 0, 0)}


def test_shipped_weights_were_trained_as_the_settings_say() -> None:
    with experiments_folder() as folder:
        paths = sorted((folder / "lengths").iterdir())
        assert paths
        for path in paths:
            machine, task, seed = path.stem.rsplit("-", 2)
            trained = load_weights(path, lengths.MACHINES[machine])
            assert trained.settings == lengths.settings_of(machine, task, int(seed))
            assert trained.episodes == trained.settings.episodes


def test_weights_under_another_name_are_refused(tmp_path: Path) -> None:
    lengths.train(tmp_path, lengths.settings_of("lstm", "copy", 0, 1))
    path = lengths.weights_path(tmp_path, "lstm", "copy", 0)
    with pytest.raises(UsageError, match="exists already"):
        lengths.train(tmp_path, lengths.settings_of("lstm", "copy", 0, 1))
    other = lengths.weights_path(tmp_path, "lstm", "repeat_copy", 0)
    path.replace(other)
    with pytest.raises(CheckpointError, match="holds the weights of lstm on copy"):
        list(lengths.trained_rows(other, "lstm"))
