"""The planner with one of its departures from the DNC of 2016 taken back at a time, taught alike.

On inference, where the planner is the reasoner, see ``word_departures.py``.

Not among them, since they cannot be taken back cleanly:

    keys and answers emitted by the controller   it would have to know an alphabet, and the labels of the Underground
                                                 have one digit more than those it is taught with
    labels shown to the controller               likewise
    heads that read while they write             a description could no longer be written in parallel: ten times the
                                                 time, so that no budget would be the same
    questions that change the state              the stages ask many of one state, in no order
    slots that are freed and taken again         nothing that is described here ever becomes needless
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from ..encoding.labels import LabelScheme
from ..evaluation.network_scores import score_hops, score_paths
from ..graphs import traversal_problem
from ..memory.gating import DISCRETE, SOFT, Gating
from ..models.planner import Planner
from ..models.planner_variants import (
    Ageless,
    Impatient,
    LearntWords,
    OnePath,
    SharedReads,
    SimilarLabels,
    SoftBits,
    UnboundedModes,
    Unmarked,
)
from ..models.recurrent_planner import RecurrentPlanner
from ..networks import load_network
from ..results.experiments import ExperimentRow
from ..seeding import generator, integer_seed
from ..training.batches import Batch, accuracy, run, strict_accuracy
from ..training.configuration import TrainingConfiguration
from ..training.exam_trainer import ExamTrainer
from ..training.trainer import Trainer

Make = Callable[[int, int, torch.Generator | None], Planner]
TASKS = ("shortest_path", "traversal")
NETWORKS = {"zone1": "london_zone1_interchanges", "underground": "london_underground"}
SPELLED = LabelScheme(10, 3)  # how the networks' labels are written, as in the paper


@dataclass(frozen=True)
class Departure:
    """The planner with something taken back.

    Attributes:
        make: from heads, hidden size and where the initial weights come from.
        settings: of the training, where they are others than the planner's own.
        gating: how the exam is sat that decides when training ends and which weights are kept.
    """

    make: Make = Planner
    settings: dict[str, Any] = field(default_factory=dict)
    gating: Gating = DISCRETE


DEPARTURES: dict[str, Departure] = {
    "planner": Departure(),
    "planner, recurrent controller": Departure(RecurrentPlanner),
    "planner, reads sum to one": Departure(SharedReads, gating=SOFT),
    "planner, cosine of digits": Departure(SimilarLabels, gating=SOFT),
    "planner, learnt words": Departure(LearntWords, gating=SOFT),
    "planner, no ages": Departure(Ageless),
    "planner, no marks": Departure(Unmarked),
    "planner, no waiting": Departure(Impatient),
    "planner, softmax over paths": Departure(OnePath),
    "planner, unbounded modes": Departure(UnboundedModes),
    "planner, soft bits": Departure(SoftBits),
    "planner, no rounding trained": Departure(settings={"discrete_share": 0.0}),
    "planner, no noise": Departure(settings={"match_noise": 0.0, "mode_noise": 0.0}),
    "planner, four heads": Departure(settings={"num_heads": 4}),
}


@dataclass(frozen=True)
class DepartureSettings:
    """How a variant is taught and asked.

    Attributes:
        seed: of everything.
        updates: at most; training ends when the exam is passed.
        destinations: of each network, each asked for from all stations.
        walks: of seven hops on each network.
        training: settings of all variants, where they are others than the planner's own.
    """

    seed: int = 0
    updates: int = 500
    destinations: int = 32
    walks: int = 200
    training: dict[str, Any] = field(default_factory=dict)


class DepartureTrainer(Trainer):
    """The planner's trainer, with another machine.

    Args:
        departure: what is taken back.
        configuration: settings.
    """

    def __init__(self, departure: Departure, configuration: TrainingConfiguration) -> None:
        self._departure = departure
        super().__init__(configuration, torch.device("cpu"))

    def _fresh_start(self) -> None:
        super()._fresh_start()
        settings = self.configuration
        weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights", self.progress.start))
        self.machine = self._departure.make(settings.num_heads, settings.hidden_size, weights)
        self.optimizer = torch.optim.Adam(self.machine.parameters(), lr=settings.learning_rate)

    def _score(self) -> float:
        return sum(examine(self.machine, self.exam, self._departure.gating)) / 2


@torch.no_grad()
def examine(machine: Planner, exam: list[Batch], gating: Gating) -> tuple[float, float]:
    """Shares of right answers on shortest paths and on hops: the strongest of each, or if rounded all that is said."""
    mark: Callable[[Tensor, Any], Tensor] = strict_accuracy if gating.discrete else accuracy
    paths = hops = 0.0
    for batch in exam:
        answers = run(machine, batch, gating)
        paths += float(mark(answers.paths, batch.paths)) / len(exam)
        hops += float(mark(answers.hops, batch.hops)) / len(exam)
    return paths, hops


def teach(name: str, settings: DepartureSettings) -> DepartureTrainer:
    """Train a variant by its name in ``DEPARTURES``; ends when the exam is passed, or with its updates."""
    departure = DEPARTURES[name]
    configuration = TrainingConfiguration(**{**settings.training, **departure.settings, "seed": settings.seed})
    trainer = DepartureTrainer(departure, configuration)
    spend(trainer, settings.updates)
    return trainer


def spend(trainer: ExamTrainer, updates: int) -> None:
    """Train until the exam is passed, or so many updates are made; the machine has the best weights after."""
    began = time.process_time()
    while not trainer.progress.finished and trainer.progress.update < updates:
        trainer.update()
    trainer.progress.seconds = time.process_time() - began
    if trainer.best:
        trainer.machine.load_state_dict(trainer.best)


def taught_row(name: str, trainer: ExamTrainer, examples: int) -> ExperimentRow:
    """What the figures of a variant have in common."""
    return ExperimentRow(
        experiment="departures",
        machine=name,
        task="",
        test="",
        slots=0,
        accuracy=0.0,
        loss=None,
        seed=trainer.configuration.seed,
        examples=examples,
        parameters=sum(parameter.numel() for parameter in trainer.machine.parameters()),
        seconds=round(trainer.progress.seconds, 1),
    )


def departure_rows(name: str, settings: DepartureSettings) -> list[ExperimentRow]:
    """Train a variant, and score its best weights on the exam and on two networks, soft and rounded."""
    trainer = teach(name, settings)
    machine, rows = trainer.machine, []
    row = taught_row(name, trainer, trainer.progress.update * trainer.configuration.graphs)
    for way, gating in (("rounded", DISCRETE), ("soft", SOFT)):
        scores = {"exam": examine(machine, trainer.exam, gating)}
        for test, network in NETWORKS.items():
            scores[test] = _on_network(machine, network, gating, settings)
        for test, both in scores.items():
            for task, share in zip(TASKS, both, strict=True):
                rows.append(dataclasses.replace(row, task=task, test=f"{test}, {way}", accuracy=share))
    return rows


def _on_network(machine: Planner, name: str, gating: Gating, settings: DepartureSettings) -> tuple[float, float]:
    triples, _ = traversal_problem(load_network(name))
    rng = generator(settings.seed, "departures", name)
    return (
        score_paths(machine, triples, SPELLED, gating, rng, settings.destinations),
        score_hops(machine, triples, SPELLED, gating, rng, settings.walks),
    )
