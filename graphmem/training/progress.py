"""The progress of a training run, and its budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

from .settings import check_numbers, from_names


@dataclass
class Progress:
    """How far a training run has come, over all its sessions.

    Attributes:
        update: number of updates, over all fresh starts.
        examples: number of episodes seen, over all fresh starts.
        questions: number of answers that counted towards the curriculum, over all fresh starts.
        start: number of fresh starts before the present one.
        since_start: number of updates since the last fresh start.
        stage: curriculum stage, counted from 0.
        stage_began: number of episodes seen when the stage began, over all fresh starts.
        correct, asked: answers since the last check of the curriculum, if it is one that counts answers.
        accuracy: accuracy on training episodes, as the curriculum measures it.
        score: score of the last evaluation.
        best: score of the best evaluation; -1 before the first.
        loss: running mean over about 100 updates.
        words_restarted: words of a lexicon that were begun again, where there is one.
        seconds: time spent in all sessions.
    """

    update: int = 0
    examples: int = 0
    questions: int = 0
    start: int = 0
    since_start: int = 0
    stage: int = 0
    stage_began: int = 0
    correct: int = 0
    asked: int = 0
    accuracy: float = 0.0
    score: float = 0.0
    best: float = -1.0
    loss: float = 0.0
    words_restarted: int = 0
    seconds: float = 0.0

    @classmethod
    def from_dict(cls, values: object) -> Self:
        """The reverse of ``vars``.

        Raises:
            TypeError, ValueError: if something is missing, unknown or not a possible number.
        """
        progress: Self = from_names(cls, values)
        check_numbers(progress)
        if any(isinstance(value, int) and value < 0 for value in vars(progress).values()):
            raise ValueError("counts cannot be negative")
        return progress

    def figures(self) -> dict[str, float]:
        """One line of the log; stages are counted from 1."""
        return {
            "update": self.update,
            "examples": self.examples,
            "questions": self.questions,
            "start": self.start,
            "stage": self.stage + 1,
            "accuracy": self.accuracy,
            "score": self.score,
            "best": self.best,
            "loss": self.loss,
            "words_restarted": self.words_restarted,
            "seconds": round(self.seconds, 1),
        }


class Budget(NamedTuple):
    """The limits of a run over all its sessions; it ends when the first of them is reached.

    Attributes:
        examples: number of episodes.
        seconds: time, by the clock of the session.
        updates: number of updates.
    """

    examples: float = float("inf")
    seconds: float = float("inf")
    updates: float = float("inf")

    def used(self, progress: Progress) -> float:
        """The share of the budget that is used; 1 or more when it is used up."""
        spent = (progress.examples, self.examples), (progress.seconds, self.seconds), (progress.update, self.updates)
        return max(part / whole if whole else 1.0 for part, whole in spent)


def is_due(every: int, before: int, after: int) -> bool:
    """Whether something that happens every so many updates is due, ``before`` and ``after`` the last of them."""
    return after // every > before // every
