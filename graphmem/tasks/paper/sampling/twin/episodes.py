"""Episodes of any stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from .....graphs.triples import Ints
from ..pool import MOST_GRAPHS, OPTION_COLUMNS, QUERY_COLUMNS, STEP_COLUMNS, NothingToAsk, PoolTables, Table
from ..stages import InferenceStage, PathStage, Stage
from .inference import draw_relations, draw_words
from .random import Stream
from .shortest_path import draw_paths
from .tables import EpisodeTables
from .traversal import draw_traversal


def draw_pool(seed: int, stages: Sequence[Stage], numbers: Ints, words: Sequence[Sequence[Ints]]) -> PoolTables:
    """One episode for each of the ``numbers`` of stages.

    Args:
        seed: 64 bits.
        stages: the stages.
        numbers: (P,) which of them each episode is drawn from.
        words: the words of each stage; none for a stage of another task than inference.

    Raises:
        NothingToAsk: if ``MOST_GRAPHS`` graphs in turn have nothing to ask.
    """
    episodes = []
    for place, number in enumerate(numbers.tolist()):
        drawn = _draw_episode(Stream(seed, place), stages[number], words[number])
        if drawn is None:
            raise NothingToAsk(number)
        episodes.append(drawn)
    counts = [(len(drawn.steps), len(drawn.options), len(drawn.queries)) for drawn in episodes]
    return PoolTables(
        np.array(counts, np.int32),
        _table([row for drawn in episodes for row in drawn.steps], STEP_COLUMNS),
        _table([row for drawn in episodes for row in drawn.options], OPTION_COLUMNS),
        _table([row for drawn in episodes for row in drawn.queries], QUERY_COLUMNS),
    )


def _table(rows: list[tuple[int, ...]], columns: int) -> Table:
    return np.array(rows, np.int32).reshape(-1, columns)


def _draw_episode(random: Stream, stage: Stage, words: Sequence[Ints]) -> EpisodeTables | None:
    """Lengths, planning steps and words first; then graphs, until one fits them."""
    draw: Callable[[], EpisodeTables | None]
    if isinstance(stage, PathStage):
        lengths, planning = [random.between(stage.length)], random.between(stage.planning)
        if stage.queries[1] > 1:
            lengths += [random.between(stage.length) for _ in range(random.between(stage.queries) - 1)]
        draw = partial(draw_paths, random, stage, lengths, planning)
    elif isinstance(stage, InferenceStage):
        queries, planning = random.between(stage.queries), random.between(stage.planning)
        draw = partial(draw_relations, random, stage, draw_words(random, words, queries), planning)
    else:
        draw = partial(draw_traversal, random, stage)
    for _ in range(MOST_GRAPHS):
        if (episode := draw()) is not None:
            return episode
    return None
