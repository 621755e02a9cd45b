"""The training loop of the reasoner: one lesson of single edges, then all relations at once; exams; exact resuming.

The first lesson teaches the control, which every word shares: where to begin, what to follow, what to answer.
Whether it is needed has not been settled: learning by lengths, control and lexicon together came to half-truths, such
as "any row with the relation's last edge".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..errors import CheckpointError
from ..models.reasoner import ROUNDED, ReasonerMachine
from ..seeding import generator, integer_seed
from ..tasks.paper import PAPER_TASKS
from ..tasks.paper.graphs import NUM_RELATION_EDGES
from .checkpoints import load_optimizer, optimizer_tensors, within
from .inference_batches import (
    NUM_WORDS,
    Problem,
    edge_problem,
    is_right,
    loss,
    relation_problem,
    run,
    write_exam,
)
from .inference_configuration import InferenceConfiguration

LESSONS = ("single edges", "all relations")
# A word that is understood is answered rightly every time.  Three times in four is not enough: on many of the paper's
# graphs an edge leads back where another came from, so that half a chain may do for the whole.
_PACE, _STANDING = 0.1, 0.8
_LAST = len(PAPER_TASKS["inference"].curriculum.lessons) - 1


@dataclass
class InferenceProgress:
    """Where a run stands.

    Attributes:
        update: updates made, over all starts; graphs, queries: seen in them.
        start: fresh starts made before this one; since_start: updates since the last.
        words_anew: words begun anew.
        lesson: number of the lesson, from 0.
        accuracy: running mean of the accuracy on training questions.
        score: of the last exam; best: of the best one.
        seconds: spent in all sessions.
    """

    update: int = 0
    graphs: int = 0
    queries: int = 0
    start: int = 0
    since_start: int = 0
    words_anew: int = 0
    lesson: int = 0
    accuracy: float = 0.0
    loss: float = 0.0
    score: float = 0.0
    best: float = -1.0
    seconds: float = 0.0

    @property
    def finished(self) -> bool:
        """Whether some weights answered every question of the exam."""
        return self.best == 1.0


class InferenceTrainer:
    """Trains one reasoner from nothing, by answers alone.

    Args:
        configuration: settings.
        device: where the machine runs.
    """

    def __init__(self, configuration: InferenceConfiguration, device: torch.device) -> None:
        self.configuration, self.device = configuration, device
        self.exam = write_exam(device)
        self.progress = InferenceProgress()
        self.best: dict[str, Tensor] = {}
        self._fresh_start()

    def _fresh_start(self) -> None:
        """New weights, first lesson; a start has random numbers of its own."""
        settings, start = self.configuration, self.progress.start
        self.weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights", start))
        machine = ReasonerMachine(NUM_WORDS, NUM_RELATION_EDGES, settings.places, self.weights)
        self.machine = machine.to(self.device)
        parts = (self.machine.control, settings.control_rate), (self.machine.lexicon, settings.lexicon_rate)
        self.optimizer = torch.optim.Adam([{"params": part.parameters(), "lr": rate} for part, rate in parts])
        self.rng = generator(settings.seed, "episodes", start)
        self.standing = torch.zeros(NUM_WORDS)  # running accuracy of each word
        self.asked = torch.zeros(NUM_WORDS, dtype=torch.int64)
        self.progress.since_start, self.progress.lesson, self.progress.accuracy = 0, 0, 0.0

    def update(self) -> None:
        """One batch, one step of the optimizer; an exam and fresh starts where they are due."""
        settings, progress = self.configuration, self.progress
        problem = self._draw()
        answers = run(self.machine, problem)
        wrongness = loss(answers, problem.right)
        self.optimizer.zero_grad()
        wrongness.backward()  # type: ignore[no-untyped-call]  # torch's backward is
        if all(part.grad is not None and torch.isfinite(part.grad).all() for part in self.machine.parameters()):
            self.optimizer.step()

        progress.update += 1
        progress.since_start += 1
        progress.graphs += len(problem.rows)
        progress.queries += problem.query[..., 0].numel()
        progress.loss = wrongness.item()
        right = is_right(answers.detach(), problem.right)
        progress.accuracy += 0.1 * (float(right.float().mean()) - progress.accuracy)
        self._note(problem, right)
        if progress.lesson == 0 and progress.accuracy >= settings.pass_mark:
            progress.lesson, progress.accuracy = 1, 0.0
        if progress.since_start % settings.exam_every == 0:
            self._sit_exam()
            self._begin_words_anew()
        if progress.since_start >= settings.patience and not progress.finished:
            progress.start += 1
            self._fresh_start()

    def _draw(self) -> Problem:
        if self.progress.lesson == 0 or self.rng.random() < self.configuration.edge_share:
            return edge_problem(self.rng, self.configuration.graphs, self.device)
        return relation_problem(self.rng, _LAST, self.configuration.graphs, self.device)

    def _note(self, problem: Problem, right: Tensor) -> None:
        words, hits = problem.query[..., 1].flatten().cpu(), right.flatten().cpu().float()
        asked = torch.bincount(words, minlength=NUM_WORDS)
        share = torch.zeros(NUM_WORDS).scatter_add_(0, words, hits) / asked.clamp(min=1)
        self.standing += (asked > 0) * _PACE * (share - self.standing)
        self.asked += asked

    def _begin_words_anew(self) -> None:
        """Rows of the lexicon that came to mean something wrong are drawn again: they would hardly come off it."""
        stuck = (self.asked[NUM_RELATION_EDGES:] >= self.configuration.word_patience) & (
            self.standing[NUM_RELATION_EDGES:] < _STANDING
        )
        words = torch.nonzero(stuck).flatten() + NUM_RELATION_EDGES
        if not len(words):
            return
        fresh = ReasonerMachine(NUM_WORDS, NUM_RELATION_EDGES, self.configuration.places, self.weights).lexicon.logits
        logits = self.machine.lexicon.logits
        moments = self.optimizer.state[logits]
        with torch.no_grad():
            logits[words] = fresh[words].to(self.device)
            for name in ("exp_avg", "exp_avg_sq"):
                moments[name][words] = 0.0
        self.standing[words], self.asked[words] = 0.0, 0
        self.progress.words_anew += len(words)

    @torch.no_grad()
    def _sit_exam(self) -> None:
        progress = self.progress
        right = is_right(run(self.machine, self.exam, ROUNDED), self.exam.right)
        progress.score = float(right.double().mean())
        if progress.score > progress.best:
            progress.best = progress.score
            self.best = {name: value.detach().clone() for name, value in self.machine.state_dict().items()}

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that a run needs to go on as if it had not stopped: plain values, and tensors."""
        tensors = {f"machine.{name}": value for name, value in self.machine.state_dict().items()}
        tensors |= {f"best.{name}": value for name, value in self.best.items()}
        tensors |= optimizer_tensors(self.optimizer, "adam.")
        tensors |= {"weights": self.weights.get_state(), "standing": self.standing, "asked": self.asked}
        values = {
            "configuration": self.configuration.as_dict(),
            "progress": vars(self.progress),
            "episodes": self.rng.bit_generator.state,
        }
        return values, tensors

    def load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        """Go on from ``state``.

        Raises:
            CheckpointError: if something is missing or of another shape.
        """
        try:
            self.progress = InferenceProgress(**values["progress"])
            LESSONS[self.progress.lesson]
            self.machine.load_state_dict(within(tensors, "machine."))
            self.best = within(tensors, "best.")
            load_optimizer(self.optimizer, tensors, "adam.")
            self.rng = np.random.Generator(np.random.PCG64())
            self.rng.bit_generator.state = values["episodes"]
            self.weights.set_state(tensors["weights"])
            self.standing, self.asked = tensors["standing"].clone(), tensors["asked"].clone()
        except (LookupError, TypeError, ValueError, RuntimeError) as error:
            raise CheckpointError(f"The state of this training run is incomplete or damaged: {error}.") from error
