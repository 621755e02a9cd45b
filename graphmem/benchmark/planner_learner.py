"""Our machine as a learner of the paper's episodes, by answers alone.

Departures from how the paper teaches, besides those of the machine.  Each question of an answer is asked where the
right answer leads (a traversal's hops, and the stations of one shortest path), not where the machine's own answers
would.  Any station that begins a shortest rest of the way is a right answer, not the one drawn alone.  The loss is that
of stations, and not of digits.  A share of the batches is run rounded, and the rest with noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..evaluation.outcomes import Outcome
from ..interpreter import DiscretePlanner
from ..interpreter.channels.paper_planner import PaperPlanner
from ..interpreter.channels.planner import PlannerReading
from ..memory.gating import Gating
from ..models.planner import Planner
from ..models.tensors import as_arrays
from ..tasks.paper import Episode
from ..training.batches import loss
from ..training.trainable import StepResult
from .discrete_sequence import DiscreteSequence
from .planner_tokens import run, tokens_of
from .sequence_adapter import SequenceAdapter


@dataclass(frozen=True)
class Teaching:
    """How the planner is run while it learns.

    Attributes:
        discrete_share: batches that are run rounded, straight-through.
        mode_noise: standard deviation of the noise on the logits of read modes.
        match_noise: share by which matches are weakened at random.
    """

    discrete_share: float = 0.5
    mode_noise: float = 0.2
    match_noise: float = 0.5


class PlannerLearner:
    """Teaches a planner machine one of the paper's tasks.

    Args:
        machine: to be taught.
        task: "traversal" or "shortest_path".
        teaching: noise and rounding.
        patient: in tests, whether it plans until a step changes nothing.
    """

    def __init__(self, machine: Planner, task: str, teaching: Teaching | None = None, patient: bool = True) -> None:
        self.module: Planner = machine
        self.task, self.teaching, self.patient = task, teaching or Teaching(), patient

    def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
        """-log of the share of each answer that is right; an episode is right if its strongest answers all are."""
        device = next(self.module.parameters()).device
        tokens = tokens_of(episodes, device)
        answers = run(self.module, tokens, self._gating(rng, device))
        best = answers.detach().argmax(-1, keepdim=True)
        hit = tokens.asked.right.gather(-1, best)[..., 0] >= tokens.asked.weight
        return StepResult(loss(answers, tokens.asked), hit.all(1).tolist())

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """The rounded machine reads and writes the paper's channels."""
        return SequenceAdapter(PlannerSequence(self.module, self.patient), self.task).evaluate(episodes, rng)

    def _gating(self, rng: np.random.Generator, device: torch.device) -> Gating:
        teaching = self.teaching
        noise = torch.Generator(device).manual_seed(int(rng.integers(2**63)))
        rounding = bool(rng.random() < teaching.discrete_share)
        return Gating(rounding, 0.0, teaching.mode_noise, teaching.match_noise, noise)


class PlannerSequence(DiscreteSequence):
    """The rounded machine of a planner's weights as a sequence machine.

    Args:
        machine: whose weights are rounded, as they are when the first step is read.
        patient: whether it plans until a step changes nothing.
    """

    def __init__(self, machine: Planner, patient: bool = True) -> None:
        super().__init__()
        self.machine, self.patient = machine, patient

    def zero_state(self, batch: int, num_slots: int) -> PlannerReading:
        """Before the first step; there are as many slots as triples."""
        del num_slots
        return PlannerReading(PaperPlanner(discretise_planner(self.machine)), batch, self.patient)


def discretise_planner(machine: Planner) -> DiscretePlanner:
    """The machine with its present weights, discretised."""
    return DiscretePlanner.from_tensors(as_arrays(machine), machine.num_heads)
