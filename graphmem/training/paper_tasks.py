"""The training of a DNC on one of the paper's tasks: from ordinary initial weights, by answers alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..encoding.paper import INPUTS, OUTPUTS
from ..models.dnc import DNC
from ..models.initial import scale_inputs
from ..seeding import generator, integer_seed
from ..tasks.paper import PAPER_TASKS
from ..tasks.paper.sampling import EncodedBatch, Sampler
from ..tasks.paper.training_stages import TRAINING_STAGES
from .curricula import RunningMeanGate
from .paper_answers import loss_of, queries_hit
from .paper_settings import DNCSettings
from .plan import Evaluation, Start, TrainingPlan
from .progress import Progress
from .trainable import StepResult

_PACE = 0.04  # of the running mean of the accuracy
_EARLY_STAGES = 2  # in which weights may be given up
_LAST_RATE = 0.01  # share of the learning rate that is left at the end


class StageBatch(NamedTuple):
    """A batch, and the present stage, whose answers count."""

    episodes: EncodedBatch
    stage: int


class DNCTrainable:
    """A DNC with the loss of its answers.

    Args:
        machine: maps the 92 channels of the paper's tasks to their 90.
        settings: settings of the training.
    """

    def __init__(self, machine: DNC, settings: DNCSettings) -> None:
        self.module, self.settings = machine, settings
        self.loss = loss_of(PAPER_TASKS[settings.task].answer_form, settings.digits_weight)

    def training_step(self, batch: StageBatch, rng: np.random.Generator) -> StepResult:
        """The loss; answers to episodes of the present stage count."""
        settings, episodes = self.settings, batch.episodes
        loss, hit = self.loss(
            self._outputs(episodes, int(rng.integers(settings.least_spare, settings.most_spare + 1))), episodes
        )
        counts = episodes.stage[episodes.queries.episode] == batch.stage
        correct = [right for right, counted in zip(queries_hit(hit, episodes.queries), counts, strict=True) if counted]
        return StepResult(loss, correct)

    @torch.no_grad()
    def accuracy(self, batches: Sequence[EncodedBatch]) -> float:
        """Share of the queries of some batches that are answered correctly."""
        correct = [
            right
            for one in batches
            for right in queries_hit(self.loss(self._outputs(one, self.settings.most_spare), one).hit, one.queries)
        ]
        return sum(correct) / len(correct)

    def _outputs(self, episodes: EncodedBatch, spare: int) -> Tensor:
        """(T, B, 90) outputs, with a slot for each triple and step of the query, and some to spare."""
        device = self.module.interface.weight.device
        slots = int((episodes.triples + episodes.query_steps).max()) + spare
        state = self.module.zero_state(len(episodes.stage), slots)
        outputs: Tensor
        outputs, _ = self.module(torch.as_tensor(episodes.observations, device=device), state)
        return outputs


def new_dnc(settings: DNCSettings, number: int, device: torch.device) -> DNC:
    """A DNC with the initial weights of a seed and of one of its fresh starts."""
    source = torch.Generator().manual_seed(integer_seed(settings.seed, "weights", settings.task, number))
    machine = DNC(
        INPUTS,
        OUTPUTS,
        hidden_size=settings.hidden_size,
        num_layers=settings.num_layers,
        word_size=settings.word_size,
        num_read_heads=settings.num_read_heads,
        controller=settings.controller,  # type: ignore[arg-type]  # the settings have checked the name
        generator=source,
    )
    scale_inputs(machine.controller.layers, INPUTS, settings.input_scale)  # type: ignore[attr-defined]  # by either name
    return machine.to(device)


def dnc_plan(settings: DNCSettings, device: torch.device) -> TrainingPlan[StageBatch]:
    """The training that ``graphmem train dnc`` runs.

    Args:
        settings: settings of the training.
        device: device of the weights.
    """
    stages = TRAINING_STAGES[settings.task]
    last = len(stages) - 1
    sampler = Sampler(stages)
    held_out = _draw(
        sampler,
        generator(settings.seed, "evaluation", settings.task),
        np.full(settings.evaluation_batches * settings.batch, last),
        settings,
    )

    def start(number: int) -> Start[StageBatch]:
        machine = new_dnc(settings, number, device)
        optimizer = torch.optim.Adam(machine.parameters(), settings.learning_rate, betas=(0.9, settings.second_moment))
        rng = generator(settings.seed, "episodes", settings.task, number)
        return Start(DNCTrainable(machine, settings), optimizer, rng)

    def draw(rng: np.random.Generator, progress: Progress) -> list[StageBatch]:
        count = settings.batch * settings.batches_per_draw
        numbers = np.full(count, progress.stage)
        earlier = (rng.random(count) < settings.earlier) & (progress.stage > 0)
        numbers[earlier] = rng.integers(0, max(progress.stage, 1), int(earlier.sum()))
        return [StageBatch(batch, progress.stage) for batch in _draw(sampler, rng, numbers, settings)]

    def rate(progress: Progress) -> float:
        warm = min(1.0, (progress.since_start + 1) / max(settings.warm_up, 1))
        if progress.stage < last:
            return settings.learning_rate * warm
        done = min(1.0, (progress.examples - progress.stage_began) / settings.cool_down)
        return settings.learning_rate * (_LAST_RATE + (1 - _LAST_RATE) * (1 + math.cos(math.pi * done)) / 2)

    return TrainingPlan(
        settings,
        start,
        draw,
        batch_size=settings.batch,
        gate=RunningMeanGate(_PACE, settings.pass_accuracy, len(stages)),
        gradient_norm=settings.gradient_norm,
        rate=rate,
        evaluation=Evaluation(settings.evaluate_every, lambda trainable: trainable.accuracy(held_out), last),
        given_up=lambda progress: gives_up(settings, progress),
        ended=lambda progress: (
            progress.stage == last and progress.examples - progress.stage_began >= settings.cool_down
        ),
        log_every=settings.batches_per_draw * 50,
    )


def gives_up(settings: DNCSettings, progress: Progress) -> bool:
    """Whether to start again with new weights; see ``DNCSettings.patience``."""
    episodes = progress.since_start * settings.batch
    if progress.stage >= _EARLY_STAGES or episodes < settings.patience:
        return False
    return progress.loss > settings.promising_loss or episodes >= 3 * settings.patience


def _draw(
    sampler: Sampler, rng: np.random.Generator, numbers: NDArray[np.int64], settings: DNCSettings
) -> tuple[EncodedBatch, ...]:
    return sampler.draw(int(rng.integers(2**63)), numbers, settings.batch)
