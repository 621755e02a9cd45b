"""Episodes of the paper's tasks as the channels that a sequence machine reads.

A traversal of two edges in a graph of two triples, followed by the padding of its batch:

    time              0           1           2          3          4          5          6        7
    phase             description ..........  query ...............  answer ....................... -
    source-edge-dest  5 3 8       8 1 5       5 3 _      _ 1 _      - - -      - - -      - - -    - - -
    phase change                              1                     1
    answer required                                                 1          1          1
    target                                                          5 3 8      8 1 5      END
    mask              0           0           0          0          1          1          1        0

"Phase change" is on at the first step of every phase but the first.  All arrays are time-major.  The channels
themselves are those of ``encoding.paper``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...encoding.paper import (
    ANSWER_REQUIRED,
    BLANK,
    INPUTS,
    NUM_DIGITS,
    OUTPUTS,
    PHASE_CHANGE,
    triple_channels,
    triple_digits,
)
from ...errors import UsageError
from ...graphs.triples import Ints
from .episodes import Episode, Query
from .graphs import Fact


class Span(NamedTuple):
    """Steps ``start`` up to ``stop``, in which episode ``episode`` of a batch answers its query ``query``."""

    episode: int
    query: int
    start: int
    stop: int


@dataclass(frozen=True)
class PaperBatch:
    """B episodes of up to T steps; shorter ones are followed by steps without input.

    Attributes:
        observations: (T, B, 92).
        targets: (T, B, 9) digits, 0 at steps without a target.
        mask: (T, B) 1 at steps that have a target.
        spans: where each query is answered, in the order of episodes and queries.
    """

    observations: NDArray[np.float32]
    targets: Ints
    mask: NDArray[np.float32]
    spans: tuple[Span, ...]


def encode(episodes: Sequence[Episode]) -> PaperBatch:
    """Whole episodes; an answer that is fed back is the right one, as under the optimal planner alone.

    Raises:
        UsageError: if there are no episodes.
    """
    return _encode(episodes, answered=True)


def encode_questions(episodes: Sequence[Episode], steps: int) -> PaperBatch:
    """Episodes of one query each, whose answers are filled in while they are given.

    Args:
        episodes: B episodes.
        steps: steps to leave for every answer; they have no target and no flag but that of the phase change.

    Raises:
        UsageError: if there are no episodes.
    """
    return _encode(episodes, answered=False, steps=steps)


def _encode(episodes: Sequence[Episode], answered: bool, steps: int = 0) -> PaperBatch:
    if not episodes:
        raise UsageError("There are no episodes to encode.")
    rows: list[list[Fact]] = []
    spans: list[Span] = []
    changes: list[tuple[int, int]] = []
    for number, episode in enumerate(episodes):
        shown = list(episode.graph.facts)
        for place, query in enumerate(episode.queries):
            changes.append((len(shown), number))
            shown += query.steps
            if query.planning:
                changes.append((len(shown), number))
                shown += [Fact()] * query.planning
            changes.append((len(shown), number))
            answer = _shown_in_answer(query) if answered else [Fact()] * steps
            spans.append(Span(number, place, len(shown), len(shown) + len(answer)))
            shown += answer
        rows.append(shown)
    length, size = max(map(len, rows)), len(rows)
    labels = np.full((length, size, 3), BLANK)
    for number, shown in enumerate(rows):
        labels[: len(shown), number] = shown
    observations = np.zeros((length, size, INPUTS), np.float32)
    observations[..., :OUTPUTS] = triple_channels(labels)
    times, columns = np.array(changes).T
    observations[times, columns, PHASE_CHANGE] = 1
    targets, mask = np.zeros((length, size, NUM_DIGITS), np.int64), np.zeros((length, size), np.float32)
    if answered:
        for span in spans:
            right = np.array(episodes[span.episode].queries[span.query].answer, np.int64)
            targets[span.start : span.stop, span.episode] = triple_digits(right)
            mask[span.start : span.stop, span.episode] = 1
        observations[..., ANSWER_REQUIRED] = mask
    return PaperBatch(observations, targets, mask, tuple(spans))


def _shown_in_answer(query: Query) -> list[Fact]:
    if query.fed_back:
        return [Fact(), *query.answer[:-1]]
    return [Fact()] * len(query.answer)
