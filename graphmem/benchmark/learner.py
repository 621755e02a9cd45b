"""What the benchmark asks of whatever learns the paper's tasks, and how a sequence machine does it.

A learner takes episodes and gives a loss to be made smaller, and says which queries it answers rightly: by free
decoding, the mode of its output, and by the likeliest among valid triples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from ..encoding.paper import encode
from ..evaluation.outcomes import Evaluable, Outcome
from ..models.sequence import SequenceMachine
from ..tasks.paper import PAPER_TASKS, Episode, Query
from ..tasks.paper.answers import answer_loss, decode_free, decode_valid, episodes_right, queries_right
from ..tasks.paper.inference import FIRST_RELATION, paper_relations
from ..tasks.paper.walks import BETA, walk
from ..training.trainable import StepResult, Trainable


class EvaluableModule(Evaluable, Protocol):
    """Something with weights that answers the paper's episodes."""

    @property
    def module(self) -> nn.Module:
        """The module that has the parameters."""


class EpisodeTrainable(EvaluableModule, Trainable[Sequence[Episode]], Protocol):
    """A machine that the benchmark trains on batches of the paper's episodes, and evaluates on them."""


class SequenceLearner:
    """A sequence machine that reads the paper's 92 channels and writes its 90.

    Args:
        machine: to be taught.
        task: name in ``PAPER_TASKS``.
        num_slots: of an external memory; it has more where a description is longer, so that each triple can have one.
            Examined, it has a slot for each triple of the last stage's largest graph, whatever is asked beside it.
    """

    def __init__(self, machine: nn.Module, task: str, num_slots: int = 0) -> None:
        self.module = machine
        self.task, self.num_slots = task, num_slots
        self._most_facts = PAPER_TASKS[task].curriculum.stages[-1].most_facts
        self._machine: SequenceMachine = machine  # type: ignore[assignment]  # an nn.Module that is called so

    def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
        """The paper's losses: nine digits at every step of an answer, or J^beta over the edges that leave a node."""
        if self.task == "shortest_path":
            start = self._start(episodes, self.num_slots)
            walked = walk(self._machine, start, episodes, rng, beta=BETA, spare=2, device=self._device)
            return StepResult(walked.edge_loss.mean(), list(walked.shortest))
        batch = encode(episodes)
        logits = self._answer(batch.observations, self._start(episodes, self.num_slots))
        targets, mask = (torch.as_tensor(part, device=self._device) for part in (batch.targets, batch.mask))
        right = episodes_right(decode_free(logits), targets, mask)
        return StepResult(answer_loss(logits, targets, mask), right.tolist())

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """Both ways of decoding."""
        start = self._start(episodes, max(self.num_slots, self._most_facts))
        if self.task == "shortest_path":
            free, valid = (self._walk(start, episodes, rng, free=free) for free in (True, False))
        else:
            batch = encode(episodes)
            logits = self._answer(batch.observations, start)
            targets = torch.as_tensor(batch.targets, device=self._device)
            ways = decode_free(logits), decode_valid(logits, episodes, batch.spans, PAPER_TASKS[self.task].choices)
            free, valid = (queries_right(decoded, targets, batch.spans) for decoded in ways)
        return outcomes(self.task, episodes, free, valid)

    @property
    def _device(self) -> torch.device:
        return next(self.module.parameters()).device

    def _start(self, episodes: Sequence[Episode], slots: int) -> object:
        longest = max(len(episode.graph.facts) for episode in episodes)
        return self._machine.zero_state(len(episodes), max(slots, longest))

    def _answer(self, observations: np.ndarray, start: object) -> Tensor:
        logits, _ = self._machine(torch.as_tensor(observations, device=self._device), start)
        return logits

    def _walk(self, start: object, episodes: Sequence[Episode], rng: np.random.Generator, free: bool) -> list[bool]:
        walked = walk(self._machine, start, episodes, rng, beta=0, spare=0, free=free, device=self._device)
        return list(walked.shortest)


def outcomes(task: str, episodes: Sequence[Episode], free: Sequence[bool], valid: Sequence[bool]) -> list[Outcome]:
    """Which queries were answered rightly, with the sizes of what was asked."""
    asked = [(episode, query) for episode in episodes for query in episode.queries]
    return [
        Outcome(one, other, _LENGTHS[task](query), len(episode.graph.nodes))
        for (episode, query), one, other in zip(asked, free, valid, strict=True)
    ]


def _chain_length(query: Query) -> int:
    return int(paper_relations().lengths[query.steps[0].edge - FIRST_RELATION])


_LENGTHS: dict[str, Callable[[Query], int]] = {
    "traversal": lambda query: len(query.answer) - 1,  # the last is the end
    "shortest_path": lambda query: len(query.answer),
    "inference": _chain_length,
}
