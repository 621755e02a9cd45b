"""Training and decoding of answers by a sequence machine, one way for each form of answer.

A sequence machine is a function from (T, B, 92) inputs and a state to (T, B, 90) outputs and the next state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor

from .answers import answer_loss, decode_free, decode_valid, episodes_right, queries_right
from .batches import PaperBatch, encode
from .episodes import Episode
from .task import AnswerForm, PaperTask
from .walks import BETA, SPARE, Run, walk

S = TypeVar("S")


class Decoded(NamedTuple):
    """For each query, in the order of episodes and queries, whether it is answered rightly.

    Attributes:
        free: by the mode of the output.
        valid: by the likeliest valid triples.
    """

    free: list[bool]
    valid: list[bool]


class SequenceAnswers(Protocol):
    """How answers of one form are trained and decoded.

    Both methods take the task, the machine and its state before the first step, B episodes, the source of randomness,
    and the device of the inputs.
    """

    def training_step(
        self,
        task: PaperTask,
        run: Run[S],
        state: S,
        episodes: Sequence[Episode],
        rng: np.random.Generator,
        device: torch.device,
    ) -> tuple[Tensor, list[bool]]:
        """The loss () of a batch, to be minimised, and for each episode whether all of it was answered rightly."""

    def decode(
        self,
        task: PaperTask,
        run: Run[S],
        state: S,
        episodes: Sequence[Episode],
        rng: np.random.Generator,
        device: torch.device,
    ) -> Decoded:
        """Answer every query, by both ways of decoding."""


class WholeAnswers:
    """The targets are known in advance: nine digits at every step of an answer."""

    def training_step(
        self,
        task: PaperTask,
        run: Run[S],
        state: S,
        episodes: Sequence[Episode],
        rng: np.random.Generator,
        device: torch.device,
    ) -> tuple[Tensor, list[bool]]:
        """-log Pr of all digits of an answer; the mean over episodes."""
        batch, logits = self._run(run, state, episodes, device)
        targets, mask = (torch.as_tensor(part, device=device) for part in (batch.targets, batch.mask))
        right = episodes_right(decode_free(logits), targets, mask)
        return answer_loss(logits, targets, mask), right.tolist()

    def decode(
        self,
        task: PaperTask,
        run: Run[S],
        state: S,
        episodes: Sequence[Episode],
        rng: np.random.Generator,
        device: torch.device,
    ) -> Decoded:
        """One run of the machine, decoded twice."""
        batch, logits = self._run(run, state, episodes, device)
        targets = torch.as_tensor(batch.targets, device=device)
        ways = decode_free(logits), decode_valid(logits, episodes, batch.spans, task.choices)
        return Decoded(*(queries_right(decoded, targets, batch.spans) for decoded in ways))

    def _run(
        self, run: Run[S], state: S, episodes: Sequence[Episode], device: torch.device
    ) -> tuple[PaperBatch, Tensor]:
        batch = encode(episodes)
        logits, _ = run(torch.as_tensor(batch.observations, device=device), state)
        return batch, logits


class WalkedAnswers:
    """Each step depends on the choice at the step before: J^beta of the paper."""

    def training_step(
        self,
        task: PaperTask,
        run: Run[S],
        state: S,
        episodes: Sequence[Episode],
        rng: np.random.Generator,
        device: torch.device,
    ) -> tuple[Tensor, list[bool]]:
        """-log Pr of first steps of shortest paths among the edges that leave a node; the mean over episodes."""
        walked = walk(run, state, episodes, rng, beta=BETA, spare=SPARE, device=device)
        return walked.edge_loss.mean(), list(walked.shortest)

    def decode(
        self,
        task: PaperTask,
        run: Run[S],
        state: S,
        episodes: Sequence[Episode],
        rng: np.random.Generator,
        device: torch.device,
    ) -> Decoded:
        """One run of the machine for each way of decoding, since its choices are fed back."""
        walks = (walk(run, state, episodes, rng, beta=0, spare=0, free=free, device=device) for free in (True, False))
        return Decoded(*(list(walked.shortest) for walked in walks))


SEQUENCE_ANSWERS: dict[AnswerForm, SequenceAnswers] = {
    AnswerForm.TRIPLES: WholeAnswers(),
    AnswerForm.NODE: WholeAnswers(),
    AnswerForm.WALK: WalkedAnswers(),
}
