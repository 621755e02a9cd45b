"""Settings of the training on the DNC paper's tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, get_args

from ..errors import UsageError
from ..models.dnc_controllers import ControllerName
from ..tasks.paper import PAPER_TASKS
from .settings import Settings


@dataclass(frozen=True)
class PaperSettings(Settings):
    """How any machine is trained on one of the paper's tasks, by the curriculum of ``paper_registry``.

    The learning rate falls to a hundredth as a cosine, either over the first ``cool_down`` episodes of the last stage,
    or, in whatever stage, over the last fifth of ``max_examples``; training ends when the first of them does.  Before,
    it is constant in a stage, or falls there to a tenth (``TrainingStage.most``).

    Attributes:
        task: a name in ``PAPER_TASKS``.
        seed: seed of weights and episodes; the same seed gives the same weights.
        batch: number of episodes of a batch.
        batches_per_draw: number of batches drawn at once, so that those of a batch are of similar length.
        learning_rate: rate of Adam before it falls.
        warm_up: number of updates in which the rate rises to it.
        second_moment: decay of Adam's second moment.
        gradient_norm: gradients are scaled down to this norm.
        earlier: share of episodes that are of an earlier stage.
        pass_accuracy: accuracy at which a stage is passed, as a running mean over about 25 batches.
        digits_weight: weight of the loss of all digits of a triple, where an answer is a choice among edges.
        least_spare, most_spare: range of the number of slots beyond one for each triple and step of a query.
        patience: number of episodes that a stage may take, times the factor of the stage (``TrainingStage``); then the
            weights are given up, unless the learning rate falls already.  Only stages of traversal have a factor; in
            others no weights are given up.
        cool_down: number of episodes of the last stage, over which the learning rate falls.
        max_examples: number of episodes, over all fresh starts, after which training ends in any stage.
        evaluate_every: number of updates between evaluations in the last stage; the best weights are kept.
        evaluation_batches: number of batches of the evaluation set, which is of the last stage.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "seed": (0, 2**63),
        "batch": (1, 4096),
        "batches_per_draw": (1, 4096),
        "learning_rate": (1e-9, 1),
        "warm_up": (0, 10**6),
        "second_moment": (0, 0.999999),
        "gradient_norm": (1e-6, 1e6),
        "earlier": (0, 0.99),
        "pass_accuracy": (0, 1),
        "digits_weight": (0, 100),
        "least_spare": (0, 10_000),
        "most_spare": (0, 10_000),
        "patience": (1, 10**9),
        "cool_down": (1, 10**9),
        "max_examples": (1, 10**9),
        "evaluate_every": (1, 10**6),
        "evaluation_batches": (1, 10**6),
    }

    task: str
    seed: int = 0
    batch: int = 16
    batches_per_draw: int = 4
    learning_rate: float = 1e-3
    warm_up: int = 100
    second_moment: float = 0.98
    gradient_norm: float = 1.0
    earlier: float = 0.3
    pass_accuracy: float = 0.9
    digits_weight: float = 0.3
    least_spare: int = 1
    most_spare: int = 4
    patience: int = 45_000
    cool_down: int = 100_000
    max_examples: int = 500_000
    evaluate_every: int = 1000
    evaluation_batches: int = 30

    def __post_init__(self) -> None:
        if not isinstance(self.task, str) or self.task not in PAPER_TASKS:
            raise UsageError(f"There is no task {self.task!r}; there are {', '.join(PAPER_TASKS)}.")
        super().__post_init__()
        if self.least_spare > self.most_spare:
            raise UsageError("least_spare must not be greater than most_spare.")


@dataclass(frozen=True)
class DNCSettings(PaperSettings):
    """How a DNC is made and trained.

    Attributes:
        controller, num_layers, hidden_size, word_size, num_read_heads: sizes of the machine, as in ``DNC``.
        input_scale: factor of the controller's initial weights from the input and the reads; see
            ``models.initial.scale_inputs``.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]] = {
        **PaperSettings.BOUNDS,
        "num_layers": (1, 16),
        "hidden_size": (1, 4096),
        "word_size": (1, 4096),
        "num_read_heads": (1, 64),
        "input_scale": (1e-3, 1e3),
    }

    controller: str = "feed-forward"
    num_layers: int = 1
    hidden_size: int = 320
    word_size: int = 64
    num_read_heads: int = 4
    input_scale: float = 4.0

    def __post_init__(self) -> None:
        if self.controller not in get_args(ControllerName):
            raise UsageError(f"controller must be {' or '.join(get_args(ControllerName))}, not {self.controller!r}.")
        super().__post_init__()
