"""Small machines as the benchmark has them, and few questions; loaded by path."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from graphmem.benchmark.archive import MachineEntry, new_machine
from graphmem.benchmark.baselines import RandomEdge
from graphmem.benchmark.paper_curriculum import paper_plan
from graphmem.benchmark.sequence_adapter import SequenceAdapter
from graphmem.benchmark.settings import PaperCurriculumSettings
from graphmem.encoding.paper import INPUTS, OUTPUTS
from graphmem.evaluation import paper_sets
from graphmem.evaluation.outcomes import Outcome
from graphmem.models.recurrent import Recurrent
from graphmem.tasks.paper import PAPER_TASKS, Episode, EvaluationSet, draw_stage_episodes, family_questions
from graphmem.training.plan import TrainingPlan
from graphmem.training.trainable import StepResult

TASKS = ("traversal", "shortest_path", "inference")


class Marked:
    """A trainable with one parameter, and a given share of correct answers."""

    def __init__(self, share: float) -> None:
        self.module = nn.Linear(1, 1, bias=False)
        self.share = share
        self.seen: list[int] = []

    def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
        self.seen += [len(episode.graph.nodes) for episode in episodes]
        right = [number < self.share * len(episodes) for number in range(len(episodes))]
        return StepResult(self.module.weight.square().sum(), right)

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        return [Outcome(False, number < self.share * len(episodes), 1, 1) for number in range(len(episodes))]


@dataclass(frozen=True)
class Gru:
    """A layer of a few units; ``hidden_size`` for tests of weights that do not fit."""

    name: str = "gru"
    hidden_size: int = 6
    trained: bool = True
    tasks: tuple[str, ...] = TASKS
    batch: int = 2
    examples_seen: int = 0

    @property
    def weights_of(self) -> str:
        return self.name

    def build(self, task: str, generator: torch.Generator) -> SequenceAdapter:
        return SequenceAdapter(Recurrent(nn.GRU, INPUTS, OUTPUTS, self.hidden_size, 1, generator), task)

    def settings(self, task: str, seed: int) -> PaperCurriculumSettings:
        return PaperCurriculumSettings(self.name, task, seed, batch=self.batch, check_every=3)

    def plan(self, settings: PaperCurriculumSettings, device: torch.device) -> TrainingPlan[Any]:
        trainable: Any = new_machine(self, settings.task, settings.seed, device)
        return paper_plan(settings, trainable)


@dataclass(frozen=True)
class Chance:
    """The baseline that answers by chance, which has no weights; on one task."""

    trained: bool = False
    weights_of: str = ""
    examples_seen: int = 0
    tasks: tuple[str, ...] = ("traversal",)

    def build(self, task: str, generator: torch.Generator) -> Any:
        return RandomEdge(task)

    def settings(self, task: str, seed: int) -> PaperCurriculumSettings:
        raise AssertionError("There is nothing to train.")

    def plan(self, settings: PaperCurriculumSettings, device: torch.device) -> TrainingPlan[Any]:
        raise AssertionError("There is nothing to train.")


MACHINES: dict[str, MachineEntry] = {
    "gru": Gru(),
    "lstm_that_is_none": Gru(name="lstm_that_is_none"),
    "random_edge": Chance(),
}


def first_stages(task: str, number: int) -> EvaluationSet:
    kind = PAPER_TASKS[task]
    stage = kind.curriculum.stages[min(number, len(kind.curriculum.stages) - 1)]
    return EvaluationSet(lambda rng: draw_stage_episodes(rng, kind, stage, 3))


def few_relations(rng: np.random.Generator) -> list[Episode]:
    return [*family_questions(rng, 2)[:2], *family_questions(rng, 4)[:3]]


def few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three questions an evaluation set, of first stages; none on the London Underground."""
    for name, task in PAPER_TASKS.items():
        sets = {"last_stage": first_stages(name, 1), "zone1": first_stages(name, 0)}
        if name == "inference":
            sets["family"] = EvaluationSet(few_relations, counted_length=4)
        monkeypatch.setitem(vars(task), "evaluation_sets", sets)
    paper_sets.evaluation_episodes.cache_clear()
    monkeypatch.setattr(paper_sets, "evaluation_episodes", paper_sets.evaluation_episodes.__wrapped__)
