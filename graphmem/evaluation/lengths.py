"""Error against length, beyond training: a trained machine on every tested size of one of the NTM paper's tasks.

The test is fixed: its sequences depend on the task and the size alone, so all machines answer the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from ..models.sequence import SequenceMachine
from ..seeding import generator
from ..tasks.algorithmic import ALGORITHMIC_TASKS, BitEpisodes, Size
from ..tasks.algorithmic.bits import cost_bits, wrong_bits

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
    """

    size: Size
    beyond: bool
    bits: int
    wrong_bits: float
    right: float
    cost_bits: float


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
    for size in ALGORITHMIC_TASKS[task].tested:
        episodes = episodes_of_test(task, size, sequences)
        inputs = torch.as_tensor(episodes.inputs, device=device)
        logits, _ = machine(inputs, machine.zero_state(sequences, slots))
        yield measure(task, size, episodes, logits)


def estimates_by_size(task: str, estimator: str, *, sequences: int = 100) -> Iterator[SizeRow]:
    """The same of one of the task's estimators, by its name."""
    what = ALGORITHMIC_TASKS[task]
    for size in what.tested:
        episodes = episodes_of_test(task, size, sequences)
        probabilities = torch.as_tensor(what.estimators[estimator](episodes))
        yield measure(task, size, episodes, torch.logit(probabilities))


def episodes_of_test(task: str, size: Size, sequences: int) -> BitEpisodes:
    """Those of the test."""
    return ALGORITHMIC_TASKS[task].draw(generator(TEST_SEED, task, *size), sequences, size)


def measure(task: str, size: Size, episodes: BitEpisodes, logits: Tensor) -> SizeRow:
    """What logits (T, B, O) are worth as answers to episodes of a size."""
    what = ALGORITHMIC_TASKS[task]
    targets, mask = (
        torch.as_tensor(part, dtype=logits.dtype, device=logits.device) for part in (episodes.targets, episodes.mask)
    )
    wrong = wrong_bits(logits, targets, mask).double()
    return SizeRow(
        size=size,
        beyond=what.is_beyond(size),
        bits=round(episodes.mask[:, 0].sum() * what.outputs),
        wrong_bits=wrong.mean().item(),
        right=(wrong == 0).double().mean().item(),
        cost_bits=cost_bits(logits, targets, mask).double().mean().item(),
    )
