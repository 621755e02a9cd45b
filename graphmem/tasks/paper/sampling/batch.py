"""Batches of a pool as the channels that a sequence machine reads; ``batches.encode`` writes the same for episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....encoding.paper import (
    ANSWER_REQUIRED,
    BLANK,
    INPUTS,
    NUM_DIGITS,
    OUTPUTS,
    PHASE_CHANGE,
    SCHEME,
    triple_digits,
)
from ....generators.batch import within
from ....graphs.triples import Ints
from ..episodes import Episode
from .pool import ANSWER, DESCRIPTION, QUERY, Pool
from .rebuild import rebuild_episode

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


class Asked(NamedTuple):
    """The Q queries of a batch, in the order of episodes and of queries within them.

    Attributes:
        episode: (Q,) the place of the query's episode in the batch.
        start: (Q,) first step of the answer.
        stop: (Q,) step after the last of the answer.
        length: (Q,) edges of the walk, the shortest path or the word's chain.
        word: (Q,) label of the word, in the task "inference"; BLANK in others.
    """

    episode: Ints
    start: Ints
    stop: Ints
    length: Ints
    word: Ints


class Choices(NamedTuple):
    """The edges among which the steps of an answer choose, up to K.

    Attributes:
        digits: (T, B, K, 9) digits of the edges, 0 where there are none.
        there: (T, B, K) whether there is an edge.
        right: (T, B, K) whether it is right, such as the first of a shortest path.
        taken: (T, B) the place of the edge that is fed back at the next step; -1 at steps without a choice.
    """

    digits: Ints
    there: Flags
    right: Flags
    taken: Ints


@dataclass(frozen=True, eq=False)
class EncodedBatch:
    """B episodes of up to T steps; shorter ones are followed by steps without input.

    Attributes:
        observations: (T, B, 92).
        targets: (T, B, 9) digits, 0 at steps without a target.
        mask: (T, B) 1 at steps that have a target.
        queries: what is asked, and where it is answered.
        choices: the edges that answers may choose; None if no episode has choices.
        stage: (B,) number of each episode's stage.
        triples: (B,) number of triples of its graph.
        query_steps: (B,) number of steps of its queries.
        pool: the episodes with which these were drawn.
        members: (B,) their places in the pool.
    """

    observations: Floats
    targets: Ints
    mask: Floats
    queries: Asked
    choices: Choices | None
    stage: Ints
    triples: Ints
    query_steps: Ints
    pool: Pool
    members: Ints

    def episodes(self) -> list[Episode]:
        """The episodes as objects, for machines that read graphs; see ``rebuild_episode``."""
        return [rebuild_episode(self.pool, place) for place in self.members.tolist()]


def encode_pool(pool: Pool, batches: Sequence[Ints]) -> tuple[EncodedBatch, ...]:
    """Encode batches of a pool.

    Args:
        pool: P episodes.
        batches: for each batch, the places of its episodes in the pool.
    """
    encoder = _PoolEncoder(pool)
    return tuple(encoder.encode(members) for members in batches)


@cache
def _label_channels() -> Floats:
    """(1001, 30) the channels of every label; the last, BLANK, is all zeros."""
    return SCHEME.one_hot(np.arange(BLANK + 1))


class _PoolEncoder:
    """Everything that is computed once for a pool: all steps as channels, and where queries and options belong."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        steps = pool.tables.steps.astype(np.int64)
        self.phase, self.num_options, self.taken = steps[:, 0], steps[:, 7], steps[:, 8]
        self.answers = self.phase == ANSWER
        changes = np.zeros(len(steps), bool)
        changes[1:] = self.phase[1:] != self.phase[:-1]
        changes[pool.first_rows[:-1, 0]] = False
        self.channels = np.zeros((len(steps), INPUTS), np.float32)
        self.channels[:, :OUTPUTS] = _label_channels()[steps[:, 1:4]].reshape(-1, OUTPUTS)
        self.channels[:, PHASE_CHANGE] = changes
        self.channels[:, ANSWER_REQUIRED] = self.answers
        self.digits = triple_digits(np.where(steps[:, 4:7] == BLANK, 0, steps[:, 4:7]))
        starts = changes & self.answers  # every answer follows its query
        self.answer_start = np.flatnonzero(starts)
        self.answer_steps = np.bincount((np.cumsum(starts) - 1)[self.answers], minlength=len(self.answer_start))
        self.option_step = np.repeat(np.arange(len(steps)), self.num_options)
        self.option_place = within(self.num_options)
        self.option_digits = triple_digits(pool.tables.options[:, :3].astype(np.int64))
        self.option_right = pool.tables.options[:, 3] == 1

    def encode(self, members: Ints) -> EncodedBatch:
        pool, size = self.pool, len(members)
        first = pool.first_rows[members, 0]
        column, rows = pool.rows(0, members)
        time = rows - first[column]
        shape = int(time.max()) + 1, size
        observations = np.zeros((*shape, INPUTS), np.float32)
        observations[time, column] = self.channels[rows]
        targets = np.zeros((*shape, NUM_DIGITS), np.int64)
        targets[time, column] = self.digits[rows]
        mask = np.zeros(shape, np.float32)
        mask[time, column] = self.answers[rows]
        asked, queries = pool.rows(2, members)
        start = self.answer_start[queries] - first[asked]
        length, word = pool.tables.queries[queries].astype(np.int64).T
        return EncodedBatch(
            observations,
            targets,
            mask,
            Asked(asked, start, start + self.answer_steps[queries], length, word),
            self._choices(members, first, shape),
            pool.stage[members],
            np.bincount(column[self.phase[rows] == DESCRIPTION], minlength=size),
            np.bincount(column[self.phase[rows] == QUERY], minlength=size),
            pool,
            members,
        )

    def _choices(self, members: Ints, first: Ints, shape: tuple[int, int]) -> Choices | None:
        column, rows = self.pool.rows(1, members)
        if not len(rows):
            return None
        step, place = self.option_step[rows], self.option_place[rows]
        time = step - first[column]
        most = int(place.max()) + 1
        digits = np.zeros((*shape, most, NUM_DIGITS), np.int64)
        there, right = np.zeros((2, *shape, most), bool)
        taken = np.full(shape, -1)
        digits[time, column, place] = self.option_digits[rows]
        there[time, column, place] = True
        right[time, column, place] = self.option_right[rows]
        taken[time, column] = self.taken[step]
        return Choices(digits, there, right, taken)
