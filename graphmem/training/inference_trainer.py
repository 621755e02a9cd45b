"""The training loop of the reasoner: all relations at once, words begun anew, exams, and states that resume exactly.

Control and lexicon are learnt together, from the paper's last stage alone.  Learning by lengths came to half-truths,
such as "any row with the relation's last edge".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..memory.gating import DISCRETE
from ..models.reasoner import Reasoner
from ..seeding import generator, integer_seed
from ..tasks.paper.graphs import NUM_RELATION_EDGES
from .cards import inference_model
from .checkpoints import fitting
from .exam_trainer import ExamProgress, ExamTrainer
from .inference_batches import NUM_WORDS, Problem, is_right, loss, relation_problem, run, write_exam
from .inference_configuration import InferenceConfiguration

# A word that is understood is answered rightly every time.  Three times in four is not enough: on many of the paper's
# graphs an edge leads back where another came from, so that half a chain may do for the whole.
_PACE, _STANDING = 0.1, 0.8


@dataclass
class InferenceProgress(ExamProgress):
    """Where a run stands.

    Attributes:
        graphs, queries: seen, over all starts.
        words_anew: words begun anew.
        loss: of the last batch whose gradient was finite.
    """

    graphs: int = 0
    queries: int = 0
    words_anew: int = 0
    loss: float = 0.0

    def figures(self) -> dict[str, float]:
        """For the log."""
        seen = {"graphs": self.graphs, "queries": self.queries, "words_anew": self.words_anew}
        return super().figures() | seen | {"loss": self.loss}


class InferenceTrainer(ExamTrainer):
    """Trains one reasoner from nothing, by answers alone.

    Args:
        configuration: settings.
        device: where the machine runs.
    """

    configuration: InferenceConfiguration
    progress: InferenceProgress
    machine: Reasoner

    def __init__(self, configuration: InferenceConfiguration, device: torch.device) -> None:
        self.exam = write_exam(device)
        super().__init__(configuration, InferenceProgress(), device)

    def _fresh_start(self) -> None:
        """New weights; a start has random numbers of its own."""
        settings, start = self.configuration, self.progress.start
        self.weights = torch.Generator().manual_seed(integer_seed(settings.seed, "weights", start))
        machine = Reasoner(NUM_WORDS, NUM_RELATION_EDGES, settings.places, self.weights)
        self.machine = machine.to(self.device)
        parts = (self.machine.control, settings.control_rate), (self.machine.lexicon, settings.lexicon_rate)
        self.optimizer = torch.optim.Adam([{"params": part.parameters(), "lr": rate} for part, rate in parts])
        self.rng = generator(settings.seed, "episodes", start)
        self.standing = torch.zeros(NUM_WORDS)  # running accuracy of each word
        self.asked = torch.zeros(NUM_WORDS, dtype=torch.int64)

    def _learn(self) -> None:
        progress = self.progress
        problem = relation_problem(self.rng, self.configuration.graphs, self.device)
        answers = run(self.machine, problem)
        wrongness = loss(answers, problem.right)
        self.optimizer.zero_grad()
        wrongness.backward()  # type: ignore[no-untyped-call]  # torch's backward is
        if all(part.grad is not None and torch.isfinite(part.grad).all() for part in self.machine.parameters()):
            self.optimizer.step()
            progress.loss = wrongness.item()
        progress.graphs += len(problem.rows)
        progress.queries += problem.query[..., 0].numel()
        right = is_right(answers.detach(), problem.right)
        progress.accuracy += 0.1 * (float(right.float().mean()) - progress.accuracy)
        self._note(problem, right)

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
        fresh = Reasoner(NUM_WORDS, NUM_RELATION_EDGES, self.configuration.places, self.weights).lexicon.logits
        logits = self.machine.lexicon.logits
        moments = self.optimizer.state[logits]
        with torch.no_grad():
            logits[words] = fresh[words].to(self.device)
            for name in ("exp_avg", "exp_avg_sq"):
                moments[name][words] = 0.0
        self.standing[words], self.asked[words] = 0.0, 0
        self.progress.words_anew += len(words)

    def _sit_exam(self) -> None:
        super()._sit_exam()
        self._begin_words_anew()

    @torch.no_grad()
    def _score(self) -> float:
        return float(is_right(run(self.machine, self.exam, DISCRETE), self.exam.right).double().mean())

    def model(self) -> tuple[dict[str, Any], str]:
        """The configuration and the card that stand beside the weights."""
        return inference_model(self.configuration, self.progress)

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that a run needs to go on as if it had not stopped: plain values, and tensors."""
        values, tensors = super().state()
        return values, tensors | {"weights": self.weights.get_state(), "standing": self.standing, "asked": self.asked}

    def _load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        super()._load_state(values, tensors)
        self.weights.set_state(tensors["weights"])
        self.standing = fitting(tensors["standing"], self.standing).clone()
        self.asked = fitting(tensors["asked"], self.asked).clone()
