"""Everything that decides how the benchmark trains one machine; saved with its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar

from ..errors import UsageError
from ..training.paper_settings import PaperSettings
from ..training.settings import Settings

OPTIMIZERS = ("adam", "rmsprop")


@dataclass(frozen=True)
class BenchmarkSettings(PaperSettings):
    """How one machine is trained on one task by the curriculum that all machines share.

    Attributes:
        machine: a name in ``MACHINES``.
        compiled: whether the steps of a DNC or an NTM were compiled in any session; the last bits may then differ.
    """

    machine: str = field(kw_only=True)
    compiled: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        _check_common(self.machine, self.compiled)
        super().__post_init__()


@dataclass(frozen=True)
class PaperCurriculumSettings(Settings):
    """How one machine is trained on one task by the curriculum of the paper.

    Attributes:
        machine: a name in ``MACHINES``.
        task: a name in ``PAPER_TASKS``.
        seed: seed of weights and episodes; the same seed gives the same weights.
        optimizer: "rmsprop", with a decay of 0.9 and no momentum, or "adam".
        learning_rate: the rate in the first stage.
        stage_decay: factor of the rate at each stage that is passed.
        batch: number of episodes of a batch.
        batches_per_draw: number of batches drawn at once; their episodes are sorted by length, so that machines that go
            step by step do not wait for the longest of all.
        gradient_norm: gradients are scaled down to this norm; 0 for never.
        check_every: number of updates between checks of the curriculum, and between evaluations.
        rates: (examples, rate) pairs in order; from so many examples on, another learning rate of the first stage.
        compiled: whether the steps of a DNC or an NTM were compiled in any session; the last bits may then differ.
        evaluation_episodes: size of the evaluation set, which is of the last stage.  The best weights are kept, and
            training ends when all answers are correct.  0 for no evaluation: the last weights are kept.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "seed": (0, 2**63),
        "learning_rate": (1e-9, 1),
        "stage_decay": (1e-3, 1),
        "batch": (1, 4096),
        "batches_per_draw": (1, 4096),
        "gradient_norm": (0, 1e6),
        "check_every": (1, 10**6),
        "evaluation_episodes": (0, 10**6),
    }

    machine: str
    task: str
    seed: int
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    stage_decay: float = 0.9
    batch: int = 32
    batches_per_draw: int = 1
    gradient_norm: float = 10.0
    check_every: int = 20
    rates: tuple[tuple[int, float], ...] = ()
    compiled: bool = False
    evaluation_episodes: int = 0

    def __post_init__(self) -> None:
        _check_common(self.machine, self.compiled)
        if not isinstance(self.task, str):
            raise UsageError(f"task must be a name, not {self.task!r}.")
        if self.optimizer not in OPTIMIZERS:
            raise UsageError(f"There is no optimizer {self.optimizer!r}; there are {', '.join(OPTIMIZERS)}.")
        object.__setattr__(self, "rates", _checked_rates(self.rates))  # JSON has lists of lists
        super().__post_init__()

    def rate(self, examples: int, stage: int) -> float:
        """The learning rate after a number of examples, in a stage counted from 0."""
        first = [self.learning_rate, *(rate for begin, rate in self.rates if begin <= examples)][-1]
        return first * self.stage_decay**stage


MachineSettings = BenchmarkSettings | PaperCurriculumSettings
"""The settings of a machine of the benchmark."""


def read_settings(values: object) -> MachineSettings:
    """Settings from their ``as_dict``: those of the curriculum whose names they have.

    Raises:
        CheckpointError: if a setting is missing, unknown or unusable.
    """
    if isinstance(values, dict) and set(values) == {one.name for one in fields(PaperCurriculumSettings)}:
        return PaperCurriculumSettings.from_dict(values)
    return BenchmarkSettings.from_dict(values)


def _check_common(machine: object, compiled: object) -> None:
    if not isinstance(machine, str):
        raise UsageError(f"machine must be a name, not {machine!r}.")
    if not isinstance(compiled, bool):
        raise UsageError(f"compiled must be true or false, not {compiled!r}.")


def _checked_rates(rates: object) -> tuple[tuple[int, float], ...]:
    """Pairs of numbers, as ``PaperCurriculumSettings`` has them; a UsageError if they are something else."""
    try:
        pairs = tuple((begin, rate) for begin, rate in rates)  # type: ignore[attr-defined]  # anything else is caught below
        ordered = all(type(begin) is int and begin >= 0 for begin, _ in pairs) and list(pairs) == sorted(pairs)
        if not ordered or not all(type(rate) is float and 1e-9 <= rate <= 1 for _, rate in pairs):
            raise ValueError
    except (TypeError, ValueError) as error:
        raise UsageError(f"rates must be pairs of examples and a learning rate, in order, not {rates!r}.") from error
    return pairs
