"""The reasoner on the benchmark's inference task: trained by its own plan and evaluated in the paper's channels.

The training differs from the paper's too.  There is one stage, the last of the paper's: all relations at once.  A word
that was learnt wrongly is restarted, and so are weights that do not pass the evaluation (training/reasoner.py).  The
loss is that of labels, not of digits; nodes are renumbered in every graph.  An
evaluation set of larger graphs, where every relation is asked four times, decides which weights are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from ..errors import CheckpointError, UsageError
from ..evaluation.outcomes import Outcome
from ..evaluation.reasoner_set import NUM_GRAPHS, NUM_WORDS
from ..interpreter import DiscreteReasoner
from ..interpreter.channels.reasoner import ReasonerReading
from ..models.reasoner import Reasoner
from ..models.tensors import as_arrays
from ..tasks.paper import Episode
from ..tasks.paper.graphs import NUM_RELATION_EDGES
from ..training.plan import TrainingPlan
from ..training.reasoner import ReasonerSettings, reasoner_plan
from .discrete_sequence import DiscreteSequence
from .sequence_adapter import SequenceAdapter
from .settings import PaperCurriculumSettings

_USUAL = ReasonerSettings()
_LEXICON_FASTER = _USUAL.lexicon_rate / _USUAL.control_rate

# What the plan does regardless of the settings.  The learning rate is that of the control; the lexicon's is twice that.
_ALWAYS: dict[str, Any] = {
    "optimizer": "adam",
    "stage_decay": 1.0,
    "batches_per_draw": 1,
    "gradient_norm": 0.0,
    "evaluation_episodes": NUM_GRAPHS,
}
SETTINGS = _ALWAYS | {
    "learning_rate": _USUAL.control_rate,
    "batch": _USUAL.graphs,
    "check_every": _USUAL.evaluate_every,
}


class EvaluableReasoner:
    """A reasoner as the benchmark evaluates it.

    Args:
        machine: a reasoner; its weights are discretised.
    """

    def __init__(self, machine: Reasoner) -> None:
        self.module: Reasoner = machine

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """The discretised machine reads and writes the paper's channels."""
        return SequenceAdapter(ReasonerSequence(self.module), "inference").evaluate(episodes, rng)


class ReasonerSequence(DiscreteSequence):
    """The discretised machine of a reasoner's weights as a sequence machine.

    Args:
        machine: a reasoner; its weights are discretised when the first step is read.
    """

    def __init__(self, machine: Reasoner) -> None:
        super().__init__()
        self.machine = machine

    def zero_state(self, batch: int, num_slots: int) -> ReasonerReading:
        """The state before the first step; there are as many slots as triples."""
        del num_slots
        return ReasonerReading(DiscreteReasoner.from_tensors(as_arrays(self.machine)), batch)


def benchmark_reasoner_plan(settings: PaperCurriculumSettings, device: torch.device) -> TrainingPlan[Sequence[Episode]]:
    """The plan of a reasoner, with the settings of the benchmark.

    Args:
        settings: settings of the training.
        device: device that the machine runs on.

    Raises:
        CheckpointError: if the plan does not do what these settings say.
        UsageError: if the learning rate is to change.
    """
    if any(getattr(settings, name) != value for name, value in _ALWAYS.items()):
        raise CheckpointError(f"The settings of this run must have {_ALWAYS}.")
    if settings.rates:
        raise UsageError("The learning rate of this run stays as it was when it began.")
    return replace(reasoner_plan(reasoner_settings(settings), device), settings=settings)


def new_reasoner(generator: torch.Generator) -> Reasoner:
    """A reasoner with initial weights from the generator, of the sizes that it is trained in."""
    return Reasoner(NUM_WORDS, NUM_RELATION_EDGES, _USUAL.places, generator)


def reasoner_settings(settings: PaperCurriculumSettings) -> ReasonerSettings:
    """The reasoner's own settings; those that the benchmark does not name have their usual values."""
    return ReasonerSettings(
        seed=settings.seed,
        graphs=settings.batch,
        control_rate=settings.learning_rate,
        lexicon_rate=_LEXICON_FASTER * settings.learning_rate,
        evaluate_every=settings.check_every,
    )
