"""The DNC with one part of its memory disabled at a time: trained to copy, and on the paper's tasks.

The controller is feed-forward, so that the memory alone holds the past.  On the paper's tasks every machine is trained
as ``graphmem train dnc`` trains one, but for a fraction of the examples: with a part disabled it goes step by step,
which takes about ten times as long.  The test is the first stage of the paper's curriculum.  The loss is compared as
well as the accuracy, and the accuracy of a guess is given beside it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import nn

from ..benchmark.baselines import RandomEdge
from ..benchmark.sequence_adapter import SequenceAdapter
from ..memory.dnc.ablations import without_allocation, without_content, without_freeing, without_links
from ..memory.dnc.access import access
from ..models.dnc import Access
from ..results.experiments import ExperimentRow
from ..seeding import generator
from ..tasks.paper import PAPER_TASKS, AnswerForm, Episode, draw_stage_episodes
from ..training.compiling import with_compiled_steps
from ..training.dnc import dnc_plan
from ..training.paper_registry import dnc_settings
from ..training.paper_settings import DNCSettings
from ..training.progress import Budget, Progress
from ..training.trainer import Trainer
from .copying import TEST_SEED, CopySettings, parameters_of, score_copies, train_copier
from .experiment import Experiment, ExperimentRequest, Rows

NAME = "dnc-ablations"
ABLATIONS: dict[str, Access] = {
    "dnc": access,
    "dnc, no content lookup": without_content,
    "dnc, no temporal links": without_links,
    "dnc, no allocation": without_allocation,
    "dnc, no free gates": without_freeing,
}
GUESS = "guess"
COPY = "copy"
COPYING = CopySettings(slots=8, curriculum=((1, 1), (1, 2), (1, 3), (1, 5)), updates=800)
COPIED = 5


@dataclass(frozen=True)
class DNCAblationSettings:
    """How a DNC is trained on a task of the paper.

    Attributes:
        seed: seed of weights and episodes.
        updates: number of updates in all; the learning rate falls in the last fifth.
        tested: number of episodes of the test.
        training: settings that are not those of ``graphmem train dnc``.
    """

    seed: int = 0
    updates: int = 4000
    tested: int = 200
    training: dict[str, Any] = field(default_factory=dict)

    def for_task(self, task: str) -> DNCSettings:
        """The settings of the training on a task."""
        settings = dnc_settings(task, self.seed, **self.training)
        return dataclasses.replace(settings, max_examples=max(1, self.updates) * settings.batch)


def copy_row(name: str, settings: CopySettings = COPYING, *, compiled: bool = False) -> ExperimentRow:
    """Train a machine by its name in ``ABLATIONS`` to copy up to five vectors."""
    copier = train_copier(settings, ABLATIONS[name], compiled=compiled)
    accuracy, loss = score_copies(copier.machine, 1, COPIED, settings.slots)
    return ExperimentRow(
        experiment=NAME,
        machine=name,
        task=COPY,
        test=f"{COPIED} vectors",
        slots=settings.slots,
        accuracy=accuracy,
        loss=loss,
        seed=settings.seed,
        examples=copier.examples,
        parameters=parameters_of(copier.machine),
        seconds=copier.seconds,
    )


def paper_row(name: str, task: str, settings: DNCAblationSettings, *, compiled: bool = False) -> ExperimentRow:
    """Train a machine by its name in ``ABLATIONS`` on a task of the paper, and test it on the paper's first stage."""
    trained = train_variant(ABLATIONS[name], task, settings, compiled=compiled)
    return tested_row(NAME, name, trained, "first stage", *_test(task, settings.tested))


@dataclass(frozen=True)
class TrainedVariant:
    """A trained DNC with another memory, its settings, and how far it came."""

    machine: nn.Module
    settings: DNCSettings
    progress: Progress


def train_variant(
    variant: Access, task: str, settings: DNCAblationSettings, *, compiled: bool = False
) -> TrainedVariant:
    """Train a DNC with another step of its memory on a task of the paper."""
    training = settings.for_task(task)
    plan = dnc_plan(training, torch.device("cpu"), variant)
    trainer = Trainer(with_compiled_steps(plan) if compiled else plan)
    trainer.run(Budget(updates=settings.updates))
    return TrainedVariant(trainer.module, training, trainer.progress)


def tested_row(
    experiment: str, name: str, trained: TrainedVariant, test: str, episodes: list[Episode], rng: np.random.Generator
) -> ExperimentRow:
    """Test a machine.  An answer is correct if the likeliest valid triples are; the loss is the paper's."""
    settings, progress = trained.settings, trained.progress
    answering = SequenceAdapter(trained.machine, settings.task, spare=settings.most_spare)
    correct = [outcome.valid for outcome in answering.evaluate(episodes, rng)]
    with torch.no_grad():
        loss = float(answering.training_step(episodes, rng).loss) / len(episodes[0].queries)
    return ExperimentRow(
        experiment=experiment,
        machine=name,
        task=settings.task,
        test=test,
        slots=0,
        accuracy=sum(correct) / len(correct),
        loss=loss,
        seed=settings.seed,
        examples=progress.examples,
        parameters=parameters_of(trained.machine),
        seconds=round(progress.seconds, 1),
    )


def guess_row(task: str, tested: int = DNCAblationSettings.tested) -> ExperimentRow:
    """The accuracy of a guess in the same test of a task of the paper.

    Walks and paths follow random edges.  The guess for a relation is the person asked about, who is right oftener in
    graphs of three nodes than the end of a random walk.
    """
    episodes, rng = _test(task, tested)
    if PAPER_TASKS[task].answer_form is AnswerForm.NODE:
        asked = [query for episode in episodes for query in episode.queries]
        correct = [query.answer[0].destination == query.steps[0].source for query in asked]
    else:
        correct = [outcome.valid for outcome in RandomEdge(task).evaluate(episodes, rng)]
    return ExperimentRow(NAME, GUESS, task, "first stage", 0, sum(correct) / len(correct), None, 0, 0, 0, 0.0)


def _test(task: str, count: int) -> tuple[list[Episode], np.random.Generator]:
    """Episodes of the first stage, always the same, and the source of what is drawn after them."""
    what, rng = PAPER_TASKS[task], generator(TEST_SEED, task)
    return draw_stage_episodes(rng, what, what.curriculum.stages[0], count), rng


def _requested_copy(machine: str, task: str, request: ExperimentRequest) -> ExperimentRow:
    settings = dataclasses.replace(COPYING, seed=request.seed, updates=request.updates or COPYING.updates)
    return copy_row(machine, settings, compiled=request.compiled)


def _requested_paper(machine: str, task: str, request: ExperimentRequest) -> ExperimentRow:
    settings = DNCAblationSettings(seed=request.seed)
    settings = dataclasses.replace(settings, updates=request.updates or settings.updates)
    return paper_row(machine, task, settings, compiled=request.compiled)


# How the row of a machine is made, by task.
ROWS: dict[str, Callable[[str, str, ExperimentRequest], ExperimentRow]] = {
    COPY: _requested_copy,
    **dict.fromkeys(PAPER_TASKS, _requested_paper),
}


def _run(request: ExperimentRequest) -> Rows:
    for task in request.tasks:
        for machine in request.machines:
            if machine in ABLATIONS:
                yield ROWS[task](machine, task, request)
            elif task in PAPER_TASKS:  # copying has no row of a guess
                yield guess_row(task)


EXPERIMENT = Experiment((*ABLATIONS, GUESS), _run, tasks=tuple(ROWS))
