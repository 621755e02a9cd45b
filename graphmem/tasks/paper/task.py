"""The parts of a task of the DNC paper, and how its episodes are drawn.

A new task is a file with its own rules and a ``PaperTask`` in ``registry.py``.  Nothing else in graphmem asks which
task it is: loss and decoding follow from the form of the answer (see ``learning.py``), and everything else is a field
of ``PaperTask``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Literal, Protocol

import numpy as np

from ...errors import UsageError
from .curricula import PaperCurriculum, PaperStage
from .episodes import Episode, Query
from .graphs import Fact, LabelledGraph

LAST_STAGE = "last_stage"  # the evaluation set that every task has
_LAST_STAGE_EPISODES = 500
_MOST_DRAWS = 1000  # of graphs in which a stage finds nothing to ask


class WalkGoal(Protocol):
    """Where a walk should lead; it can be asked again at every node."""

    def first_steps(self, node: int) -> tuple[Fact, ...]:
        """All edges that a right walk may take from ``node``; none where it ends or can no longer be right."""

    def accepts(self, origin: int, walk: tuple[Fact, ...]) -> bool:
        """Whether a walk from ``origin`` is right."""


class AnswerForm(Enum):
    """The form of an answer; it decides how an answer is trained, decoded and given by a graph network."""

    TRIPLES = "an edge of the graph for each step of the query, then the termination pattern"
    NODE = "the triple of the query, completed with a node"
    WALK = "edges chosen one after another; the machine sees each choice before it makes the next"


@dataclass(frozen=True)
class EvaluationSet:
    """Questions on which machines are compared; the same ones for every machine and seed.

    Attributes:
        draw: draws the episodes.
        counted_length: length of the questions that count towards the accuracy; the others appear in the breakdown by
            length alone.  None if all count.
        published: mean and standard deviation, in %, of the paper's 20 networks (Graves et al. 2016, "Graph
            experiments" and Methods); None if the paper has no such figure.
    """

    draw: Callable[[np.random.Generator], list[Episode]]
    counted_length: int | None = None
    published: tuple[float, float] | None = None


@dataclass(frozen=True)
class PaperTask:
    """A task of the paper.

    Attributes:
        name: its name in ``PAPER_TASKS``.
        curriculum: its stages.
        graphs: draws that many graphs, given the ranges of nodes and out-degree.
        ask: draws an episode on a graph; None if the graph has nothing to ask.
        choices: the triples that may answer a query when only valid triples are decoded.
        length: edges of the walk, the shortest path or the relation that a query asks for.
        answer_form: what an answer consists of.
        paper_decoding: how the paper decodes answers: by the mode of the output, or over valid triples only.
        random_answer: whether one random attempt at a query is right; the baseline ``random-edge``.
        held_out: evaluation sets on graphs that are never trained on, by name.
        goal: the goal of a query, from its episode and its number there, for a task whose answers are walks; None for
            others.
    """

    name: str
    curriculum: PaperCurriculum
    graphs: Callable[[np.random.Generator, int, tuple[int, int], tuple[int, int]], Iterator[LabelledGraph]]
    ask: Callable[[np.random.Generator, LabelledGraph, PaperStage], Episode | None]
    choices: Callable[[LabelledGraph, Query], tuple[Fact, ...]]
    length: Callable[[Query], int]
    answer_form: AnswerForm
    paper_decoding: Literal["free", "valid"]
    random_answer: Callable[[np.random.Generator, Episode, Query], bool]
    held_out: Mapping[str, EvaluationSet] = field(default_factory=dict)
    goal: Callable[[Episode, int], WalkGoal] | None = None

    def goal_of(self, episode: Episode, number: int = 0) -> WalkGoal:
        """The goal of a query of a task whose answers are walks, by its number in the episode.

        Raises:
            UsageError: if the task has no goal.
        """
        if self.goal is None:
            raise UsageError(f"The answers of the task {self.name!r} are walks, so it needs a goal.")
        return self.goal(episode, number)

    @cached_property
    def evaluation_sets(self) -> dict[str, EvaluationSet]:
        """All evaluation sets by name: fresh episodes of the last stage, and those on held-out graphs."""
        return {LAST_STAGE: EvaluationSet(self._draw_last_stage), **self.held_out}

    def _draw_last_stage(self, rng: np.random.Generator) -> list[Episode]:
        return draw_stage_episodes(rng, self, self.curriculum.stages[-1], _LAST_STAGE_EPISODES)


def draw_stage_episodes(rng: np.random.Generator, task: PaperTask, stage: PaperStage, count: int) -> list[Episode]:
    """``count`` episodes of one stage; a graph with nothing to ask is replaced by another.

    Raises:
        UsageError: if graphs of this stage hardly ever have anything to ask.
    """
    episodes: list[Episode] = []
    for _ in range(_MOST_DRAWS):
        for graph in task.graphs(rng, count - len(episodes), stage.nodes, stage.out_degree):
            episode = task.ask(rng, graph, stage)
            if episode is not None:
                episodes.append(episode)
        if len(episodes) == count:
            return episodes
    raise UsageError(f"Too few of {_MOST_DRAWS} draws of graphs had anything to ask: {stage}.")


def draw_batch(rng: np.random.Generator, task: PaperTask, number: int, count: int) -> list[Episode]:
    """``count`` episodes for training in stage ``number``, counted from 0: most of that stage, some of earlier ones."""
    stages = [task.curriculum.draw_stage(rng, number) for _ in range(count)]
    episodes: list[Episode] = []
    for stage in dict.fromkeys(stages):
        episodes.extend(draw_stage_episodes(rng, task, stage, stages.count(stage)))
    return episodes
