"""The interface between a machine and the trainer: a module with parameters, and a loss for every batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from torch import Tensor, nn

Batch_contra = TypeVar("Batch_contra", contravariant=True)


class StepResult(NamedTuple):
    """What a machine made of one batch.

    Attributes:
        loss: () to be minimised.
        correct: for each answer that counts towards the curriculum, whether it was correct; empty where none counts.
        figures: further numbers for the log, by name.
    """

    loss: Tensor
    correct: Sequence[bool] = ()
    figures: Mapping[str, float] = {}


class Trainable(Protocol[Batch_contra]):
    """A machine with the way it turns a batch into a loss.

    A machine on the paper's tasks takes a batch of ``Episode`` and is an ``Evaluable`` as well.
    """

    @property
    def module(self) -> nn.Module:
        """The module that has the parameters."""

    def training_step(self, batch: Batch_contra, rng: np.random.Generator, /) -> StepResult:
        """Run the machine on one batch; the trainer does the rest: gradients, optimizer, curriculum, evaluation."""
