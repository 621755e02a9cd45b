"""Our machine on inference: the reasoner, taught by its own trainer and examined in the paper's channels.

Departures from how the paper teaches, besides those of the machine.  There is one stage, the last of the
paper's: all relations at once.  A word that was learnt wrongly is begun anew, and so is a run that does not pass
(inference_trainer.py).  The loss is that of labels, and not of digits; stations are numbered afresh in every graph.  An
exam on larger graphs, where every relation is asked four times, says which weights are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..errors import CheckpointError, UsageError
from ..evaluation.outcomes import Outcome
from ..interpreter import DiscreteReasoner
from ..interpreter.channels.reasoner import ReasonerReading
from ..models.reasoner import Reasoner
from ..models.tensors import as_arrays
from ..tasks.paper import Episode
from ..tasks.paper.graphs import NUM_RELATION_EDGES
from ..training.checkpoints import complete_state
from ..training.inference_batches import EXAM_GRAPHS, NUM_WORDS
from ..training.inference_configuration import InferenceConfiguration
from ..training.inference_trainer import InferenceTrainer
from ..training.records import check_numbers
from .discrete_sequence import DiscreteSequence
from .run import RunProgress
from .sequence_adapter import SequenceAdapter
from .settings import RunSettings

_USUAL = InferenceConfiguration()
_LEXICON_FASTER = _USUAL.lexicon_rate / _USUAL.control_rate

# What the trainer does.  The learning rate is that of the control; that of the lexicon is twice as high.
_ALWAYS: dict[str, Any] = {
    "optimizer": "adam",
    "stage_decay": 1.0,
    "batches_per_draw": 1,
    "gradient_norm": 0.0,
    "evaluation_episodes": EXAM_GRAPHS,
}
SETTINGS = _ALWAYS | {
    "learning_rate": _USUAL.control_rate,
    "batch": _USUAL.graphs,
    "check_every": _USUAL.exam_every,
}


class ReasonerPupil:
    """The reasoner as the benchmark examines it.

    Args:
        machine: whose weights are rounded.
    """

    def __init__(self, machine: Reasoner) -> None:
        self.module: Reasoner = machine

    @torch.no_grad()
    def evaluate(self, episodes: Sequence[Episode], rng: np.random.Generator) -> list[Outcome]:
        """The rounded machine reads and writes the paper's channels."""
        return SequenceAdapter(ReasonerSequence(self.module), "inference").evaluate(episodes, rng)


class ReasonerSequence(DiscreteSequence):
    """The rounded machine of a reasoner's weights as a sequence machine.

    Args:
        machine: whose weights are rounded, as they are when the first step is read.
    """

    def __init__(self, machine: Reasoner) -> None:
        super().__init__()
        self.machine = machine

    def zero_state(self, batch: int, num_slots: int) -> ReasonerReading:
        """Before the first step; there are as many slots as triples."""
        del num_slots
        return ReasonerReading(DiscreteReasoner.from_tensors(as_arrays(self.machine)), batch)


class ReasonerCourse:
    """A run of the benchmark that is one of ``InferenceTrainer``.

    Args:
        settings: of the run.
        device: where the machine runs.

    Raises:
        CheckpointError: if the trainer does not do what these settings say.
        UsageError: if the learning rate is to change.
    """

    def __init__(self, settings: RunSettings, device: torch.device) -> None:
        if any(getattr(settings, name) != value for name, value in _ALWAYS.items()):
            raise CheckpointError(f"The settings of this run must have {_ALWAYS}.")
        if settings.rates:
            raise UsageError("The learning rate of this run stays as it was when it began.")
        self.settings = settings
        self.trainer = InferenceTrainer(configuration(settings), device)
        self.progress = RunProgress()

    @property
    def learner(self) -> ReasonerPupil:
        """The machine, which a fresh start replaces."""
        return ReasonerPupil(self.trainer.machine)

    @property
    def num_stages(self) -> int:
        """All relations at once."""
        return 1

    @property
    def finished(self) -> bool:
        """Whether some weights answered every question of the exam."""
        return self.trainer.progress.finished

    @property
    def weights(self) -> dict[str, Tensor]:
        """The best of the exams, or before the first the last."""
        return self.trainer.best or self.trainer.machine.state_dict()

    def update(self) -> None:
        """One batch; episodes of every stage and every start are counted."""
        self.trainer.update()
        made, progress = self.trainer.progress, self.progress
        progress.update, progress.examples = made.update, made.graphs
        progress.accuracy, progress.best = made.score, made.best
        progress.loss += (made.loss - progress.loss) / min(made.update, 100)

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """That of the trainer, with what the benchmark counts."""
        values, tensors = self.trainer.state()
        return {"settings": self.settings.as_dict(), "progress": asdict(self.progress), "trainer": values}, tensors

    def load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        """Go on from ``state``.

        Raises:
            CheckpointError: if something is missing or of another shape.
        """
        with complete_state():
            self.trainer.load_state(values["trainer"], tensors)
            self.progress = RunProgress.from_dict(values["progress"])
            check_numbers(self.progress)
            if self.progress.stage != 0:
                raise ValueError("there is one stage")


def new_reasoner(generator: torch.Generator) -> Reasoner:
    """With initial weights from the generator, of the sizes that the trainer gives it."""
    return Reasoner(NUM_WORDS, NUM_RELATION_EDGES, _USUAL.places, generator)


def configuration(settings: RunSettings) -> InferenceConfiguration:
    """Of the trainer; what the benchmark's settings do not name is as usual."""
    return InferenceConfiguration(
        seed=settings.seed,
        graphs=settings.batch,
        control_rate=settings.learning_rate,
        lexicon_rate=_LEXICON_FASTER * settings.learning_rate,
        exam_every=settings.check_every,
    )
