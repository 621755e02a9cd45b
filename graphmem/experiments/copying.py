"""A DNC with a feed-forward controller learns to copy sequences: all that it remembers is in its slots."""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from ..errors import CheckpointError, UsageError
from ..memory.dnc.access import access
from ..models.dnc import DNC, Access
from ..seeding import generator, integer_seed
from ..tasks.algorithmic.bits import bits_loss
from ..tasks.algorithmic.episodes import BitEpisodes
from ..tasks.algorithmic.repeated_copies import BITS, INPUTS, draw_repeated_copies
from ..training.algorithmic import BitsTrainable
from ..training.curricula import RunningMeanGate
from ..training.half_precision import read_half, write_half
from ..training.plan import Start, TrainingPlan
from ..training.progress import Budget, Progress
from ..training.settings import Settings
from ..training.trainer import Trainer

TEST_SEED = 20161013


@dataclass(frozen=True)
class CopySettings(Settings):
    """Everything that decides how a DNC learns to copy.

    Attributes:
        slots: size of its memory in training.
        curriculum: for each stage, the largest number of copies and the largest length; half the batches have both,
            in the others both are drawn uniformly from 1 on.
        seed: seed of weights and episodes; the same seed gives the same weights.
        word_size, num_heads, hidden_size: sizes of the machine.
        batch: number of episodes of an update.
        updates: number of updates in all.
        learning_rate: learning rate of Adam; falls linearly to 0 over the last quarter of the updates.
        gradient_norm: gradients are scaled down to this norm.
        pass_accuracy: share of correct vectors, as a running mean over about 50 batches, at which a stage is passed.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "slots": (1, 4096),
        "seed": (0, 2**63),
        "word_size": (1, 4096),
        "num_heads": (1, 64),
        "hidden_size": (1, 4096),
        "batch": (1, 4096),
        "updates": (0, 10**9),
        "learning_rate": (1e-9, 1),
        "gradient_norm": (1e-6, 1e6),
        "pass_accuracy": (0, 1),
    }

    slots: int
    curriculum: tuple[tuple[int, int], ...]
    seed: int = 0
    word_size: int = 12
    num_heads: int = 1
    hidden_size: int = 64
    batch: int = 16
    updates: int = 4000
    learning_rate: float = 5e-3
    gradient_norm: float = 1.0
    pass_accuracy: float = 0.9

    def __post_init__(self) -> None:
        try:
            stages = tuple((int(copies), int(length)) for copies, length in self.curriculum)
        except (TypeError, ValueError) as error:
            raise UsageError(f"curriculum must be pairs of copies and a length, not {self.curriculum!r}.") from error
        object.__setattr__(self, "curriculum", stages)  # JSON has lists of lists
        super().__post_init__()


@dataclass(frozen=True)
class Copier:
    """A machine that was trained to copy.

    Attributes:
        machine: machine with weights that half precision can hold.
        parts: settings of its training, one part after the other; sizes and seed are those of the first.
        stage: curriculum stage that it reached in the last part, counted from 0.
        seconds: processor time that all parts took.
    """

    machine: DNC
    parts: tuple[CopySettings, ...]
    stage: int
    seconds: float

    @property
    def settings(self) -> CopySettings:
        """The settings of the last part."""
        return self.parts[-1]

    @property
    def examples(self) -> int:
        """Number of episodes in all parts."""
        return sum(part.updates * part.batch for part in self.parts)


def make_copier(settings: CopySettings, step: Access = access) -> DNC:
    """A machine with initial weights."""
    weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights"))
    return DNC(
        INPUTS,
        BITS,
        hidden_size=settings.hidden_size,
        word_size=settings.word_size,
        num_read_heads=settings.num_heads,
        controller="feed-forward",
        generator=weights,
        access=step,
    )


def with_access(machine: DNC, step: Access) -> DNC:
    """Another machine with a copy of the same weights and another step of the memory."""
    other = copy.deepcopy(machine)
    other.access = step
    return other


def train_parts(parts: Sequence[CopySettings], step: Access = access, *, compiled: bool = False) -> Copier:
    """Train a new machine, one part after the other; arguments as of ``train_copier``."""
    copier = None
    for settings in parts:
        copier = train_copier(settings, step, copier, compiled=compiled)
    if copier is None:
        raise UsageError("Training needs at least one part.")
    return copier


def train_copier(
    settings: CopySettings, step: Access = access, before: Copier | None = None, *, compiled: bool = False
) -> Copier:
    """Train, and convert the weights to half precision, as they are saved.

    Args:
        settings: settings of this part of the training.
        step: step of the memory.
        before: a machine with the parts before this one; it is left as it is.
        compiled: compile the machine's steps in training, which is faster and may differ in the last bits.
    """
    began = time.process_time()
    machine = with_access(before.machine, step) if before else make_copier(settings, step)
    if compiled:
        machine.compile_steps()
    parts, seconds = (before.parts, before.seconds) if before else ((), 0.0)
    trainer = Trainer(copy_plan(settings, machine, len(parts)))
    trainer.run(Budget(updates=settings.updates))
    # A machine of its own, since a compiled step is not copied with a machine.
    trained = make_copier((*parts, settings)[0], step)
    trained.load_state_dict({name: value.half().float() for name, value in machine.state_dict().items()})
    total = round(seconds + time.process_time() - began, 1)
    return Copier(trained, (*parts, settings), trainer.progress.stage, total)


def copy_plan(settings: CopySettings, machine: DNC, part: int) -> TrainingPlan[BitEpisodes]:
    """One part of the training of a machine; it is trained in place.

    Args:
        settings: settings of this part.
        machine: a DNC.
        part: number of the part, counted from 0.
    """

    def start(number: int) -> Start[BitEpisodes]:
        del number  # there are no fresh starts
        optimizer = torch.optim.Adam(machine.parameters(), lr=settings.learning_rate)
        rng = generator(settings.seed, "episodes", *range(1, 1 + part))
        return Start(BitsTrainable(machine, settings.slots, correct_vectors), optimizer, rng)

    def draw(rng: np.random.Generator, progress: Progress) -> list[BitEpisodes]:
        copies, length = settings.curriculum[progress.stage]
        if rng.random() < 0.5:
            copies, length = int(rng.integers(copies)) + 1, int(rng.integers(length)) + 1
        return [draw_repeated_copies(rng, settings.batch, copies, length)]

    return TrainingPlan(
        settings,
        start,
        draw,
        batch_size=settings.batch,
        gate=RunningMeanGate(0.02, settings.pass_accuracy, len(settings.curriculum)),
        gradient_norm=settings.gradient_norm,
        rate=lambda progress: settings.learning_rate * min(1.0, 4 * (1 - progress.update / settings.updates)),
    )


def correct_vectors(logits: Tensor, targets: Tensor, mask: Tensor) -> list[bool]:
    """For each vector of an answer, whether all its bits are correct; arguments as of ``bits_loss``."""
    correct: list[bool] = torch.eq(logits > 0, targets > 0.5).all(-1)[mask > 0].tolist()
    return correct


@torch.no_grad()
def score_copies(machine: DNC, copies: int, length: int, slots: int, sequences: int = 100) -> tuple[float, float]:
    """Share of correct vectors, and nats per vector, on episodes that depend on their size alone.

    The machine runs in double precision.  In single precision, rounding adds up over a hundred vectors, and answers
    differ between processors.
    """
    episodes = draw_repeated_copies(generator(TEST_SEED, copies, length), sequences, copies, length)
    precise = with_access(machine, machine.access).double()
    logits, targets, mask = BitsTrainable(precise, slots).answer(episodes)
    correct = correct_vectors(logits, targets, mask)
    return sum(correct) / len(correct), BITS * float(bits_loss(logits, targets, mask))


def save_copier(path: Path, copier: Copier) -> None:
    """Write weights in half precision, and how they were trained; errors as of ``write_half``."""
    parts = [settings.as_dict() for settings in copier.parts]
    values = {"stages": parts, "stage": copier.stage, "seconds": copier.seconds}
    write_half(path, values, copier.machine.state_dict())


def load_copier(path: Path, step: Access = access) -> Copier:
    """Read the weights that ``save_copier`` wrote.

    Raises:
        CheckpointError: if the file is something else.
    """
    values, tensors = read_half(path)
    try:
        parts = tuple(map(CopySettings.from_dict, values["stages"]))
        machine = make_copier(parts[0], step)
        machine.load_state_dict({name: value.float() for name, value in tensors.items()})
        return Copier(machine, parts, int(values["stage"]), float(values["seconds"]))
    except (LookupError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{path} holds no weights of a machine that copies.") from error


def parameters_of(machine: nn.Module) -> int:
    """Number of parameters."""
    return sum(parameter.numel() for parameter in machine.parameters())
