"""Error against length: a machine on one of the NTM paper's tasks, at sizes within and beyond those of training.

The sequences depend only on the task and the size, so all machines answer the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..common.extras import missing

try:
    import torch
    from torch import Tensor
except ModuleNotFoundError as error:
    raise missing("torch", "Measuring errors against length") from error

from ..models.sequence import SequenceMachine
from ..seeding import generator
from ..tasks.algorithmic import ALGORITHMIC_TASKS, BitEpisodes, Size
from ..tasks.algorithmic.bits import cost_bits, wrong_bits

TEST_SEED = 20141020
SLOTS = 128  # of the memory, as in the paper: 8 more than the longest copy has vectors


@dataclass(frozen=True)
class SizeRow:
    """The errors of a machine at one size.

    Attributes:
        size: a number for each of the ``axes`` of the task.
        beyond: whether the size is outside the training range.
        bits: number of target bits of a sequence.
        wrong_bits: mean number of wrong bits over sequences.
        right: share of sequences without a wrong bit.
        cost_bits: mean cross-entropy in bits over sequences.
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
    dtype: torch.dtype = torch.float32,
) -> Iterator[SizeRow]:
    """The errors at each of the task's ``test_sizes``.

    Args:
        machine: a machine trained on the task.
        task: a name in ``ALGORITHMIC_TASKS``.
        sequences: number of sequences of each size.
        slots: slots of the machine's memory; may differ from those of its training.
        device: device of the machine.
        dtype: that of the machine's weights.
    """
    for size in ALGORITHMIC_TASKS[task].test_sizes:
        episodes = episodes_of_test(task, size, sequences)
        inputs = torch.as_tensor(episodes.inputs, dtype=dtype, device=device)
        logits, _ = machine(inputs, machine.zero_state(sequences, slots))
        yield measure(task, size, episodes, logits)


def estimates_by_size(task: str, estimator: str, *, sequences: int = 100) -> Iterator[SizeRow]:
    """The errors of one of the task's estimators, by its name."""
    what = ALGORITHMIC_TASKS[task]
    for size in what.test_sizes:
        episodes = episodes_of_test(task, size, sequences)
        probabilities = torch.as_tensor(what.estimators[estimator](episodes))
        yield measure(task, size, episodes, torch.logit(probabilities))


def episodes_of_test(task: str, size: Size, sequences: int) -> BitEpisodes:
    """The sequences of one size, always the same."""
    return ALGORITHMIC_TASKS[task].draw(generator(TEST_SEED, task, *size), sequences, size)


def measure(task: str, size: Size, episodes: BitEpisodes, logits: Tensor) -> SizeRow:
    """The errors of logits (T, B, O) as answers to episodes of one size."""
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
