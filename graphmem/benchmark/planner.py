"""The planner on the benchmark: how it is trained, by answers alone, and evaluated.

The training differs from the paper's too.  Each question of an answer is asked where the correct
answer leads (a traversal's hops, and the stations of one shortest path), not where the machine's own answers would.
Any station that begins a shortest remaining path is a correct answer, not only the one that was drawn.  The loss is
that of stations, not of digits.  A share of the batches is run discretised, and the rest with noise.
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
from ..training.planner import answer_loss
from ..training.trainable import StepResult
from .discrete_sequence import DiscreteSequence
from .planner_tokens import run_tokens, tokens_of
from .sequence_adapter import SequenceAdapter


@dataclass(frozen=True)
class PlannerNoise:
    """How the planner is disturbed in training.

    Attributes:
        discrete_share: share of batches that are run discretised, straight-through.
        mode_noise: standard deviation of the noise on the logits of read modes.
        match_noise: share by which matches are weakened at random.
    """

    discrete_share: float = 0.5
    mode_noise: float = 0.2
    match_noise: float = 0.5


class TrainablePlanner:
    """A planner on one of the paper's tasks.

    Args:
        machine: a planner; it is trained in place.
        task: "traversal" or "shortest_path".
        noise: noise in training.
        patient: whether in evaluation it plans until a step changes nothing, or for the steps of the query.
    """

    def __init__(self, machine: Planner, task: str, noise: PlannerNoise | None = None, patient: bool = True) -> None:
        self.module: Planner = machine
        self.task, self.noise, self.patient = task, noise or PlannerNoise(), patient

    def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
        """-log of the share of each answer that is correct; an episode is correct if its strongest answers all are."""
        device = next(self.module.parameters()).device
        tokens = tokens_of(episodes, device)
        answers = run_tokens(self.module, tokens, self._gating(rng, device))
        best = answers.detach().argmax(-1, keepdim=True)
        hit = tokens.asked.right.gather(-1, best)[..., 0] >= tokens.asked.weight
        return StepResult(answer_loss(answers, tokens.asked), hit.all(1).tolist())

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """The discretised machine reads and writes the paper's channels."""
        return SequenceAdapter(PlannerSequence(self.module, self.patient), self.task).evaluate(episodes, rng)

    def _gating(self, rng: np.random.Generator, device: torch.device) -> Gating:
        noise = torch.Generator(device).manual_seed(int(rng.integers(2**63)))
        discrete = bool(rng.random() < self.noise.discrete_share)
        return Gating(discrete, 0.0, self.noise.mode_noise, self.noise.match_noise, noise)


class PlannerSequence(DiscreteSequence):
    """The discretised machine of a planner's weights as a sequence machine.

    Args:
        machine: a planner; its weights are discretised when the first step is read.
        patient: whether it plans until a step changes nothing.
    """

    def __init__(self, machine: Planner, patient: bool = True) -> None:
        super().__init__()
        self.machine, self.patient = machine, patient

    def zero_state(self, batch: int, num_slots: int) -> PlannerReading:
        """The state before the first step; there are as many slots as triples."""
        del num_slots
        return PlannerReading(PaperPlanner(discretise_planner(self.machine)), batch, self.patient)


def discretise_planner(machine: Planner) -> DiscretePlanner:
    """The machine with its present weights, discretised."""
    return DiscretePlanner.from_tensors(as_arrays(machine), machine.num_heads)
