"""The sampler: whole batches of encoded episodes from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ....errors import UsageError
from ....graphs.triples import Ints
from .batch import EncodedBatch, encode_pool
from .native import native_sampler
from .pool import MOST_GRAPHS, NothingToAsk, Pool, PoolTables
from .stages import InferenceStage, Stage
from .twin import draw_pool
from .twin.random import Stream
from .words import group_words

DrawPool = Callable[[int, Sequence[Stage], Ints, Sequence[Sequence[Ints]]], PoolTables]


class Sampler:
    """Draws episodes of some stages, which may be of different tasks.

        sampler = Sampler([TraversalStage(NearestNeighbours((2, 4), (1, 2)), (1, 6))])
        for batch in sampler.draw(seed=7, numbers=np.zeros(64, int), batch_size=16):
            ...  # batch.observations, batch.targets, batch.mask

    The same seed and numbers give the same batches on every computer, with or without a compiler.

    Args:
        stages: the stages, by number.
        native: whether to draw in C++ where that can be compiled; Python takes about ten times as long.

    Raises:
        UsageError: if there are no stages.
    """

    def __init__(self, stages: Sequence[Stage], native: bool = True) -> None:
        if not stages:
            raise UsageError("There are no stages to draw episodes from.")
        self.stages = tuple(stages)
        self._words = [group_words(stage.words) if isinstance(stage, InferenceStage) else () for stage in self.stages]
        compiled = native_sampler() if native else None
        self._draw_pool: DrawPool = draw_pool if compiled is None else compiled.draw_pool
        self.native = compiled is not None

    def draw_pool(self, seed: int, numbers: Ints) -> Pool:
        """One episode for each number of a stage.

        Args:
            seed: 0 to 2**64 - 1.
            numbers: (P,) number of each episode's stage, from 0.

        Raises:
            UsageError: if a stage hardly ever has anything to ask, such as paths longer than its graphs have; or if an
                argument is out of range.
        """
        numbers = np.asarray(numbers, np.int64)
        if not 0 <= seed < 1 << 64:
            raise UsageError(f"A seed of episodes has 64 bits: {seed} does not lie within 0 to 2**64 - 1.")
        if numbers.ndim != 1 or not len(numbers) or numbers.min() < 0 or numbers.max() >= len(self.stages):
            raise UsageError(f"The numbers of stages must be one or more of 0 to {len(self.stages) - 1}.")
        try:
            return Pool(self._draw_pool(seed, self.stages, numbers, self._words), numbers)
        except NothingToAsk as error:
            stage = self.stages[error.stage]
            raise UsageError(f"In {MOST_GRAPHS} random graphs there was nothing to ask for {stage}.") from None

    def draw(self, seed: int, numbers: Ints, batch_size: int) -> tuple[EncodedBatch, ...]:
        """The episodes of a pool in batches of similar numbers of steps, the batches in random order.

        Args:
            seed: 0 to 2**64 - 1.
            numbers: (P,) number of each episode's stage, from 0; P is a multiple of the batch size.
            batch_size: B.

        Raises:
            UsageError: as ``draw_pool``, or if P is no multiple of the batch size.
        """
        if batch_size < 1 or len(numbers) % batch_size:
            raise UsageError(f"{len(numbers)} episodes do not make whole batches of {batch_size}.")
        pool = self.draw_pool(seed, numbers)
        by_steps = np.argsort(pool.tables.counts[:, 0], kind="stable")
        batches = list(by_steps.reshape(-1, batch_size))
        Stream(seed, len(numbers)).shuffle(batches)  # the stream after those of the episodes
        return encode_pool(pool, batches)
