"""Every machine of the board is built, takes part in its tasks, and is the same for the same seed."""

import numpy as np
import pytest
import torch

from graphmem.errors import CheckpointError
from graphmem.tasks.paper import PAPER_TASKS, draw_lesson_episodes
from graphmem.training.board.archive import new_learner, untaught
from graphmem.training.board.machines import MACHINES, BoardMachine
from graphmem.training.board.settings import RunSettings

OTHER_SIZES = {"dnc-paper", "planner"}
TAUGHT = [name for name, entry in MACHINES.items() if entry.trained]


def test_the_issue_names_them() -> None:
    kinds = {"dnc", "ntm", "rnn", "gru", "lstm", "attention", "transformer", "convolution", "memory", "gnn", "planner"}
    assert kinds <= {name.partition("-")[0] for name in MACHINES}
    assert {name for name, entry in MACHINES.items() if not entry.trained} == {"random-edge", "most-frequent"}
    assert all(name == entry.name for name, entry in MACHINES.items())


@pytest.mark.parametrize("name", TAUGHT)
def test_machines_are_of_like_size_and_of_their_seed(name: str) -> None:
    entry = MACHINES[name]
    for task in entry.tasks[:1]:
        one, same, other = (new_learner(entry, task, seed, torch.device("cpu")).module for seed in (0, 0, 1))
        size = sum(parameter.numel() for parameter in one.parameters())
        assert name in OTHER_SIZES or 100_000 <= size <= 300_000
        pairs = list(zip(one.parameters(), same.parameters(), strict=True))
        assert all(torch.equal(a, b) for a, b in pairs)
        assert not all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize(("name", "task"), [(name, task) for name, entry in MACHINES.items() for task in entry.tasks])
def test_every_machine_answers(name: str, task: str) -> None:
    rng = np.random.default_rng(0)
    asked = draw_lesson_episodes(rng, PAPER_TASKS[task], PAPER_TASKS[task].curriculum.lessons[0], 2)
    outcomes = untaught(MACHINES[name], task, 0).examine(asked, rng)
    assert len(outcomes) == sum(len(episode.queries) for episode in asked)


def test_the_paper_s_sizes() -> None:
    """Extended Data Table 2: LSTM of 3 x 256 or 2 x 256, 256 x 50 or 128 x 50 slots, 5 read heads."""
    slots = {"traversal": 256, "shortest_path": 128, "inference": 128}
    batches = {"traversal": 2, "shortest_path": 1, "inference": 32}
    rates = {"traversal": 1e-5, "shortest_path": 3e-6, "inference": 1e-5}
    for task in PAPER_TASKS:
        learner = MACHINES["dnc-paper"].learner(task, torch.Generator())
        machine, settings = learner.module, MACHINES["dnc-paper"].settings(task, 0)  # type: ignore[attr-defined]
        assert learner.num_slots == slots[task]  # type: ignore[attr-defined]
        assert (machine.word_size, machine.num_heads) == (50, 5)
        assert (machine.controller.num_layers, machine.controller.hidden_size) == (2 + (task != "shortest_path"), 256)
        assert (settings.batch, settings.learning_rate, settings.optimizer) == (batches[task], rates[task], "rmsprop")


def test_settings_go_to_json_and_back() -> None:
    for entry in MACHINES.values():
        settings = entry.settings(entry.tasks[0], 3)
        assert RunSettings.from_dict(settings.as_dict()) == settings


@pytest.mark.parametrize(
    "change", [{"optimizer": "sgd"}, {"batch": 0}, {"batch": "32"}, {"check_every": 0}, {"more": 1}, {"seed": None}]
)
def test_settings_that_are_none_are_refused(change: dict[str, object]) -> None:
    values = BoardMachine("x", MACHINES["rnn"].make).settings("traversal", 0).as_dict()
    with pytest.raises(CheckpointError):
        RunSettings.from_dict({**values, **change})
