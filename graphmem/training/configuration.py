"""What decides a run of ``graphmem train planner``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..errors import UsageError
from .exam_trainer import ExamSettings

MOST_LABELS = 100_000  # a soft label set has a place for every label


@dataclass(frozen=True)
class TrainingConfiguration(ExamSettings):
    """Settings of ``graphmem train planner``.

    Attributes:
        seed: of weights, graphs, questions and noise; the same seed gives the same weights.
        num_heads, hidden_size: of the machine.
        base, digits: of the labels; the weights work with any other scheme.
        graphs, questions: per batch; questions of each kind on every graph.
        learning_rate: of Adam; a tenth less after each stage.
        gradient_norm: the gradient is scaled down to it.
        gate_noise, mode_noise: standard deviations of the noise on logits.
        match_noise: share by which matches are weakened at random.
        discrete_share: batches run rounded, straight-through, from stage ``discrete_from`` on.
        discrete_from: number of a stage, counted from 0.
        pass_accuracy: accuracy at which a stage is passed, as a running mean over about ten batches.
        review_share: batches drawn from a stage passed before.
        exam_every: updates between exams.
        patience: updates after which weights that have not passed the exam are given up for fresh ones.
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
        "exam_every": (1, 10**6),
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
    exam_every: int = 50
    patience: int = 400

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.base**self.digits > MOST_LABELS:
            raise UsageError(f"{self.digits} digits to base {self.base} are more than {MOST_LABELS} labels.")
