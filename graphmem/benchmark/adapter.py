"""What the benchmark needs of a machine: weights, a loss for a batch of episodes, and answers to episodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from torch import nn

from ..evaluation.outcomes import Evaluable
from ..tasks.paper import Episode
from ..training.trainable import Trainable


class EvaluableModule(Evaluable, Protocol):
    """Something with weights that answers the paper's episodes."""

    @property
    def module(self) -> nn.Module:
        """The module that has the parameters."""


class EpisodeTrainable(EvaluableModule, Trainable[Sequence[Episode]], Protocol):
    """A machine that the benchmark trains on batches of the paper's episodes, and evaluates on them."""
