"""The two baselines nobody prints: a random valid edge, and the most frequent answer.

Neither is taught by gradients, so neither studies; what the second counts are its examples.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from ..encoding.paper import ANSWER_REQUIRED, NUM_DIGITS, OUTPUTS, SCHEME, triple_digits
from ..errors import UsageError
from ..evaluation.outcomes import Outcome
from ..tasks.paper import END, Episode, Fact, LabelledGraph, Query, goal_of, is_shortest
from ..tasks.paper.inference import LENGTHS
from .learner import SequenceLearner, outcomes


class RandomEdge:
    """Every choice that is valid is as likely; nothing else is said, so both ways of decoding are marked alike.

        traversal       an edge that leaves where the walk stands, as many times as the query has steps, then the end
        shortest path   an edge that leaves where the walk stands, until it arrives or is as long as the shortest path
        inference       an edge that leaves where the walk stands, two to five times, each number as likely; the answer
                        is the query completed with where that leads

    It knows where its walk begins and when to stop.  Of a relation it knows what all have in common, that it is a chain
    of two to five edges, and nothing of its own; in the stages' graphs that is a better guess than any of their nodes.

    Args:
        task: name in ``PAPER_TASKS``.
    """

    def __init__(self, task: str) -> None:
        self.task = task

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """One try at every query."""
        marks = [self._answer(episode, query, rng) for episode in episodes for query in episode.queries]
        return outcomes(self.task, episodes, marks, marks)

    def _answer(self, episode: Episode, query: Query, rng: np.random.Generator) -> bool:
        graph, asked = episode.graph, query.steps[0]
        if self.task == "inference":
            walked = _stroll(rng, graph, asked.source, int(rng.integers(LENGTHS[0], LENGTHS[-1], endpoint=True)))
            return (walked[-1].destination if walked else asked.source) == query.answer[0].destination
        if self.task == "traversal":
            return (*_stroll(rng, graph, asked.source, len(query.steps)), END) == query.answer
        goal = goal_of(episode)
        walked = _stroll(rng, graph, asked.source, goal.left[asked.source], goal.destination)
        return is_shortest(goal, asked.source, walked)


def _stroll(
    rng: np.random.Generator, graph: LabelledGraph, node: int, steps: int, destination: int | None = None
) -> tuple[Fact, ...]:
    """A random walk of so many steps, shorter where no edge leads on or it arrives."""
    walked: list[Fact] = []
    while len(walked) < steps and node != destination and graph.leaving[node]:
        options = graph.leaving[node]
        walked.append(options[rng.integers(len(options))])
        node = walked[-1].destination
    return tuple(walked)


class DigitFrequencies(nn.Module):
    """A sequence machine that looks at nothing but how far an answer has come: its output is then always the same.

    Args:
        log_shares: (S, 90) of each digit at each step of an answer; the last stands for all later ones too.
    """

    def __init__(self, log_shares: Tensor) -> None:
        super().__init__()
        self.log_shares = nn.Parameter(log_shares, requires_grad=False)

    def zero_state(self, batch: int, num_slots: int) -> Tensor:
        """(B,) steps of the answer so far."""
        del num_slots
        return torch.zeros(batch, dtype=torch.long, device=self.log_shares.device)

    def forward(self, inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """(T, B, 92) to (T, B, 90) and the steps of the answer, counted anew for every answer."""
        outputs = []
        for asked in inputs[..., ANSWER_REQUIRED] == 1:
            outputs.append(self.log_shares[state.clamp(max=len(self.log_shares) - 1)])
            state = (state + 1) * asked
        return torch.stack(outputs), state


class MostFrequent:
    """At each step of an answer, what was most frequent there in answers seen before.

    An answer's triples hardly ever come twice, so what is counted is each of their nine digits: free decoding says
    the most frequent of each, whether that is a triple or not; over valid triples it says the one whose digits are
    most frequent together, as if they were independent.  Every count begins at one.  For shortest paths the walk then
    stands where that leads.

    Args:
        task: name in ``PAPER_TASKS``.
        seen: episodes whose answers are counted.

    Raises:
        UsageError: if there are none.
    """

    def __init__(self, task: str, seen: Sequence[Episode]) -> None:
        answers = [query.answer for episode in seen for query in episode.queries]
        if not answers:
            raise UsageError("The most frequent answer is that to some episodes, of which there are none.")
        counts = np.ones((max(map(len, answers)), NUM_DIGITS, SCHEME.base))
        places = np.arange(NUM_DIGITS)
        for answer in answers:
            for step, digits in enumerate(triple_digits(np.array(answer, np.int64))):
                counts[step, places, digits] += 1
        shares = counts / counts.sum(-1, keepdims=True)
        logits = torch.as_tensor(np.log(shares), dtype=torch.get_default_dtype()).reshape(-1, OUTPUTS)
        self._learner = SequenceLearner(DigitFrequencies(logits), task)

    @property
    def module(self) -> nn.Module:
        """What has the frequencies."""
        return self._learner.module

    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """Both ways of decoding."""
        return self._learner.evaluate(episodes, rng)
