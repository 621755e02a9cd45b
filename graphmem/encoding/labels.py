"""Labels: numbers written as decimal (or other) digits, drawn afresh for every graph, so that none means anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..graphs.triples import Ints


@dataclass(frozen=True)
class LabelScheme:
    """Labels of ``digits`` digits to ``base``; the DNC paper has three decimal digits (Graves et al. 2016, Methods).

    A label is kept as its value, below ``size``; ``size`` itself stands for a blank, which is written as all zeros.
    """

    base: int = 10
    digits: int = 2

    def __post_init__(self) -> None:
        if self.base < 2 or self.digits < 1:
            raise UsageError(
                f"Labels need a base of 2 or more and a digit, not base {self.base}, {self.digits} digits."
            )

    @property
    def size(self) -> int:
        """How many labels there are."""
        return int(self.base**self.digits)

    @classmethod
    def for_count(cls, count: int, base: int = 10) -> LabelScheme:
        """The fewest digits that tell ``count`` things apart."""
        digits = 1
        while base**digits < count:
            digits += 1
        return cls(base, digits)

    def draw(self, rng: np.random.Generator, count: int, num_graphs: int = 1) -> Ints:
        """(num_graphs, count) labels, all different within a graph.

        Raises:
            UsageError: if there are fewer labels than things to name.
        """
        if count > self.size:
            raise UsageError(f"{self.digits} digits to base {self.base} cannot name {count} things.")
        if num_graphs == 1:
            return rng.choice(self.size, size=(1, count), replace=False, shuffle=True)
        return rng.random((num_graphs, self.size)).argsort(axis=1)[:, :count]

    def one_hot(self, labels: Ints) -> NDArray[np.float32]:
        """(...) labels to (..., digits * base) channels, most significant digit first; a blank is all zeros."""
        powers = self.base ** np.arange(self.digits - 1, -1, -1)
        values = labels[..., None] // powers % self.base
        channels = values[..., None] == np.arange(self.base)
        channels &= (labels < self.size)[..., None, None]
        word: NDArray[np.float32] = channels.reshape(*labels.shape, self.digits * self.base).astype(np.float32)
        return word

    def read(self, channels: NDArray[np.floating]) -> Ints:
        """(..., digits * base) channels back to labels: the largest channel of each digit; all zeros are a blank."""
        shaped = channels.reshape(*channels.shape[:-1], self.digits, self.base)
        powers = self.base ** np.arange(self.digits - 1, -1, -1)
        values: Ints = (shaped.argmax(-1) * powers).sum(-1)
        return np.where((channels == 0).all(-1), self.size, values)
