"""A DNC with the task that it has been trained on, and the number of slots that it needs for an episode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..encoding.paper import INPUTS, OUTPUTS
from ..encoding.specs import CONFIG_FILE
from ..errors import CheckpointError
from ..evaluation.outcomes import Outcome, answered_by_slots, outcomes, slots_of
from ..interpreter.model_files import model_folder, read_object
from ..machines import DNC_MACHINES, load_machine
from ..models.dnc import DNC, DNCState
from ..tasks.paper import PAPER_TASKS, Episode, PaperTask
from ..tasks.paper.learning import SEQUENCE_ANSWERS, Machine

NAMES = {task: f"dnc-{task.replace('_', '-')}" for task in PAPER_TASKS}  # as ``load_machine`` knows them
_SPARE, _MOST_SPARE = 4, 10_000


@dataclass(frozen=True)
class TrainedDNC:
    """A DNC that answers one of the tasks of its paper.

    Attributes:
        machine: maps the 92 channels of the paper's tasks to their 90.
        task: what it has been trained on.
        spare: number of slots that it gets beyond one for each triple of the graph and each step of the queries.
    """

    machine: DNC
    task: PaperTask
    spare: int = _SPARE

    def slots(self, episode: Episode) -> int:
        """The number of slots for an episode."""
        return slots_of(episode, self.spare)

    def started(self, episodes: Sequence[Episode]) -> Machine[DNCState]:
        """The machine before the first step of a batch of episodes."""
        state = self.machine.zero_state(len(episodes), max(map(self.slots, episodes)))
        return Machine(self.machine, state, self.machine.interface.weight.device)

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """Answer every query, freely and over valid triples; see ``answered_by_slots``."""

        def answer(batch: list[Episode]) -> list[Outcome]:
            decoded = SEQUENCE_ANSWERS[self.task.answer_form].decode(self.task, self.started(batch), batch, rng)
            return outcomes(self.task, batch, decoded.free, decoded.valid)

        return answered_by_slots(episodes, self.spare, answer)


def load_dnc(task: str, folder: Path | None = None) -> TrainedDNC:
    """The DNC of a task.

    >>> from graphmem.dnc import load_dnc
    >>> load_dnc("traversal").machine.num_read_heads
    4

    Args:
        task: a name in ``PAPER_TASKS``.
        folder: with config.json and model.safetensors; None for the weights that ship with graphmem.

    Raises:
        CheckpointError: if there is no such folder, or it holds no undamaged DNC of this task.
    """
    name = NAMES[task]
    with model_folder(folder, name, DNC_MACHINES[name]) as place:
        machine, config = load_machine(place), read_object(place)
    where = place / CONFIG_FILE
    if not isinstance(machine, DNC):
        raise CheckpointError(f"{where}: machine must be {DNC.kind!r}, not {config['machine']!r}.")
    if (machine.input_size, machine.output.out_features) != (INPUTS, OUTPUTS):
        raise CheckpointError(f"{where}: the tasks of the DNC's paper need {INPUTS} inputs and {OUTPUTS} outputs.")
    other = config.get("task", task)
    if other in PAPER_TASKS and other != task:
        raise CheckpointError(f"{where}: this DNC was trained on {other}, not on {task}.")
    return TrainedDNC(machine, PAPER_TASKS[task], _spare(config))


def _spare(config: Mapping[str, Any]) -> int:
    """The most spare slots that the machine had in training, if its configuration says so."""
    training = config.get("training")
    spare = training.get("most_spare") if isinstance(training, dict) else None
    if isinstance(spare, int) and not isinstance(spare, bool) and 0 <= spare <= _MOST_SPARE:
        return spare
    return _SPARE
