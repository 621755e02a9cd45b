"""What decides a run of ``graphmem train inference``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from .exam_trainer import ExamSettings


@dataclass(frozen=True)
class InferenceConfiguration(ExamSettings):
    """Settings of ``graphmem train inference``.

    Attributes:
        seed: of weights, graphs and questions; the same seed gives the same weights.
        places: letters and rests of a word.
        graphs: per batch, with three queries each.
        control_rate, lexicon_rate: learning rates of Adam.  A word is asked about in one batch of five, and nothing
            else depends on it, so the lexicon may learn faster.
        word_patience: questions after which a word that is not answered rightly nearly always is begun anew.
        exam_every: updates between exams.
        patience: updates after which weights that have not passed the exam are given up for fresh ones.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "seed": (0, 2**63),
        "places": (1, 10),
        "graphs": (1, 4096),
        "control_rate": (1e-9, 10),
        "lexicon_rate": (1e-9, 10),
        "word_patience": (1, 10**6),
        "exam_every": (1, 10**6),
        "patience": (1, 10**9),
    }

    seed: int = 0
    places: int = 7
    graphs: int = 32
    control_rate: float = 0.05
    lexicon_rate: float = 0.1
    word_patience: int = 140
    exam_every: int = 50
    patience: int = 4000
