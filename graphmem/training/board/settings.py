"""Everything that decides a run of the board; saved with its weights."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from ...errors import CheckpointError

OPTIMIZERS = ("adam", "rmsprop")


@dataclass(frozen=True)
class RunSettings:
    """How one machine is taught one task.

    Attributes:
        machine: a name in ``MACHINES``.
        task: a name in ``PAPER_TASKS``.
        seed: of weights and episodes; the same seed gives the same weights.
        optimizer: "rmsprop", squares decaying by 0.9 and no momentum, or "adam".
        learning_rate: of it, in the first lesson.
        lesson_decay: what the rate is multiplied by at each lesson that is passed.
        batch: episodes of one update.
        together: batches that are drawn at once and share out their episodes by length, so that machines that go step
            by step do not wait for the longest of all.
        gradient_norm: the gradient is scaled down to it; 0 for never.
        check_every: updates from one check of the lesson to the next.
        exam: episodes that are answered at every check, always the same ones, of the last lesson, or as a machine's own
            course has them; the weights that did best are kept, and a run ends when all are answered rightly.  0 for no
            exam: the last weights are kept.
    """

    machine: str
    task: str
    seed: int
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    lesson_decay: float = 0.9
    batch: int = 32
    together: int = 1
    gradient_norm: float = 10.0
    check_every: int = 20
    exam: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> RunSettings:
        """The reverse of ``as_dict``.

        Raises:
            CheckpointError: if these are not the settings of a run.
        """
        types = {field.name: field.type for field in fields(cls)}
        kinds: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float)}
        if set(values) != set(types) or not all(isinstance(values[name], kinds[str(types[name])]) for name in types):
            raise CheckpointError("These are not the settings of a run of the board.")
        if values["optimizer"] not in OPTIMIZERS or min(values["batch"], values["together"], values["check_every"]) < 1:
            raise CheckpointError("The settings of this run cannot be used.")
        return cls(**values)
