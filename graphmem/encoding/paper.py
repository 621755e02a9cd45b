"""The DNC paper's channels: 92 in, 90 out (Graves et al. 2016, Methods, "Graph task descriptions").

A label is three decimal digits, each a 10-way one-hot; a blank is all zeros.

    input     0-29 source   30-59 edge   60-89 destination   90 phase change   91 answer required
    output    nine softmaxes over ten digits, in the same order

A traversal of two edges over two triples, and then a batch's padding:

    time              0           1           2          3          4          5          6        7
    phase             description ..........  query ...............  answer ....................... -
    source-edge-dest  5 3 8       8 1 5       5 3 _      _ 1 _      - - -      - - -      - - -    - - -
    phase change                              1                     1
    answer required                                                 1          1          1
    target                                                          5 3 8      8 1 5      END
    mask              0           0           0          0          1          1          1        0

"Phase change" is on at the first step of every phase but the first.  All arrays are time-major.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..graphs.triples import Ints
from ..tasks.paper import BLANK, Episode, Fact, Query
from .labels import LabelScheme

SCHEME = LabelScheme(base=10, digits=3)
NUM_DIGITS = 9
OUTPUTS = NUM_DIGITS * SCHEME.base
PHASE_CHANGE, ANSWER_REQUIRED = OUTPUTS, OUTPUTS + 1
INPUTS = OUTPUTS + 2


class Span(NamedTuple):
    """Steps ``start`` up to ``stop`` in which episode ``episode`` of a batch answers its query ``query``."""

    episode: int
    query: int
    start: int
    stop: int


@dataclass(frozen=True)
class PaperBatch:
    """B episodes of up to T steps; shorter ones are followed by steps without input.

    Attributes:
        observations: (T, B, 92).
        targets: (T, B, 9) digits, 0 where there is no target.
        mask: (T, B) 1 on steps that have a target.
        spans: where each query is answered, in the order of episodes and queries.
    """

    observations: NDArray[np.float32]
    targets: Ints
    mask: NDArray[np.float32]
    spans: tuple[Span, ...]


def triple_channels(labels: Ints) -> NDArray[np.float32]:
    """(..., 3) labels to (..., 90) channels."""
    channels = SCHEME.one_hot(labels)
    return channels.reshape(*labels.shape[:-1], OUTPUTS)


def read_channels(channels: NDArray[np.floating]) -> Ints:
    """(..., 90) or (..., 92) channels of an input back to (..., 3) labels, BLANK where a label is all zeros."""
    return SCHEME.read(channels[..., :OUTPUTS].reshape(*channels.shape[:-1], 3, -1))


def triple_digits(labels: Ints) -> Ints:
    """(..., 3) labels, none of them blank, to (..., 9) digits."""
    powers = SCHEME.base ** np.arange(SCHEME.digits - 1, -1, -1)
    digits: Ints = labels[..., None] // powers % SCHEME.base
    return digits.reshape(*labels.shape[:-1], NUM_DIGITS)


def read_digits(digits: Ints) -> Ints:
    """The reverse of ``triple_digits``."""
    powers = SCHEME.base ** np.arange(SCHEME.digits - 1, -1, -1)
    labels: Ints = (digits.reshape(*digits.shape[:-1], 3, SCHEME.digits) * powers).sum(-1)
    return labels


def encode(episodes: Sequence[Episode]) -> PaperBatch:
    """Whole episodes; where an answer is fed back, it is the right one, as under the optimal planner alone.

    Raises:
        UsageError: if there is none.
    """
    return _lay_out(episodes, answered=True)


def encode_questions(episodes: Sequence[Episode], steps: int) -> PaperBatch:
    """Episodes of one query each, whose answers are to be filled in while they are given.

    Args:
        episodes: B.
        steps: how many to leave for every answer; they bear no flag but that of the phase change, and no target.
    """
    return _lay_out(episodes, answered=False, steps=steps)


def _lay_out(episodes: Sequence[Episode], answered: bool, steps: int = 0) -> PaperBatch:
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
            said = _shown_in_answer(query) if answered else [Fact()] * steps
            spans.append(Span(number, place, len(shown), len(shown) + len(said)))
            shown += said
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
            answer = np.array(episodes[span.episode].queries[span.query].answer, np.int64)
            targets[span.start : span.stop, span.episode] = triple_digits(answer)
            mask[span.start : span.stop, span.episode] = 1
        observations[..., ANSWER_REQUIRED] = mask
    return PaperBatch(observations, targets, mask, tuple(spans))


def _shown_in_answer(query: Query) -> list[Fact]:
    if query.fed_back:
        return [Fact(), *query.answer[:-1]]
    return [Fact()] * len(query.answer)
