"""How a sequence machine learns the paper's tasks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from ..evaluation.outcomes import Outcome, answered_by_slots, outcomes, slots_of
from ..models.sequence import SequenceMachine
from ..tasks.paper import PAPER_TASKS, Episode
from ..tasks.paper.learning import SEQUENCE_ANSWERS, Machine
from ..training.trainable import StepResult


class SequenceAdapter:
    """A sequence machine as a machine of the benchmark: it reads the paper's 92 channels and writes its 90.

    Args:
        machine: a ``SequenceMachine`` with 92 inputs and 90 outputs.
        task: a name in ``PAPER_TASKS``.
        num_slots: slots of an external memory; more where a description is longer, so that each triple can have one.
            In an evaluation there is a slot for each triple of the largest graph of the last stage, whatever else is in
            the batch.
        spare: instead of ``num_slots``, slots beyond one for each triple and step of a query, as in the training by
            ``curriculum_plan``: in training as many as the longest episode of a batch needs, in an evaluation as many
            as the episode itself needs.
    """

    def __init__(self, machine: nn.Module, task: str, num_slots: int = 0, *, spare: int | None = None) -> None:
        self.module = machine
        self.task, self.num_slots, self.spare = PAPER_TASKS[task], num_slots, spare
        self._answers = SEQUENCE_ANSWERS[self.task.answer_form]
        self._most_facts = self.task.curriculum.stages[-1].most_facts
        self._machine: SequenceMachine = machine  # type: ignore[assignment]  # an nn.Module that is called like one

    def training_step(self, batch: Sequence[Episode], rng: np.random.Generator, /) -> StepResult:
        """The paper's loss for answers of this form."""
        loss, right = self._answers.training_step(self.task, self._started(batch, self._slots(batch)), batch, rng)
        return StepResult(loss, right)

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """Both ways of decoding."""

        def answer(batch: Sequence[Episode]) -> list[Outcome]:
            slots = max(self._slots(batch), self._most_facts if self.spare is None else 0)
            decoded = self._answers.decode(self.task, self._started(batch, slots), batch, rng)
            return outcomes(self.task, batch, decoded.free, decoded.valid)

        return answer(episodes) if self.spare is None else answered_by_slots(episodes, self.spare, answer)

    def _slots(self, episodes: Sequence[Episode]) -> int:
        if self.spare is None:
            return self.num_slots
        return max(slots_of(episode, self.spare) for episode in episodes)

    def _started(self, episodes: Sequence[Episode], slots: int) -> Machine[object]:
        """The machine before the first step of a batch."""
        start = self._start(episodes, slots)
        return Machine(self._machine, start, next(self.module.parameters()).device)

    def _start(self, episodes: Sequence[Episode], slots: int) -> object:
        longest = max(len(episode.graph.facts) for episode in episodes)
        return self._machine.zero_state(len(episodes), max(slots, longest))
