"""Training on the NTM paper's tasks: settings, the loop, and states that resume exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import torch
from torch import Tensor, nn

from ..errors import CheckpointError, UsageError
from ..models.dnc import DNC
from ..models.ntm import NTM
from ..models.sequence import SequenceMachine
from ..seeding import generator, integer_seed
from ..tasks.algorithmic import ALGORITHMIC_TASKS
from ..tasks.algorithmic.bits import bits_loss
from .checkpoints import complete_state, load_generator, load_optimizer, optimizer_tensors, within
from .records import ProgressRecord, Settings

_SMOOTHING = 0.02  # of the running loss, which is for people


class TrainableMachine(SequenceMachine, Protocol):
    """A sequence machine with weights, as every nn.Module has them."""

    def parameters(self) -> Iterator[nn.Parameter]:
        """All that is taught."""

    def state_dict(self) -> dict[str, Any]:
        """By name."""

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> Any:
        """The reverse."""

    def to(self, device: torch.device) -> Any:
        """Move it."""


Make = Callable[[int, int, torch.Generator], TrainableMachine]
"""From input channels, output channels and where the initial weights come from, to a machine on the CPU."""

OPTIMIZERS: dict[str, Callable[[Iterator[nn.Parameter], float], torch.optim.Optimizer]] = {
    "adam": lambda parameters, rate: torch.optim.Adam(parameters, rate),
    # Momentum as in the NTM paper; the decay of the mean square is that of Graves 2013, which it refers to.
    "rmsprop": lambda parameters, rate: torch.optim.RMSprop(parameters, rate, alpha=0.95, momentum=0.9),
}


@dataclass(frozen=True)
class AlgorithmicSettings(Settings):
    """How one machine is taught one task.

    Attributes:
        machine: its name, for whoever makes it.
        task: a name in ``ALGORITHMIC_TASKS``.
        seed: of weights and episodes; the same seed gives the same weights.
        optimizer: a name in ``OPTIMIZERS``.
        learning_rate: until it settles.
        settling: the share of the episodes, at the end, over which the learning rate falls in a line to 0.
        batch: episodes of one size a batch.
        gradient_norm: the gradient is scaled down to it.
        episodes: in all.
        slots: of the machine's memory; need not be those of the test.
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


@dataclass
class AlgorithmicProgress(ProgressRecord):
    """Where a run stands.

    Attributes:
        episodes: seen.
        loss: running mean, nats a bit.
        seconds: of the processor, in all sessions.
    """

    episodes: int = 0
    loss: float = 0.0
    seconds: float = 0.0


class AlgorithmicTrainer:
    """Trains one machine on one task, from nothing.

    Args:
        settings: of the run.
        make: makes the machine.
        device: where it runs.
        compiled: have the steps of a DNC or an NTM compiled, which is faster and may differ in the last bits.
    """

    def __init__(
        self, settings: AlgorithmicSettings, make: Make, device: torch.device, *, compiled: bool = False
    ) -> None:
        self.settings = settings
        self.task = ALGORITHMIC_TASKS[settings.task]
        self.device = device
        weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights"))
        self.machine = make(self.task.inputs, self.task.outputs, weights)
        self.machine.to(device)
        if compiled and isinstance(self.machine, (DNC, NTM)):
            self.machine.compile_steps()
        self.optimizer = OPTIMIZERS[settings.optimizer](self.machine.parameters(), settings.learning_rate)
        self.rng = generator(settings.seed, "episodes", settings.task)
        self.progress = AlgorithmicProgress()

    @property
    def finished(self) -> bool:
        """Whether all episodes have been seen."""
        return self.progress.episodes >= self.settings.episodes

    def update(self) -> None:
        """One batch, one step of the optimizer; a gradient that is not finite is passed over."""
        settings, progress = self.settings, self.progress
        episodes = self.task.draw(self.rng, settings.batch, self.task.draw_size(self.rng))
        inputs, targets, mask = (
            torch.as_tensor(part, device=self.device) for part in (episodes.inputs, episodes.targets, episodes.mask)
        )
        logits, _ = self.machine(inputs, self.machine.zero_state(settings.batch, settings.slots))
        loss = bits_loss(logits, targets, mask)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's backward is
        norm = nn.utils.clip_grad_norm_(self.machine.parameters(), settings.gradient_norm)
        self.optimizer.param_groups[0]["lr"] = self._learning_rate()
        if torch.isfinite(norm):
            self.optimizer.step()
        progress.episodes += settings.batch
        if torch.isfinite(loss):  # one that is not would stay in the mean for ever
            value = float(loss.detach())
            progress.loss = progress.loss + _SMOOTHING * (value - progress.loss) if progress.loss else value

    def _learning_rate(self) -> float:
        left = 1 - self.progress.episodes / self.settings.episodes
        return self.settings.learning_rate * min(1.0, left / max(self.settings.settling, 1e-9))

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that a run needs to go on as if it had not stopped: plain values, and tensors."""
        tensors = {f"machine.{name}": value for name, value in self.machine.state_dict().items()}
        tensors |= optimizer_tensors(self.optimizer, "optimizer.")
        values = {
            "settings": self.settings.as_dict(),
            "progress": vars(self.progress),
            "drawn": self.rng.bit_generator.state,
        }
        return values, tensors

    def load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        """Go on from ``state``.

        Raises:
            CheckpointError: if something is missing, of another shape, or of a run with other settings.
        """
        if values.get("settings") != self.settings.as_dict():
            raise CheckpointError("The run that is there has other settings; choose another folder.")
        with complete_state():
            self.progress = AlgorithmicProgress.from_dict(values["progress"])
            self.machine.load_state_dict(within(tensors, "machine."))
            load_optimizer(self.optimizer, tensors, "optimizer.")
            self.rng = load_generator(values["drawn"])
