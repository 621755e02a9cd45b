"""Error against length, beyond training: a trained machine on every tested size of one of the NTM paper's tasks.

The test is fixed: its sequences depend on the task and the size alone, so all machines answer the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from ..models.sequence import SequenceMachine
from ..seeding import generator
from ..tasks.algorithmic import ALGORITHMIC_TASKS, Size
from .bits import cost_bits, estimate_bits, wrong_bits

TEST_SEED = 20141020
SLOTS = 128  # of a memory, as in the paper: as many as the longest copy has vectors, and 8 more


@dataclass(frozen=True)
class SizeRow:
    """What a machine got at one size.

    Attributes:
        size: its numbers count the ``axes`` of the task.
        beyond: whether training never meets it.
        bits: targets of a sequence.
        wrong_bits: the mean over sequences.
        right: share of sequences without a wrong bit.
        cost_bits: the mean over sequences.
        estimators: the same of each estimator of the task.
    """

    size: Size
    beyond: bool
    bits: int
    wrong_bits: float
    right: float
    cost_bits: float
    estimators: dict[str, float]


@torch.no_grad()
def errors_by_size(
    machine: SequenceMachine,
    task: str,
    *,
    sequences: int = 100,
    slots: int = SLOTS,
    device: torch.device | None = None,
) -> Iterator[SizeRow]:
    """One row a size, in the order of the task's ``tested``.

    Args:
        machine: trained on the task.
        task: a name in ``ALGORITHMIC_TASKS``.
        sequences: so many of each size.
        slots: of the machine's memory; need not be those of its training.
        device: where the machine is.
    """
    what = ALGORITHMIC_TASKS[task]
    for size in what.tested:
        episodes = what.draw(generator(TEST_SEED, task, *size), sequences, size)
        inputs, targets, mask = (
            torch.as_tensor(part, device=device) for part in (episodes.inputs, episodes.targets, episodes.mask)
        )
        logits, _ = machine(inputs, machine.zero_state(sequences, slots))
        wrong = wrong_bits(logits, targets, mask)
        answers = targets.double().cpu(), mask.double().cpu()
        yield SizeRow(
            size=size,
            beyond=what.is_beyond(size),
            bits=round(episodes.mask[:, 0].sum() * what.outputs),
            wrong_bits=wrong.mean().item(),
            right=(wrong == 0).float().mean().item(),
            cost_bits=cost_bits(logits, targets, mask).mean().item(),
            estimators={
                name: estimate_bits(torch.as_tensor(estimate(episodes)), *answers).mean().item()
                for name, estimate in what.estimators.items()
            },
        )
