"""The DNC with one part of its memory closed at a time, taught alike: to copy, and the paper's tasks from stage one.

The controller is feed-forward, so that nothing is remembered but in the memory.  The paper needed some 10^6 examples
for the last stages; these budgets are minutes, so what is compared is the loss as much as the accuracy, and beside it
stands what who knows nothing gets by guessing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch

from ..benchmark.baselines import RandomEdge
from ..benchmark.run import Run
from ..benchmark.sequence_adapter import SequenceAdapter
from ..benchmark.settings import RunSettings
from ..encoding.paper import INPUTS, OUTPUTS
from ..memory.dnc.ablations import without_allocation, without_content, without_freeing, without_links
from ..memory.dnc.access import access
from ..models.dnc import DNC, Access
from ..results.experiments import ExperimentRow
from ..seeding import generator, integer_seed
from ..tasks.paper import PAPER_TASKS, Episode, draw_stage_episodes
from .copying import TEST_SEED, CopySettings, parameters_of, score_copies, teach_to_copy

PARTS: dict[str, Access] = {
    "dnc": access,
    "dnc, no content lookup": without_content,
    "dnc, no temporal links": without_links,
    "dnc, no allocation": without_allocation,
    "dnc, no free gates": without_freeing,
}
GUESS = "guess"
COPY = "copy"
TASKS = (COPY, *PAPER_TASKS)
COPYING = CopySettings(slots=8, curriculum=((1, 1), (1, 2), (1, 3), (1, 5)), updates=800)
COPIED = 5


@dataclass(frozen=True)
class PartSettings:
    """How a DNC is taught a task of the paper, from its first stage on.

    Attributes:
        seed: of weights and episodes.
        updates: in all.
        batch: episodes of one update.
        learning_rate: of Adam.
        word_size, num_heads, hidden_size: of the machine.
        tested: episodes of the first stage in the test.
    """

    seed: int = 0
    updates: int = 500
    batch: int = 16
    learning_rate: float = 3e-3
    word_size: int = 40
    num_heads: int = 2
    hidden_size: int = 100
    tested: int = 200


def copy_row(name: str, settings: CopySettings = COPYING, *, compiled: bool = False) -> ExperimentRow:
    """Teach a machine by its name in ``PARTS`` to copy up to five vectors."""
    copier = teach_to_copy(settings, PARTS[name], compiled=compiled)
    accuracy, loss = score_copies(copier.machine, 1, COPIED, settings.slots)
    return ExperimentRow(
        experiment="parts",
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


def paper_row(name: str, task: str, settings: PartSettings, *, compiled: bool = False) -> ExperimentRow:
    """Teach a machine by its name in ``PARTS`` a task of the paper, and test it on the first stage.

    An answer is right if the likeliest valid triples are; the loss is that of training.
    """
    weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights"))
    machine = DNC(
        INPUTS,
        OUTPUTS,
        hidden_size=settings.hidden_size,
        word_size=settings.word_size,
        num_read_heads=settings.num_heads,
        controller="feed-forward",
        generator=weights,
        access=PARTS[name],
    )
    if compiled:
        machine.compile_steps()
    learner = SequenceAdapter(machine, task)
    run = Run(
        RunSettings(
            machine="dnc",
            task=task,
            seed=settings.seed,
            learning_rate=settings.learning_rate,
            batch=settings.batch,
        ),
        learner,
    )
    began = time.process_time()
    for _ in range(settings.updates):
        run.update()
    seconds = round(time.process_time() - began, 1)
    episodes, rng = _test(task, settings.tested)
    right = [outcome.valid for outcome in learner.evaluate(episodes, rng)]
    with torch.no_grad():
        loss = float(learner.training_step(episodes, rng).loss) / len(episodes[0].queries)
    return ExperimentRow(
        experiment="parts",
        machine=name,
        task=task,
        test="first stage",
        slots=0,
        accuracy=sum(right) / len(right),
        loss=loss,
        seed=settings.seed,
        examples=run.progress.examples,
        parameters=parameters_of(machine),
        seconds=seconds,
    )


def guess_row(task: str, tested: int = PartSettings.tested) -> ExperimentRow:
    """What a guess gets in the same test of a task of the paper.

    Walks and paths go along random edges; of a relation, the person asked about is named, which in graphs of three
    nodes is right oftener than where a random walk ends.
    """
    episodes, rng = _test(task, tested)
    if task == "inference":
        asked = [query for episode in episodes for query in episode.queries]
        right = [query.answer[0].destination == query.steps[0].source for query in asked]
    else:
        right = [outcome.valid for outcome in RandomEdge(task).evaluate(episodes, rng)]
    return ExperimentRow("parts", GUESS, task, "first stage", 0, sum(right) / len(right), None, 0, 0, 0, 0.0)


def _test(task: str, count: int) -> tuple[list[Episode], np.random.Generator]:
    """Episodes of the first stage, always the same, and where what follows is drawn from."""
    what, rng = PAPER_TASKS[task], generator(TEST_SEED, task)
    return draw_stage_episodes(rng, what, what.curriculum.stages[0], count), rng
