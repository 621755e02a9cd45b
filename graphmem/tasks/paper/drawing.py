"""The three tasks side by side, and episodes of their lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ...errors import UsageError
from .curricula import INFERENCE, SHORTEST_PATH, TRAVERSAL, PaperCurriculum, PaperLesson
from .episodes import Episode, Query
from .graphs import Fact, LabelledGraph, draw_graphs, draw_relation_graphs
from .inference import draw_inference, inference_choices
from .shortest_path import draw_path, path_choices
from .traversal import draw_traversal, traversal_choices

_MOST_DRAWS = 1000  # of graphs in which a lesson finds nothing to ask


@dataclass(frozen=True)
class PaperTask:
    """A task of the paper.

    Attributes:
        curriculum: its lessons.
        graphs: draws so many graphs, given the ranges of nodes and out-degree.
        ask: draws an episode on a graph; None where the graph has nothing to ask.
        choices: what an answer to a query may be where only valid triples are decoded.
    """

    curriculum: PaperCurriculum
    graphs: Callable[[np.random.Generator, int, tuple[int, int], tuple[int, int]], Iterator[LabelledGraph]]
    ask: Callable[[np.random.Generator, LabelledGraph, PaperLesson], Episode | None]
    choices: Callable[[LabelledGraph, Query], tuple[Fact, ...]]


PAPER_TASKS: dict[str, PaperTask] = {
    "traversal": PaperTask(
        TRAVERSAL,
        draw_graphs,
        lambda rng, graph, lesson: draw_traversal(rng, graph, lesson.length),
        traversal_choices,
    ),
    "shortest_path": PaperTask(
        SHORTEST_PATH,
        draw_graphs,
        lambda rng, graph, lesson: draw_path(rng, graph, lesson.length),
        path_choices,
    ),
    "inference": PaperTask(
        INFERENCE,
        draw_relation_graphs,
        lambda rng, graph, lesson: draw_inference(rng, graph, lesson.length, lesson.queries),
        inference_choices,
    ),
}


def draw_lesson_episodes(rng: np.random.Generator, task: PaperTask, lesson: PaperLesson, count: int) -> list[Episode]:
    """``count`` episodes of one lesson; graphs with nothing to ask are drawn again.

    Raises:
        UsageError: if graphs of this lesson hardly ever have anything to ask.
    """
    episodes: list[Episode] = []
    for _ in range(_MOST_DRAWS):
        for graph in task.graphs(rng, count - len(episodes), lesson.nodes, lesson.out_degree):
            episode = task.ask(rng, graph, lesson)
            if episode is not None:
                episodes.append(episode)
        if len(episodes) == count:
            return episodes
    raise UsageError(f"Of {_MOST_DRAWS} draws of graphs, too few had anything to ask: {lesson}.")


def draw_batch(rng: np.random.Generator, task: PaperTask, number: int, count: int) -> list[Episode]:
    """``count`` episodes while lesson ``number`` is taught, counted from 0: most of it, some of earlier lessons."""
    lessons = [task.curriculum.draw_lesson(rng, number) for _ in range(count)]
    episodes: list[Episode] = []
    for lesson in dict.fromkeys(lessons):
        episodes.extend(draw_lesson_episodes(rng, task, lesson, lessons.count(lesson)))
    return episodes
