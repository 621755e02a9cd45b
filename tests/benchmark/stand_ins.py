"""Small machines as the benchmark has them, and few questions; loaded by path."""

from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import nn

from graphmem.benchmark.archive import Entry, new_learner
from graphmem.benchmark.baselines import RandomEdge
from graphmem.benchmark.learner import SequenceLearner
from graphmem.benchmark.run import Run
from graphmem.benchmark.settings import RunSettings
from graphmem.encoding.paper import INPUTS, OUTPUTS
from graphmem.evaluation import paper_sets as exam
from graphmem.models.recurrent import Recurrent
from graphmem.tasks.paper import PAPER_TASKS, draw_stage_episodes, family_questions

TASKS = ("traversal", "shortest_path", "inference")


@dataclass(frozen=True)
class Gru:
    """A layer of a few units; ``hidden_size`` for tests of weights that do not fit."""

    name: str = "gru"
    hidden_size: int = 6
    trained: bool = True
    tasks: tuple[str, ...] = TASKS
    batch: int = 2
    counted: int = 0

    @property
    def weights_of(self) -> str:
        return self.name

    def learner(self, task: str, generator: torch.Generator) -> SequenceLearner:
        return SequenceLearner(Recurrent(nn.GRU, INPUTS, OUTPUTS, self.hidden_size, 1, generator), task)

    def settings(self, task: str, seed: int) -> RunSettings:
        return RunSettings(self.name, task, seed, batch=self.batch, check_every=3)

    def course(self, settings: RunSettings, device: torch.device) -> Run:
        learner: Any = new_learner(self, settings.task, settings.seed, device)
        return Run(settings, learner)


@dataclass(frozen=True)
class Chance:
    """The baseline that answers by chance, which has no weights; on one task."""

    trained: bool = False
    weights_of: str = ""
    counted: int = 0
    tasks: tuple[str, ...] = ("traversal",)

    def learner(self, task: str, generator: torch.Generator) -> Any:
        return RandomEdge(task)

    def settings(self, task: str, seed: int) -> RunSettings:
        raise AssertionError("There is nothing to train.")

    def course(self, settings: RunSettings, device: torch.device) -> Run:
        raise AssertionError("There is nothing to train.")


MACHINES: dict[str, Entry] = {"gru": Gru(), "lstm_that_is_none": Gru(name="lstm_that_is_none"), "random_edge": Chance()}


def first_stages(task: str, number: int) -> exam.Exam:
    kind = PAPER_TASKS[task]
    return exam.Exam(lambda rng: draw_stage_episodes(rng, kind, kind.curriculum.stages[number], 3))


def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three questions a test, of first stages; none on London's Underground."""
    for task in PAPER_TASKS:
        tests = {"last_stage": first_stages(task, 1), "zone1": first_stages(task, 0)}
        if task == "inference":
            tests["family"] = exam.Exam(lambda rng: [*family_questions(rng, 2)[:2], *family_questions(rng, 4)[:3]], 4)
        monkeypatch.setitem(exam.EXAMS, task, tests)
    exam.questions.cache_clear()
    monkeypatch.setattr(exam, "questions", exam.questions.__wrapped__)  # nothing is kept for other tests
