"""The training of the planner: curriculum stages, noise and discretised batches, an evaluation set, restarts.

The loss compares answers alone; no step of any algorithm is shown in training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import torch
from torch import Tensor

from ..encoding.labels import LabelScheme
from ..errors import UsageError
from ..evaluation.planner_batches import PlannerBatch, PlannerQuestions, correct_answers, make_batch, run_planner
from ..evaluation.planner_set import planner_evaluation_set, score_planner
from ..memory.gating import Gating
from ..models.planner import Planner
from ..seeding import generator, integer_seed
from ..tasks import CURRICULUM, draw_distance, draw_graphs, draw_planning_steps
from .curricula import RunningMeanGate
from .plan import Evaluation, Start, TrainingPlan, after
from .progress import Progress
from .settings import Settings
from .trainable import StepResult

MOST_LABELS = 100_000  # a soft label set has a place for every label
_LEAST = 1e-4  # keeps the logarithm of the share of a correct answer finite
_STAGE_DECAY = 0.9

MakePlanner = Callable[[int, int, torch.Generator], Planner]
"""From heads, hidden size and the source of the initial weights to a planner."""


@dataclass(frozen=True)
class PlannerSettings(Settings):
    """Settings of ``graphmem train planner``.

    Attributes:
        seed: seed of weights, graphs, questions and noise; the same seed gives the same weights.
        num_heads, hidden_size: sizes of the machine.
        base, digits: scheme of the labels; the weights work with any other scheme.
        graphs, questions: size of a batch; questions of each kind on every graph.
        learning_rate: learning rate of Adam; a tenth less after each stage.
        gradient_norm: gradients are scaled down to this norm.
        gate_noise, mode_noise: standard deviations of the noise on logits.
        match_noise: share by which matches are weakened at random.
        discrete_share: share of batches that are run discretised, straight-through, from stage ``discrete_from`` on.
        discrete_from: number of a stage, counted from 0.
        pass_accuracy: accuracy at which a stage is passed, as a running mean over about ten batches.
        review_share: share of batches that are drawn from any stage up to the present one.
        evaluate_every: number of updates between evaluations.
        patience: number of updates after which weights that have not passed the evaluation are given up.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "seed": (0, 2**63),
        "num_heads": (1, 64),
        "hidden_size": (1, 4096),
        "base": (2, 1000),
        "digits": (1, 16),
        "graphs": (1, 4096),
        "questions": (1, 1024),
        "learning_rate": (1e-9, 1),
        "gradient_norm": (1e-6, 1e6),
        "gate_noise": (0, 10),
        "mode_noise": (0, 10),
        "match_noise": (0, 1),
        "discrete_share": (0, 1),
        "discrete_from": (0, 1000),
        "pass_accuracy": (0, 1),
        "review_share": (0, 1),
        "evaluate_every": (1, 10**6),
        "patience": (1, 10**9),
    }

    seed: int = 0
    num_heads: int = 2
    hidden_size: int = 64
    base: int = 10
    digits: int = 2
    graphs: int = 64
    questions: int = 8
    learning_rate: float = 3e-3
    gradient_norm: float = 1.0
    gate_noise: float = 0.0
    mode_noise: float = 0.2
    match_noise: float = 0.5
    discrete_share: float = 0.5
    discrete_from: int = 1
    pass_accuracy: float = 0.9
    review_share: float = 0.1
    evaluate_every: int = 50
    patience: int = 400

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.base**self.digits > MOST_LABELS:
            raise UsageError(f"{self.digits} digits to base {self.base} are more than {MOST_LABELS} labels.")

    @property
    def scheme(self) -> LabelScheme:
        """The scheme of the labels."""
        return LabelScheme(self.base, self.digits)


class DrawnBatch(NamedTuple):
    """A batch and how it is used.

    Attributes:
        batch: graphs and questions.
        counts: whether it is of the present stage, so that its answers count towards passing it.
        discrete: whether the machine is run discretised.
    """

    batch: PlannerBatch
    counts: bool
    discrete: bool


class PlannerTrainable:
    """A planner with the loss of its answers.

    Args:
        machine: a planner.
        settings: settings of the training.
        noise: source of the noise on gates and matches.
    """

    def __init__(self, machine: Planner, settings: PlannerSettings, noise: torch.Generator) -> None:
        self.module: Planner = machine
        self.settings, self.noise = settings, noise

    def training_step(self, drawn: DrawnBatch, rng: np.random.Generator) -> StepResult:
        """-log of the share of each answer that is correct, on shortest paths and on hops; paths count."""
        del rng
        settings, batch = self.settings, drawn.batch
        noise = settings.gate_noise, settings.mode_noise, settings.match_noise
        answers = run_planner(self.module, batch, Gating(drawn.discrete, *noise, self.noise))
        paths, hops = answer_loss(answers.paths, batch.paths), answer_loss(answers.hops, batch.hops)
        correct = correct_answers(answers.paths.detach(), batch.paths) if drawn.counts else []
        return StepResult(paths + hops, correct, {"loss_paths": paths.item(), "loss_hops": hops.item()})


class NoiseState:
    """The state of the noise, as an ``Extra`` of the trainer.

    Args:
        noise: generator of the noise.
    """

    def __init__(self, noise: torch.Generator) -> None:
        self.noise = noise

    def tensors(self) -> dict[str, Tensor]:
        """See ``Extra.tensors``."""
        return {"noise": self.noise.get_state()}

    def load_tensors(self, tensors: dict[str, Tensor]) -> None:
        """See ``Extra.load_tensors``."""
        self.noise.set_state(tensors["noise"])

    def after_evaluation(self, progress: Progress) -> None:
        """See ``Extra.after_evaluation``."""


def planner_plan(
    settings: PlannerSettings,
    device: torch.device,
    *,
    make: MakePlanner = Planner,
    score: Callable[[Planner, Sequence[PlannerBatch]], float] = score_planner,
    evaluation_set: Sequence[PlannerBatch] | None = None,
) -> TrainingPlan[DrawnBatch]:
    """The training of a planner from scratch.

    Args:
        settings: settings of the training.
        device: device that the machine runs on.
        make: makes the machine, on the CPU.
        score: score of a machine on the evaluation set.
        evaluation_set: decides which weights are kept; None for the usual one.
    """
    batches = planner_evaluation_set(settings.scheme, device) if evaluation_set is None else evaluation_set

    def start(number: int) -> Start[DrawnBatch]:
        """New weights; each start has random numbers of its own."""
        weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights", number))
        machine = make(settings.num_heads, settings.hidden_size, weights).to(device)
        optimizer = torch.optim.Adam(machine.parameters(), lr=settings.learning_rate)
        noise = torch.Generator(device).manual_seed(integer_seed(settings.seed, "noise", number))
        rng = generator(settings.seed, "episodes", number)
        return Start(PlannerTrainable(machine, settings, noise), optimizer, rng, NoiseState(noise))

    def rate(progress: Progress) -> float:
        rate = settings.learning_rate
        for _ in range(progress.stage):
            rate *= _STAGE_DECAY
        return rate

    def evaluate(trainable: PlannerTrainable) -> float:
        return score(trainable.module, batches)

    return TrainingPlan(
        settings,
        start,
        lambda rng, progress: [draw(rng, progress, settings, device)],
        batch_size=settings.graphs,
        gate=RunningMeanGate(0.1, settings.pass_accuracy, len(CURRICULUM)),
        gradient_norm=settings.gradient_norm,
        rate=rate,
        evaluation=Evaluation(settings.evaluate_every, evaluate),
        given_up=after(settings.patience),
        log_every=settings.evaluate_every,
    )


def draw(rng: np.random.Generator, progress: Progress, settings: PlannerSettings, device: torch.device) -> DrawnBatch:
    """Draw a batch of the present stage, or one for review."""
    current = rng.random() >= settings.review_share
    number = progress.stage if current else int(rng.integers(progress.stage + 1))
    discrete = progress.stage >= settings.discrete_from and rng.random() < settings.discrete_share
    stage = CURRICULUM[number]
    triples = draw_graphs(rng, stage, settings.graphs).triples
    distance = draw_distance(rng, stage)
    steps = draw_planning_steps(rng, distance)
    batch = make_batch(rng, triples, settings.questions, settings.scheme, device, distance, steps)
    return DrawnBatch(batch, number == progress.stage, discrete)


def answer_loss(answers: Tensor, questions: PlannerQuestions) -> Tensor:
    """Mean of -log(the share of the answer that is correct); any correct answer counts.

    Args:
        answers: (G, Q, V + 1) how far each label is answered.
        questions: questions with their correct answers.
    """
    scores = answers + _LEAST
    share = (scores * questions.right).sum(-1) / scores.sum(-1)
    losses = -torch.log(share.clamp(min=_LEAST**2))
    return (losses * questions.weight).sum() / questions.weight.sum().clamp(min=1)
