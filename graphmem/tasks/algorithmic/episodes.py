"""Episodes of the NTM paper's tasks: bits and numbers in, bits out.

    time      0 ... T-1
    inputs    channels of each step, 0 for a step without input
    targets   bits, 0 at steps without a target
    mask      1 at steps with targets, else 0

All arrays are time-major.  The episodes of a batch have the same size, and so the same length T.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...errors import UsageError

Floats = NDArray[np.float32]
Size = tuple[int, ...]


@dataclass(frozen=True)
class BitEpisodes:
    """B episodes of T steps.

    Attributes:
        inputs: (T, B, I).
        targets: (T, B, O), each 0 or 1.
        mask: (T, B).
    """

    inputs: Floats
    targets: Floats
    mask: Floats


@dataclass(frozen=True)
class AlgorithmicTask:
    """A task of the NTM paper (Graves, Wayne, Danihelka 2014, "Neural Turing Machines", section 4).

    Attributes:
        inputs, outputs: numbers of channels, I and O.
        axes: names of the numbers that make up a size.
        training_range: the closed range of each number in training, uniform.
        test_sizes: sizes for evaluation, from the training range to beyond it, along one axis at a time.
        draw: draws a number of episodes of one size.
        estimators: for a task that cannot be solved without errors, good estimators by name; each gives the probability
            that a target is 1, (T, B, O).
    """

    inputs: int
    outputs: int
    axes: tuple[str, ...]
    training_range: tuple[tuple[int, int], ...]
    test_sizes: tuple[Size, ...]
    draw: Callable[[np.random.Generator, int, Size], BitEpisodes]
    estimators: Mapping[str, Callable[[BitEpisodes], NDArray[np.float64]]] = field(default_factory=dict)

    def draw_size(self, rng: np.random.Generator) -> Size:
        """A random size from the training range."""
        return tuple(int(rng.integers(least, most, endpoint=True)) for least, most in self.training_range)

    def name_of(self, size: Size) -> str:
        """A size as text: "length 10, repeats 20"."""
        return ", ".join(f"{axis} {part}" for axis, part in zip(self.axes, size, strict=True))

    def is_beyond(self, size: Size) -> bool:
        """Whether a size is outside the training range."""
        return any(not least <= part <= most for part, (least, most) in zip(size, self.training_range, strict=True))


def draw_bits(rng: np.random.Generator, *shape: int) -> Floats:
    """Independent random bits."""
    return rng.integers(0, 2, shape).astype(np.float32)


def blank_episodes(steps: int, batch: int, inputs: int, outputs: int) -> BitEpisodes:
    """Episodes without inputs and targets, for a task to fill in."""
    return BitEpisodes(
        np.zeros((steps, batch, inputs), np.float32),
        np.zeros((steps, batch, outputs), np.float32),
        np.zeros((steps, batch), np.float32),
    )


def at_least(least: int, **sizes: int) -> None:
    """Check that the numbers of a size are large enough for an episode.

    Raises:
        UsageError: if one is less than ``least``.
    """
    for name, size in sizes.items():
        if size < least:
            raise UsageError(f"{name} must be at least {least}, not {size}.")
