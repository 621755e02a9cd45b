"""Error against length, for machines whose errors are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from graphmem.evaluation.lengths import TEST_SEED, errors_by_size, estimates_by_size
from graphmem.seeding import generator
from graphmem.tasks.algorithmic.ngrams import bayes_estimate, draw_ngrams


class Rote:
    """Repeats its inputs after the delimiter; gives 0 from the ``forgets``-th vector on."""

    def __init__(self, forgets: int) -> None:
        self.forgets = forgets
        self.slots: list[int] = []

    def zero_state(self, batch: int, num_slots: int) -> tuple[()]:
        del batch
        self.slots.append(num_slots)
        return ()

    def __call__(self, inputs: Tensor, state: tuple[()]) -> tuple[Tensor, tuple[()]]:
        assert not torch.is_grad_enabled()
        length = int(inputs[:, 0, 8].argmax())
        output = torch.full((*inputs.shape[:2], 8), -20.0)
        known = min(length, self.forgets)
        output[length + 1 : length + 1 + known] = 40 * inputs[:known, :, :8] - 20
        return output, state


class Coin:
    """Finds 0 and 1 equally likely."""

    def zero_state(self, batch: int, num_slots: int) -> tuple[()]:
        del batch, num_slots
        return ()

    def __call__(self, inputs: Tensor, state: tuple[()]) -> tuple[Tensor, tuple[()]]:
        return torch.zeros(*inputs.shape[:2], 1), state


def test_errors_of_a_machine_with_known_errors() -> None:
    """Half of the forgotten bits are 1, so they are wrong."""
    machine = Rote(forgets=40)
    rows = list(errors_by_size(machine, "copy", sequences=20, slots=64))
    assert [row.size for row in rows] == [(10,), (20,), (30,), (40,), (50,), (80,), (120,)]
    assert [row.beyond for row in rows] == [False, False, True, True, True, True, True]
    assert [row.bits for row in rows] == [80, 160, 240, 320, 400, 640, 960]
    assert machine.slots == [64] * len(rows)
    for row in rows:
        forgotten = max(0, 8 * (row.size[0] - 40))
        assert row.wrong_bits == pytest.approx(forgotten / 2, rel=0.1)
        assert row.right == (row.size[0] <= 40)
        assert row.cost_bits == pytest.approx(row.wrong_bits * 20 / math.log(2), rel=1e-3, abs=1e-3)


def test_sequences_are_fixed() -> None:
    first, again = (list(errors_by_size(Rote(forgets=15), "copy", sequences=5)) for _ in range(2))
    assert first == again
    assert first[1].wrong_bits > 0


def test_sequences_that_cannot_be_predicted() -> None:
    for row in errors_by_size(Coin(), "ngrams", sequences=10):
        assert row.bits == row.size[0] - 5
        assert row.cost_bits == pytest.approx(row.bits)


def test_the_optimal_estimator_is_best() -> None:
    """Better than the counter, and both are better than a coin; cost and wrong bits follow from the probabilities."""
    bayes, counter, coin = (
        *(list(estimates_by_size("ngrams", name, sequences=10)) for name in ("bayes-optimal", "counter")),
        list(errors_by_size(Coin(), "ngrams", sequences=10)),
    )
    for best, good, worst in zip(bayes, counter, coin, strict=True):
        assert best.size == good.size == worst.size
        assert 0 < best.cost_bits < good.cost_bits < worst.cost_bits
    for row in bayes:
        episodes = draw_ngrams(generator(TEST_SEED, "ngrams", *row.size), 10, *row.size)
        chances, wanted = bayes_estimate(episodes)[4:], episodes.targets[4:]
        surprise = -np.log2(np.where(wanted == 1, chances, 1 - chances))
        assert row.cost_bits == pytest.approx(surprise.sum() / 10)
        assert row.wrong_bits == ((chances > 0.5) != wanted).sum() / 10
