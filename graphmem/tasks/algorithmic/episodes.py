"""Episodes of the NTM paper's tasks: bits and numbers in, bits out.

    time      0 ... T-1
    inputs    what is shown, a row of channels a step; 0 where nothing is
    targets   bits, 0 on steps that have no target
    mask      1 on steps that have targets, else 0

All arrays are time-major; the episodes of a batch have one size, and so one length T.
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
        inputs, outputs: channels, I and O.
        axes: what the numbers of a size count.
        taught: the closed range of each of them in training; episodes are of sizes uniform among these.
        tested: sizes, from those taught to those beyond; along one axis at a time.
        draw: so many episodes of one size.
        estimators: of a task that nobody can do without fault, what is known to do it well; each gives the
            probability that a target is 1, (T, B, O).
    """

    inputs: int
    outputs: int
    axes: tuple[str, ...]
    taught: tuple[tuple[int, int], ...]
    tested: tuple[Size, ...]
    draw: Callable[[np.random.Generator, int, Size], BitEpisodes]
    estimators: Mapping[str, Callable[[BitEpisodes], NDArray[np.float64]]] = field(default_factory=dict)

    def draw_size(self, rng: np.random.Generator) -> Size:
        """A size to train on."""
        return tuple(int(rng.integers(least, most, endpoint=True)) for least, most in self.taught)

    def name_of(self, size: Size) -> str:
        """A size in words: "length 10, repeats 20"."""
        return ", ".join(f"{axis} {part}" for axis, part in zip(self.axes, size, strict=True))

    def is_beyond(self, size: Size) -> bool:
        """Whether training never meets this size."""
        return any(not least <= part <= most for part, (least, most) in zip(size, self.taught, strict=True))


def draw_bits(rng: np.random.Generator, *shape: int) -> Floats:
    """Independent bits, 0 as often as 1."""
    return rng.integers(0, 2, shape).astype(np.float32)


def blank_episodes(steps: int, batch: int, inputs: int, outputs: int) -> BitEpisodes:
    """Nothing shown and nothing wanted; for a task to fill in."""
    return BitEpisodes(
        np.zeros((steps, batch, inputs), np.float32),
        np.zeros((steps, batch, outputs), np.float32),
        np.zeros((steps, batch), np.float32),
    )


def at_least(least: int, **sizes: int) -> None:
    """Refuse a size that is too small for an episode.

    Raises:
        UsageError: if there is one.
    """
    for name, size in sizes.items():
        if size < least:
            raise UsageError(f"{name} must be at least {least}, not {size}.")
