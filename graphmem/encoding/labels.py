"""Labels: numbers written in digits, drawn at random for every graph, so that no label has a meaning of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..graphs.triples import Ints


@dataclass(frozen=True)
class LabelScheme:
    """Labels of ``digits`` digits in ``base``; the DNC paper uses three decimal digits (Graves et al. 2016, Methods).

    A label is an integer below ``size``; ``size`` itself stands for a blank, which is written as all zeros.
    """

    base: int = 10
    digits: int = 2

    def __post_init__(self) -> None:
        if self.base < 2 or self.digits < 1:
            raise UsageError(
                f"Labels need a base of 2 or more and 1 digit or more, not base {self.base} and {self.digits} digits."
            )

    @property
    def size(self) -> int:
        """Number of labels."""
        return int(self.base**self.digits)

    @classmethod
    def for_count(cls, count: int, base: int = 10) -> LabelScheme:
        """The scheme with the fewest digits that has ``count`` labels."""
        digits = 1
        while base**digits < count:
            digits += 1
        return cls(base, digits)

    def draw(self, rng: np.random.Generator, count: int, num_graphs: int = 1) -> Ints:
        """(num_graphs, count) random labels, all different within a graph.

        Raises:
            UsageError: if there are fewer labels than ``count``.
        """
        if count > self.size:
            raise UsageError(
                f"{self.digits} digits in base {self.base} give {self.size} labels, but {count} are needed."
            )
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
