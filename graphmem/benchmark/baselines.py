"""Two baselines: a random valid edge, and the most frequent answer.

Neither is trained by gradients.  The number of examples of the second is the number of episodes whose answers it
counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from ..encoding.paper import ANSWER_REQUIRED, NUM_DIGITS, OUTPUTS, SCHEME, triple_digits
from ..errors import UsageError
from ..evaluation.outcomes import Outcome, outcomes
from ..tasks.paper import PAPER_TASKS, Episode
from .sequence_adapter import SequenceAdapter


class RandomEdge:
    """Every valid choice is equally likely (see ``tasks.paper.random_answers``); both ways of decoding give the same.

    Args:
        task: a name in ``PAPER_TASKS``.
    """

    def __init__(self, task: str) -> None:
        self.task = PAPER_TASKS[task]

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """One attempt at every query."""
        right = [self.task.random_answer(rng, episode, query) for episode in episodes for query in episode.queries]
        return outcomes(self.task, episodes, right, right)


class DigitFrequencies(nn.Module):
    """A sequence machine whose output depends only on the number of steps of the answer so far.

    Args:
        log_shares: (S, 90) log-frequency of each digit at each step of an answer; the last row serves all later steps.
    """

    def __init__(self, log_shares: Tensor) -> None:
        super().__init__()
        self.log_shares = nn.Parameter(log_shares, requires_grad=False)

    def zero_state(self, batch: int, num_slots: int) -> Tensor:
        """(B,) steps of the answer so far."""
        del num_slots
        return torch.zeros(batch, dtype=torch.long, device=self.log_shares.device)

    def forward(self, inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """(T, B, 92) to (T, B, 90) and the steps of the current answer, counted from 0 in every answer."""
        outputs = []
        for answering in inputs[..., ANSWER_REQUIRED] == 1:
            outputs.append(self.log_shares[state.clamp(max=len(self.log_shares) - 1)])
            state = (state + 1) * answering
        return torch.stack(outputs), state


class MostFrequent:
    """At each step of an answer, the digits that were most frequent there in the answers of some episodes.

    Whole triples hardly ever occur twice, so their nine digits are counted one by one, each count beginning at 1.
    Free decoding gives the most frequent value of each digit, whether that makes a triple of the graph or not.  Over
    valid triples it gives the triple whose digits are most frequent together, as if they were independent.  For
    shortest paths, the walk continues from where that leads.

    Args:
        task: a name in ``PAPER_TASKS``.
        seen: the episodes.

    Raises:
        UsageError: if there are no episodes.
    """

    def __init__(self, task: str, seen: Sequence[Episode]) -> None:
        answers = [query.answer for episode in seen for query in episode.queries]
        if not answers:
            raise UsageError("The most frequent answer needs at least one episode to count.")
        counts = np.ones((max(map(len, answers)), NUM_DIGITS, SCHEME.base))
        places = np.arange(NUM_DIGITS)
        for answer in answers:
            for step, digits in enumerate(triple_digits(np.array(answer, np.int64))):
                counts[step, places, digits] += 1
        shares = counts / counts.sum(-1, keepdims=True)
        logits = torch.as_tensor(np.log(shares), dtype=torch.get_default_dtype()).reshape(-1, OUTPUTS)
        self._adapter = SequenceAdapter(DigitFrequencies(logits), task)

    @property
    def module(self) -> nn.Module:
        """The module that holds the frequencies."""
        return self._adapter.module

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """Both ways of decoding."""
        return self._adapter.evaluate(episodes, rng)
