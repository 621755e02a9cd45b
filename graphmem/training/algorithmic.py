"""Training on the NTM paper's tasks: the settings, and the plan for the trainer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from ..errors import UsageError
from ..models.memory_machine import MemoryMachine
from ..models.sequence import SequenceMachine
from ..seeding import generator, integer_seed
from ..tasks.algorithmic import ALGORITHMIC_TASKS, BitEpisodes
from ..tasks.algorithmic.bits import bits_loss
from .curricula import RunningMeanGate
from .plan import Start, TrainingPlan
from .progress import Progress
from .settings import Settings
from .trainable import StepResult

MakeMachine = Callable[[int, int, torch.Generator], nn.Module]
"""From input channels, output channels and the source of the initial weights to a sequence machine on the CPU."""

CountAnswers = Callable[[Tensor, Tensor, Tensor], list[bool]]

OPTIMIZERS: dict[str, Callable[[Iterator[nn.Parameter], float], torch.optim.Optimizer]] = {
    "adam": lambda parameters, rate: torch.optim.Adam(parameters, rate),
    # Momentum as in the NTM paper; the decay of the mean square is that of Graves 2013, which it refers to.
    "rmsprop": lambda parameters, rate: torch.optim.RMSprop(parameters, rate, alpha=0.95, momentum=0.9),
}


@dataclass(frozen=True)
class AlgorithmicSettings(Settings):
    """How one machine is trained on one task.

    Attributes:
        machine: name of the machine.
        task: a name in ``ALGORITHMIC_TASKS``.
        seed: seed of weights and episodes; the same seed gives the same weights.
        optimizer: a name in ``OPTIMIZERS``.
        learning_rate: the rate until it begins to fall.
        settling: share of the episodes, at the end, over which the learning rate falls linearly to 0.
        batch: number of episodes of a batch, all of one size.
        gradient_norm: gradients are scaled down to this norm.
        episodes: number of episodes in all.
        slots: size of the machine's memory; evaluation may use another.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "seed": (0, 2**63),
        "learning_rate": (1e-9, 1),
        "settling": (0, 1),
        "batch": (1, 4096),
        "gradient_norm": (1e-6, 1e6),
        "episodes": (1, 10**9),
        "slots": (1, 4096),
    }

    machine: str
    task: str
    seed: int = 0
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    settling: float = 0.25
    batch: int = 16
    gradient_norm: float = 10.0
    episodes: int = 100_000
    slots: int = 128

    def __post_init__(self) -> None:
        for name, known in (("task", (*ALGORITHMIC_TASKS,)), ("optimizer", (*OPTIMIZERS,))):
            if getattr(self, name) not in known:
                raise UsageError(f"There is no {name} {getattr(self, name)!r}; there are {', '.join(known)}.")
        if not isinstance(self.machine, str):
            raise UsageError(f"machine must be a name, not {self.machine!r}.")
        super().__post_init__()


class BitsTrainable:
    """A sequence machine that answers with bits.

    Args:
        machine: reads the inputs of ``BitEpisodes`` and writes logits of their targets.
        slots: size of its memory.
        count: from logits, targets and mask to the answers that count towards a curriculum; None where there is none.
    """

    def __init__(self, machine: nn.Module, slots: int, count: CountAnswers | None = None) -> None:
        self.module = machine
        self.slots, self.count = slots, count
        self._machine: SequenceMachine = machine  # type: ignore[assignment]  # an nn.Module that is called so

    def training_step(self, episodes: BitEpisodes, rng: np.random.Generator) -> StepResult:
        """Cross-entropy of the bits."""
        del rng
        logits, targets, mask = self.answer(episodes)
        correct = self.count(logits, targets, mask) if self.count else []
        return StepResult(bits_loss(logits, targets, mask), correct)

    def answer(self, episodes: BitEpisodes) -> tuple[Tensor, Tensor, Tensor]:
        """Logits (T, B, O), with the episodes' targets and mask as tensors of the weights' type."""
        weight = next(self.module.parameters())
        inputs, targets, mask = (
            torch.as_tensor(part, dtype=weight.dtype, device=weight.device)
            for part in (episodes.inputs, episodes.targets, episodes.mask)
        )
        logits, _ = self._machine(inputs, self._machine.zero_state(inputs.shape[1], self.slots))
        return logits, targets, mask


def algorithmic_plan(
    settings: AlgorithmicSettings, make: MakeMachine, device: torch.device, *, compiled: bool = False
) -> TrainingPlan[BitEpisodes]:
    """The training of a machine on one task, from scratch.

    Args:
        settings: settings of the training.
        make: makes the machine.
        device: device that it runs on.
        compiled: compile the steps of a DNC or an NTM, which is faster and may differ in the last bits.
    """
    task = ALGORITHMIC_TASKS[settings.task]

    def start(number: int) -> Start[BitEpisodes]:
        del number  # there are no fresh starts
        machine = make(task.inputs, task.outputs, torch.Generator().manual_seed(integer_seed(settings.seed, "weights")))
        machine.to(device)
        if compiled and isinstance(machine, MemoryMachine):
            machine.compile_steps()
        optimizer = OPTIMIZERS[settings.optimizer](machine.parameters(), settings.learning_rate)
        rng = generator(settings.seed, "episodes", settings.task)
        return Start(BitsTrainable(machine, settings.slots), optimizer, rng)

    def draw(rng: np.random.Generator, progress: Progress) -> list[BitEpisodes]:
        del progress
        return [task.draw(rng, settings.batch, task.draw_size(rng))]

    def rate(progress: Progress) -> float:
        left = 1 - progress.examples / settings.episodes
        return settings.learning_rate * min(1.0, left / max(settings.settling, 1e-9))

    return TrainingPlan(
        settings,
        start,
        draw,
        batch_size=settings.batch,
        gate=RunningMeanGate(0.1),
        gradient_norm=settings.gradient_norm,
        rate=rate,
        max_examples=settings.episodes,
    )
