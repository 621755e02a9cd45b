"""Training and decoding of answers by a sequence machine, one way for each form of answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

import numpy as np

from ...common.extras import missing

try:
    import torch
    from torch import Tensor
except ModuleNotFoundError as error:
    raise missing("torch", "Training on the DNC paper's tasks") from error

from .answers import answer_loss, decode_free, decode_valid, episodes_right, queries_right
from .batches import PaperBatch, encode
from .episodes import Episode
from .task import AnswerForm, PaperTask
from .walks import BETA, SPARE, RunMachine, walk

S = TypeVar("S")


class Machine(NamedTuple, Generic[S]):
    """A sequence machine before its first step.

    Attributes:
        run: a function from (T, B, 92) inputs and a state to (T, B, 90) outputs and the next state.
        state: the state before the first step.
        device: device of the inputs.
    """

    run: RunMachine[S]
    state: S
    device: torch.device


class Decoded(NamedTuple):
    """For each query, in the order of episodes and queries, whether it is answered rightly.

    Attributes:
        free: by the mode of the output.
        valid: by the likeliest valid triples.
    """

    free: list[bool]
    valid: list[bool]


class SequenceAnswers(Protocol):
    """How answers of one form are trained and decoded."""

    def training_step(
        self, task: PaperTask, machine: Machine[S], episodes: Sequence[Episode], rng: np.random.Generator
    ) -> tuple[Tensor, list[bool]]:
        """The loss () of a batch, to be minimised, and for each episode whether all of it was answered rightly."""

    def decode(
        self, task: PaperTask, machine: Machine[S], episodes: Sequence[Episode], rng: np.random.Generator
    ) -> Decoded:
        """Answer every query, by both ways of decoding."""


class WholeAnswers:
    """The targets are known in advance: nine digits at every step of an answer."""

    def training_step(
        self, task: PaperTask, machine: Machine[S], episodes: Sequence[Episode], rng: np.random.Generator
    ) -> tuple[Tensor, list[bool]]:
        """-log Pr of all digits of an answer; the mean over episodes."""
        batch, logits = self._run(machine, episodes)
        targets, mask = (torch.as_tensor(part, device=machine.device) for part in (batch.targets, batch.mask))
        right = episodes_right(decode_free(logits), targets, mask)
        return answer_loss(logits, targets, mask), right.tolist()

    def decode(
        self, task: PaperTask, machine: Machine[S], episodes: Sequence[Episode], rng: np.random.Generator
    ) -> Decoded:
        """One run of the machine, decoded twice."""
        batch, logits = self._run(machine, episodes)
        targets = torch.as_tensor(batch.targets, device=machine.device)
        ways = decode_free(logits), decode_valid(logits, episodes, batch.spans, task.choices)
        return Decoded(*(queries_right(decoded, targets, batch.spans) for decoded in ways))

    def _run(self, machine: Machine[S], episodes: Sequence[Episode]) -> tuple[PaperBatch, Tensor]:
        batch = encode(episodes)
        logits, _ = machine.run(torch.as_tensor(batch.observations, device=machine.device), machine.state)
        return batch, logits


class WalkedAnswers:
    """Each step depends on the choice at the step before: J^beta of the paper."""

    def training_step(
        self, task: PaperTask, machine: Machine[S], episodes: Sequence[Episode], rng: np.random.Generator
    ) -> tuple[Tensor, list[bool]]:
        """-log Pr of right steps among the edges that leave a node, summed over a walk; the mean over episodes."""
        run, state, device = machine
        walked = walk(task, run, state, episodes, rng, beta=BETA, spare=SPARE, device=device)
        return walked.edge_loss.mean(), list(walked.right)

    def decode(
        self, task: PaperTask, machine: Machine[S], episodes: Sequence[Episode], rng: np.random.Generator
    ) -> Decoded:
        """One run of the machine for each way of decoding, since its choices are fed back."""
        run, state, device = machine
        walks = (
            walk(task, run, state, episodes, rng, beta=0, spare=0, free=free, device=device) for free in (True, False)
        )
        return Decoded(*(list(walked.right) for walked in walks))


SEQUENCE_ANSWERS: dict[AnswerForm, SequenceAnswers] = {
    AnswerForm.TRIPLES: WholeAnswers(),
    AnswerForm.NODE: WholeAnswers(),
    AnswerForm.WALK: WalkedAnswers(),
}
