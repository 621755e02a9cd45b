"""A DNC with a feed-forward controller learns to copy sequences: all that it remembers is in its slots."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import CheckpointError, UsageError
from ..memory.dnc.access import access
from ..models.dnc import DNC, Access
from ..seeding import generator, integer_seed
from ..tasks.algorithmic.bits import bits_loss
from ..tasks.algorithmic.episodes import BitEpisodes
from ..tasks.algorithmic.repeated_copies import BITS, INPUTS, draw_repeated_copies
from ..training.kept_weights import read_half, write_half

TEST_SEED = 20161013
_SMOOTHING = 0.02


@dataclass(frozen=True)
class CopySettings:
    """Everything that decides how a DNC learns to copy.

    Attributes:
        slots: of its memory while it learns.
        curriculum: for each stage, the largest number of copies and the greatest length; half the batches have both,
            in the others both are drawn uniformly from 1 on.
        seed: of weights and episodes; the same seed gives the same weights.
        word_size, num_heads, hidden_size: of the machine.
        batch: episodes of one update.
        updates: in all.
        learning_rate: of Adam; falls in a line to 0 over the last quarter of the updates.
        gradient_norm: the gradient is scaled down to it.
        pass_accuracy: share of right vectors, as a running mean over about 50 batches, at which a stage is passed.
    """

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

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> CopySettings:
        """The reverse of ``as_dict``.

        Raises:
            CheckpointError: if these are not the settings of such a run.
        """
        if set(values) != {field.name for field in fields(cls)}:
            raise CheckpointError("These are not the settings of a machine that copies.")
        try:
            stages = tuple((int(copies), int(length)) for copies, length in values["curriculum"])
        except (TypeError, ValueError) as error:
            raise CheckpointError("The stages of a machine that copies are unreadable.") from error
        return cls(**{**values, "curriculum": stages})


@dataclass(frozen=True)
class Copier:
    """A machine that was taught to copy.

    Attributes:
        machine: with weights that half precision can hold.
        stages: how it was taught, one after the other; sizes and seed are those of the first.
        stage: number of the stage it came to in the last, from 0.
        seconds: of a processor that all this took.
    """

    machine: DNC
    stages: tuple[CopySettings, ...]
    stage: int
    seconds: float

    @property
    def settings(self) -> CopySettings:
        """The last of them."""
        return self.stages[-1]

    @property
    def examples(self) -> int:
        """Episodes seen."""
        return sum(stage.updates * stage.batch for stage in self.stages)


def make_copier(settings: CopySettings, step: Access = access) -> DNC:
    """A machine that knows nothing yet."""
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


def teach_stages(stages: Sequence[CopySettings], step: Access = access, *, compiled: bool = False) -> Copier:
    """Teach a new machine, stage by stage; arguments as of ``teach_to_copy``."""
    copier = None
    for settings in stages:
        copier = teach_to_copy(settings, step, copier, compiled=compiled)
    if copier is None:
        raise UsageError("A machine is taught in at least one stage.")
    return copier


def teach_to_copy(
    settings: CopySettings, step: Access = access, before: Copier | None = None, *, compiled: bool = False
) -> Copier:
    """All updates, stage by stage; the weights are then rounded to half precision, as they are kept.

    Args:
        settings: of this stage.
        step: of the memory.
        before: what was taught in earlier stages; it is left as it is.
        compiled: have the machine's steps compiled while it learns, which is faster and may differ in the last bits.
    """
    began = time.process_time()
    machine = with_access(before.machine, step) if before else make_copier(settings, step)
    if compiled:
        machine.compile_steps()
    stages, seconds = (before.stages, before.seconds) if before else ((), 0.0)
    optimizer = torch.optim.Adam(machine.parameters(), lr=settings.learning_rate)
    rng = generator(settings.seed, "episodes", *range(1, 1 + len(stages)))
    stage, share = 0, 0.0
    for update in range(settings.updates):
        copies, length = settings.curriculum[stage]
        if rng.random() < 0.5:
            copies, length = int(rng.integers(copies)) + 1, int(rng.integers(length)) + 1
        episodes = draw_repeated_copies(rng, settings.batch, copies, length)
        logits, targets, mask = answer(machine, episodes, settings.slots)
        loss = bits_loss(logits, targets, mask)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's backward is
        norm = nn.utils.clip_grad_norm_(machine.parameters(), settings.gradient_norm)
        optimizer.param_groups[0]["lr"] = settings.learning_rate * min(1.0, 4 * (1 - update / settings.updates))
        if torch.isfinite(norm):
            optimizer.step()
        share += _SMOOTHING * (float(vectors_right(logits, targets, mask)) - share)
        if share >= settings.pass_accuracy and stage < len(settings.curriculum) - 1:
            stage, share = stage + 1, 0.0
    # A machine of its own, since what is compiled is not copied with a machine.
    taught = make_copier((*stages, settings)[0], step)
    taught.load_state_dict({name: value.half().float() for name, value in machine.state_dict().items()})
    return Copier(taught, (*stages, settings), stage, round(seconds + time.process_time() - began, 1))


def answer(machine: DNC, episodes: BitEpisodes, slots: int) -> tuple[Tensor, Tensor, Tensor]:
    """Logits (T, B, 8) of a machine with so many slots, and the episodes' targets and mask as tensors."""
    inputs, targets, mask = (torch.as_tensor(part) for part in (episodes.inputs, episodes.targets, episodes.mask))
    logits, _ = machine(inputs, machine.zero_state(inputs.shape[1], slots))
    return logits, targets, mask


def vectors_right(logits: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    """Share of vectors with all bits right."""
    hit = torch.eq(logits > 0, targets > 0.5).all(-1)
    return (hit * mask.double()).sum() / mask.sum()


@torch.no_grad()
def score_copies(machine: DNC, copies: int, length: int, slots: int, sequences: int = 100) -> tuple[float, float]:
    """Share of right vectors, and nats a vector, on episodes that depend on their size alone."""
    episodes = draw_repeated_copies(generator(TEST_SEED, copies, length), sequences, copies, length)
    logits, targets, mask = answer(machine, episodes, slots)
    return float(vectors_right(logits, targets, mask)), BITS * float(bits_loss(logits, targets, mask))


def save_copier(path: Path, copier: Copier) -> None:
    """Write weights in half precision, and how they came to be; errors as of ``write_half``."""
    stages = [settings.as_dict() for settings in copier.stages]
    values = {"stages": stages, "stage": copier.stage, "seconds": copier.seconds}
    write_half(path, values, copier.machine.state_dict())


def load_copier(path: Path, step: Access = access) -> Copier:
    """What ``save_copier`` wrote.

    Raises:
        CheckpointError: if the file is something else.
    """
    values, tensors = read_half(path)
    try:
        stages = tuple(map(CopySettings.from_dict, values["stages"]))
        machine = make_copier(stages[0], step)
        machine.load_state_dict({name: value.float() for name, value in tensors.items()})
        return Copier(machine, stages, int(values["stage"]), float(values["seconds"]))
    except (LookupError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{path} holds no weights of a machine that copies.") from error


def parameters_of(machine: nn.Module) -> int:
    """How many numbers it learns."""
    return sum(parameter.numel() for parameter in machine.parameters())
