"""The reasoner, our planner on inference, with one of its departures from the DNC of 2016 taken back at a time.

What is taken back has the name that it has in ``departures.py`` wherever it is the same.  Not among them, besides what
is named there, since the reasoner has no such thing to take back:

    marks, ages, waiting, read modes    the word says when to go on and when to rest
    bits that are rounded               its control sees the kind of token and nothing else
    heads                               it has one
    rounding and noise in training      it is taught soft and without noise
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from ..memory.gating import DISCRETE, SOFT, Gating
from ..models.reasoner import Reasoner
from ..models.reasoner_variants import BlurredWords, OneNetwork, OneWay, RecurrentReasoner, SharedPlaces, SimilarWords
from ..results.experiments import ExperimentRow
from ..seeding import generator, integer_seed
from ..tasks.paper import family_questions
from ..tasks.paper.graphs import NUM_RELATION_EDGES
from ..tasks.paper.inference import PLANNING_STEPS
from ..training.inference_batches import NUM_WORDS, Problem, is_right, make_problem, run
from ..training.inference_configuration import InferenceConfiguration
from ..training.inference_trainer import InferenceTrainer
from .planner_ablations import spend, taught_row

TASK = "inference"
_NEVER = 10**6  # questions that no run asks of a word


@dataclass(frozen=True)
class WordDeparture:
    """The reasoner with something taken back.

    Attributes:
        make: from words, letters, places and where the initial weights come from.
        settings: of the training, where they are others than the reasoner's own.
        gating: how the exam is sat that decides when training ends and which weights are kept.
    """

    make: type[Reasoner] = Reasoner
    settings: dict[str, Any] = field(default_factory=dict)
    gating: Gating = DISCRETE


# The reasoner's own rates are those of single layers and of tables: networks hardly learn at them.
WORD_DEPARTURES: dict[str, WordDeparture] = {
    "planner": WordDeparture(),
    "planner, recurrent controller": WordDeparture(RecurrentReasoner, {"control_rate": 0.003}),
    "planner, reads sum to one": WordDeparture(SharedPlaces),
    "planner, cosine of digits": WordDeparture(SimilarWords, gating=SOFT),
    "planner, learnt words": WordDeparture(BlurredWords, gating=SOFT),
    "planner, softmax over paths": WordDeparture(OneWay),
    "planner, meanings in one network": WordDeparture(OneNetwork, {"lexicon_rate": 0.003, "word_patience": _NEVER}),
    "planner, words not begun anew": WordDeparture(settings={"word_patience": _NEVER}),
    "planner, words learn no faster": WordDeparture(settings={"lexicon_rate": 0.05}),
}


@dataclass(frozen=True)
class WordSettings:
    """How a variant is taught.

    Attributes:
        seed: of everything.
        updates: at most; training ends when the exam is passed.
        training: settings of all variants, where they are others than the reasoner's own.
    """

    seed: int = 0
    updates: int = 2500
    training: dict[str, Any] = field(default_factory=dict)


class WordTrainer(InferenceTrainer):
    """The reasoner's trainer, with another machine.

    Args:
        departure: what is taken back.
        configuration: settings.
    """

    def __init__(self, departure: WordDeparture, configuration: InferenceConfiguration) -> None:
        self._departure = departure
        super().__init__(configuration, torch.device("cpu"))

    def _fresh_start(self) -> None:
        super()._fresh_start()
        settings = self.configuration
        self.weights.manual_seed(integer_seed(settings.seed, "weights", self.progress.start))
        self.machine = self._departure.make(NUM_WORDS, NUM_RELATION_EDGES, settings.places, self.weights)
        words = list(self.machine.lexicon.parameters())
        others = [value for name, value in self.machine.named_parameters() if not name.startswith("lexicon.")]
        rated = (others, settings.control_rate), (words, settings.lexicon_rate)
        self.optimizer = torch.optim.Adam([{"params": part, "lr": rate} for part, rate in rated])

    def _score(self) -> float:
        return examine(self.machine, self.exam, self._departure.gating)


@torch.no_grad()
def examine(machine: Reasoner, problem: Problem, gating: Gating) -> float:
    """Share of right answers: the strongest label of each field, or if rounded all that is said."""
    answers = run(machine, problem, gating)
    right = is_right(answers, problem.right) if gating.discrete else is_strongest(answers, problem.right)
    return float(right.double().mean())


def is_strongest(answers: Tensor, right: Tensor) -> Tensor:
    """(G, Q) whether no label of any field is answered further than the right one; arguments as of ``is_right``."""
    return (answers[..., :-1].argmax(-1) == right).all(-1)


def family(seed: int) -> Problem:
    """Every person and every relation of four edges that lead to anyone in the family tree."""
    return make_problem(family_questions(generator(seed, "departures", "family")), PLANNING_STEPS, torch.device("cpu"))


def teach(name: str, settings: WordSettings) -> WordTrainer:
    """Train a variant by its name in ``WORD_DEPARTURES``; ends when the exam is passed, or with its updates."""
    departure = WORD_DEPARTURES[name]
    configuration = InferenceConfiguration(**{**settings.training, **departure.settings, "seed": settings.seed})
    trainer = WordTrainer(departure, configuration)
    spend(trainer, settings.updates)
    return trainer


def word_departure_rows(name: str, settings: WordSettings) -> list[ExperimentRow]:
    """Train a variant, and score its best weights on the exam and on the family tree, rounded and soft."""
    trainer = teach(name, settings)
    row = dataclasses.replace(taught_row(name, trainer, trainer.progress.graphs), task=TASK)
    return [
        dataclasses.replace(row, test=f"{test}, {way}", accuracy=examine(trainer.machine, problem, gating))
        for way, gating in (("rounded", DISCRETE), ("soft", SOFT))
        for test, problem in (("exam", trainer.exam), ("family", family(settings.seed)))
    ]
