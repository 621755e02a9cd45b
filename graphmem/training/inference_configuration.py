"""Everything that decides a run of ``graphmem train inference``; saved with every checkpoint."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from ..errors import CheckpointError, UsageError

BOUNDS: dict[str, tuple[float, float]] = {
    "seed": (0, 2**63),
    "places": (1, 10),
    "graphs": (1, 4096),
    "control_rate": (1e-9, 10),
    "lexicon_rate": (1e-9, 10),
    "pass_mark": (0, 1),
    "edge_share": (0, 1),
    "word_patience": (1, 10**6),
    "exam_every": (1, 10**6),
    "patience": (1, 10**9),
}


@dataclass(frozen=True)
class InferenceConfiguration:
    """Settings of ``graphmem train inference``.

    Attributes:
        seed: of weights, graphs and questions; the same seed gives the same weights.
        places: letters and rests of a word.
        graphs: per batch, with three queries each.
        control_rate, lexicon_rate: learning rates of Adam.  A word is asked about in one batch of five, and nothing
            else depends on it, so the lexicon may learn faster.
        pass_mark: accuracy at which the first lesson, single edges, is passed, as a running mean over about ten
            batches.
        edge_share: batches of single edges after that lesson.
        word_patience: questions after which a word that is not answered rightly nearly always is begun anew.
        exam_every: updates between exams.
        patience: updates after which weights that have not passed the exam are given up for fresh ones.
    """

    seed: int = 0
    places: int = 7
    graphs: int = 32
    control_rate: float = 0.05
    lexicon_rate: float = 0.1
    pass_mark: float = 0.97
    edge_share: float = 0.05
    word_patience: int = 140
    exam_every: int = 50
    patience: int = 4000

    def __post_init__(self) -> None:
        for name, (least, most) in BOUNDS.items():
            if not least <= getattr(self, name) <= most:  # so written, it refuses what is no number too
                raise UsageError(f"{name} must lie between {least:g} and {most:g}, not {getattr(self, name)}.")

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> InferenceConfiguration:
        """The reverse of ``as_dict``.

        Raises:
            CheckpointError: if a setting is missing, unknown or unusable.
        """
        if set(values) != {field.name for field in fields(cls)}:
            raise CheckpointError("The training configuration of this checkpoint has other settings than this version.")
        try:
            return cls(**values)
        except (TypeError, UsageError) as error:
            raise CheckpointError(f"The training configuration of this checkpoint is unusable: {error}") from error
