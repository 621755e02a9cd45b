"""Episodes as plain values for files: one graph with questions on it and all their right answers.

{"task": "shortest_path", "generator": "sparse", "num_stations": 4,
 "triples": [[0, 2, 1, 1], [1, 0, 3, 1], ...],              source, line, destination, minutes
 "destination": 3,
 "questions": [[0, null], [2, null]],                       station, line
 "answers": [[1], []]}                                      every right next station; none is "no route"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypedDict

import numpy as np

from ..generators import GENERATORS
from .questions import NO_ROUTE, NO_STATION, Questions, shortest_path, traversal

_BATCH = 256
TASKS: Mapping[str, Callable[..., Questions]] = {"shortest_path": shortest_path, "traversal": traversal}


class EpisodeRecord(TypedDict):
    """One episode; stations and lines are numbered from 0 within its graph."""

    task: str
    generator: str
    num_stations: int
    triples: list[tuple[int, int, int, int]]
    destination: int | None
    questions: list[tuple[int, int | None]]
    answers: list[list[int]]


def draw_episodes(
    rng: np.random.Generator, task: str, generator: str, count: int, num_questions: int, **options: Any
) -> Iterator[EpisodeRecord]:
    """``count`` episodes of a task in ``TASKS`` on graphs of a generator in ``GENERATORS``.

    Args:
        rng: source of randomness.
        task: a name in ``TASKS``.
        generator: a name in ``GENERATORS``.
        count: number of episodes.
        num_questions: questions on each graph; fewer if the graph does not have that many.
        options: options of the generator.

    Raises:
        UsageError: if an option is out of bounds.
    """
    for start in range(0, count, _BATCH):
        triples = GENERATORS[generator](rng, min(_BATCH, count - start), **options).triples
        questions = TASKS[task](rng, triples, num_questions)
        answers: list[list[int]] = [[] for _ in range(questions.station.size)]
        for number, station in zip(questions.answered.tolist(), questions.answer.tolist(), strict=True):
            answers[number].append(station)
        for index in range(triples.num_graphs):
            graph, first = triples.graph(index), int(triples.station_offsets[index])
            asked = np.flatnonzero(questions.station[index] != NO_STATION).tolist()
            right = [answers[index * num_questions + number] for number in asked]
            yield {
                "task": task,
                "generator": generator,
                "num_stations": graph.num_stations,
                "triples": [(source, line, end, minutes) for source, line, end, minutes in graph],
                "destination": None if questions.destination is None else int(questions.destination[index]) - first,
                "questions": [
                    (
                        int(questions.station[index, number]) - first,
                        None if questions.line is None else int(questions.line[index, number]),
                    )
                    for number in asked
                ],
                "answers": [sorted({station - first for station in found if station != NO_ROUTE}) for found in right],
            }
