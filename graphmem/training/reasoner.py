"""The training of the reasoner: all relations at once, restarts of single words, an evaluation set, restarts.

Control and lexicon are trained together, on the last stage of the paper's inference task alone.  A curriculum by
lengths led to programs that are only partly right, such as "any row with the relation's last edge".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from ..evaluation.reasoner_set import (
    NUM_WORDS,
    RelationBatch,
    is_right,
    make_relation_batch,
    reasoner_evaluation_set,
    run_reasoner,
    score_reasoner,
)
from ..models.reasoner import Reasoner
from ..seeding import generator, integer_seed
from ..tasks.paper import PAPER_TASKS, Episode, draw_batch
from ..tasks.paper.graphs import NUM_RELATION_EDGES
from .curricula import RunningMeanGate
from .plan import Evaluation, Start, TrainingPlan, after
from .progress import Progress
from .settings import Settings
from .state import fitting
from .trainable import StepResult

_TASK = PAPER_TASKS["inference"]
_FAINT = 0.1  # a faint answer is as good as a wrong one, even if all others are fainter
_LEAST = 1e-7
# A word that is learnt is answered correctly every time.  Three times in four is not enough: on many of the paper's
# graphs an edge leads back to where another came from, so that half a chain may give the right answer.
_PACE, _LEARNT = 0.1, 0.8

MakeReasoner = Callable[[int, int, int, torch.Generator], Reasoner]
"""From words, letters, places and the source of the initial weights to a reasoner."""


@dataclass(frozen=True)
class ReasonerSettings(Settings):
    """Settings of ``graphmem train inference``.

    Attributes:
        seed: seed of weights, graphs and questions; the same seed gives the same weights.
        places: number of letters and rests of a word.
        graphs: size of a batch, with three queries on each graph.
        control_rate, lexicon_rate: learning rates of Adam.  A word is asked about in one batch of five, and nothing
            else depends on it, so the lexicon may learn faster.
        word_patience: number of questions after which a word that is not answered correctly nearly always is restarted.
        evaluate_every: number of updates between evaluations.
        patience: number of updates after which weights that have not passed the evaluation are given up.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "seed": (0, 2**63),
        "places": (1, 10),
        "graphs": (1, 4096),
        "control_rate": (1e-9, 10),
        "lexicon_rate": (1e-9, 10),
        "word_patience": (1, 10**6),
        "evaluate_every": (1, 10**6),
        "patience": (1, 10**9),
    }

    seed: int = 0
    places: int = 7
    graphs: int = 32
    control_rate: float = 0.05
    lexicon_rate: float = 0.1
    word_patience: int = 140
    evaluate_every: int = 50
    patience: int = 4000


class WordRestarts:
    """Restarts words that were learnt wrongly; as an ``Extra`` of the trainer.

    Gradients would hardly move such a word any more, so its rows of the lexicon are drawn again.

    Args:
        machine: the reasoner.
        optimizer: optimizer of the parameters.
        settings: settings of the training.
        weights: source of the initial weights, for the rows that are drawn again.
    """

    def __init__(
        self, machine: Reasoner, optimizer: torch.optim.Optimizer, settings: ReasonerSettings, weights: torch.Generator
    ) -> None:
        self.machine, self.optimizer, self.settings, self.weights = machine, optimizer, settings, weights
        self.accuracy = torch.zeros(NUM_WORDS)  # running mean of each word
        self.asked = torch.zeros(NUM_WORDS, dtype=torch.int64)

    def observe(self, words: Tensor, correct: Tensor) -> None:
        """Take note of the answers of a batch.

        Args:
            words: (G, Q) the words that were asked about.
            correct: (G, Q) whether the answers were correct.
        """
        words, hits = words.flatten().cpu(), correct.flatten().cpu().float()
        asked = torch.bincount(words, minlength=NUM_WORDS)
        share = torch.zeros(NUM_WORDS).scatter_add_(0, words, hits) / asked.clamp(min=1)
        self.accuracy += (asked > 0) * _PACE * (share - self.accuracy)
        self.asked += asked

    def after_evaluation(self, progress: Progress) -> None:
        """Restart the words that have been asked often enough and are still not answered nearly always."""
        settings = self.settings
        stuck = (self.asked[NUM_RELATION_EDGES:] >= settings.word_patience) & (
            self.accuracy[NUM_RELATION_EDGES:] < _LEARNT
        )
        words = torch.nonzero(stuck).flatten() + NUM_RELATION_EDGES
        if not len(words):
            return
        fresh = Reasoner(NUM_WORDS, NUM_RELATION_EDGES, settings.places, self.weights).lexicon.logits
        logits = self.machine.lexicon.logits
        moments = self.optimizer.state[logits]
        with torch.no_grad():
            logits[words] = fresh[words].to(logits.device)
            for name in ("exp_avg", "exp_avg_sq"):
                moments[name][words] = 0.0
        self.accuracy[words], self.asked[words] = 0.0, 0
        progress.words_restarted += len(words)

    def tensors(self) -> dict[str, Tensor]:
        """See ``Extra.tensors``."""
        return {"weights": self.weights.get_state(), "accuracy": self.accuracy, "asked": self.asked}

    def load_tensors(self, tensors: dict[str, Tensor]) -> None:
        """See ``Extra.load_tensors``."""
        self.weights.set_state(tensors["weights"])
        self.accuracy = fitting(tensors["accuracy"], self.accuracy).clone()
        self.asked = fitting(tensors["asked"], self.asked).clone()


class ReasonerTrainable:
    """A reasoner with the loss of its answers.

    Args:
        machine: a reasoner.
        words: takes note of how each word is answered.
    """

    def __init__(self, machine: Reasoner, words: WordRestarts) -> None:
        self.module: Reasoner = machine
        self.words = words

    def training_step(self, episodes: Sequence[Episode], rng: np.random.Generator) -> StepResult:
        """-log of the share of each field's answer that is correct; every query counts."""
        del rng
        batch = make_relation_batch(episodes, self.module.control.weight.device)
        answers = run_reasoner(self.module, batch)
        correct = is_right(answers.detach(), batch.right)
        self.words.observe(batch.query[..., 1], correct)
        return StepResult(answer_loss(answers, batch.right), correct.flatten().tolist())


def reasoner_plan(
    settings: ReasonerSettings,
    device: torch.device,
    *,
    make: MakeReasoner = Reasoner,
    score: Callable[[Reasoner, RelationBatch], float] = score_reasoner,
    evaluation_set: RelationBatch | None = None,
) -> TrainingPlan[Sequence[Episode]]:
    """The training of a reasoner from scratch.

    Args:
        settings: settings of the training.
        device: device that the machine runs on.
        make: makes the machine, on the CPU.
        score: score of a machine on the evaluation set.
        evaluation_set: decides which weights are kept; None for the usual one.
    """
    batch = reasoner_evaluation_set(device) if evaluation_set is None else evaluation_set

    def start(number: int) -> Start[Sequence[Episode]]:
        """New weights; each start has random numbers of its own."""
        weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights", number))
        machine = make(NUM_WORDS, NUM_RELATION_EDGES, settings.places, weights).to(device)
        lexicon = list(machine.lexicon.parameters())
        control = [value for name, value in machine.named_parameters() if not name.startswith("lexicon.")]
        groups = (control, settings.control_rate), (lexicon, settings.lexicon_rate)
        optimizer = torch.optim.Adam([{"params": part, "lr": rate} for part, rate in groups])
        words = WordRestarts(machine, optimizer, settings, weights)
        return Start(ReasonerTrainable(machine, words), optimizer, generator(settings.seed, "episodes", number), words)

    def draw(rng: np.random.Generator, progress: Progress) -> list[list[Episode]]:
        del progress  # there is one stage
        return [draw_batch(rng, _TASK, len(_TASK.curriculum.stages) - 1, settings.graphs)]

    def evaluate(trainable: ReasonerTrainable) -> float:
        return score(trainable.module, batch)

    return TrainingPlan(
        settings,
        start,
        draw,
        batch_size=settings.graphs,
        gate=RunningMeanGate(0.1),
        evaluation=Evaluation(settings.evaluate_every, evaluate),
        given_up=after(settings.patience),
        log_every=settings.evaluate_every,
    )


def answer_loss(answers: Tensor, right: Tensor) -> Tensor:
    """-log(the share of each field's answer that is correct), summed over fields; the mean over queries.

    Args:
        answers: (G, Q, 3, V + 1) how far each label is answered in each field.
        right: (G, Q, 3) the correct labels.
    """
    scores = answers[..., :-1] + _LEAST
    share = scores.gather(-1, right[..., None])[..., 0] / (scores.sum(-1) + _FAINT)
    return -torch.log(share).sum(-1).mean()
