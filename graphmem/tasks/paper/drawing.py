"""The three tasks side by side, and episodes of their stages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ...errors import UsageError
from .curricula import INFERENCE, SHORTEST_PATH, TRAVERSAL, PaperCurriculum, PaperStage
from .episodes import Episode, Query
from .graphs import Fact, LabelledGraph, draw_graphs, draw_relation_graphs
from .inference import draw_inference, inference_choices
from .shortest_path import draw_path, path_choices
from .traversal import draw_traversal, traversal_choices

_MOST_DRAWS = 1000  # of graphs in which a stage finds nothing to ask


@dataclass(frozen=True)
class PaperTask:
    """A task of the paper.

    Attributes:
        curriculum: its stages.
        graphs: draws so many graphs, given the ranges of nodes and out-degree.
        ask: draws an episode on a graph; None where the graph has nothing to ask.
        choices: what an answer to a query may be where only valid triples are decoded.
    """

    curriculum: PaperCurriculum
    graphs: Callable[[np.random.Generator, int, tuple[int, int], tuple[int, int]], Iterator[LabelledGraph]]
    ask: Callable[[np.random.Generator, LabelledGraph, PaperStage], Episode | None]
    choices: Callable[[LabelledGraph, Query], tuple[Fact, ...]]


PAPER_TASKS: dict[str, PaperTask] = {
    "traversal": PaperTask(
        TRAVERSAL,
        draw_graphs,
        lambda rng, graph, stage: draw_traversal(rng, graph, stage.length),
        traversal_choices,
    ),
    "shortest_path": PaperTask(
        SHORTEST_PATH,
        draw_graphs,
        lambda rng, graph, stage: draw_path(rng, graph, stage.length),
        path_choices,
    ),
    "inference": PaperTask(
        INFERENCE,
        draw_relation_graphs,
        lambda rng, graph, stage: draw_inference(rng, graph, stage.length, stage.queries),
        inference_choices,
    ),
}


def draw_stage_episodes(rng: np.random.Generator, task: PaperTask, stage: PaperStage, count: int) -> list[Episode]:
    """``count`` episodes of one stage; graphs with nothing to ask are drawn again.

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
    raise UsageError(f"Of {_MOST_DRAWS} draws of graphs, too few had anything to ask: {stage}.")


def draw_batch(rng: np.random.Generator, task: PaperTask, number: int, count: int) -> list[Episode]:
    """``count`` episodes while stage ``number`` is taught, counted from 0: most of it, some of earlier stages."""
    stages = [task.curriculum.draw_stage(rng, number) for _ in range(count)]
    episodes: list[Episode] = []
    for stage in dict.fromkeys(stages):
        episodes.extend(draw_stage_episodes(rng, task, stage, stages.count(stage)))
    return episodes
