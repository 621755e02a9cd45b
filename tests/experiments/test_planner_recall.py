"""The planner on associative recall: what the encoder reads for it, and what it answers."""

import numpy as np
import pytest
import torch

from graphmem.experiments.planner_recall import read_items, recall, recall_by_size, shipped_planner
from graphmem.models.planner import Planner
from graphmem.tasks.algorithmic.associative_recall import draw_associative_recall
from graphmem.tasks.algorithmic.episodes import Floats


def episode(items: int, seed: int = 0) -> tuple[Floats, Floats]:
    """(T, 8) inputs, and the answer (3, 6)."""
    drawn = draw_associative_recall(np.random.default_rng(seed), 1, items)
    return drawn.inputs[:, 0], drawn.targets[-3:, 0]


def test_reading_by_hand() -> None:
    inputs, answer = episode(3)
    items, asked = read_items(inputs)
    shown = [tuple(inputs[start : start + 3, :6].astype(int).ravel().tolist()) for start in (1, 5, 9, 13)]
    assert [*items, asked] == shown
    assert items[items.index(asked) + 1] == tuple(answer.astype(int).ravel().tolist())


def test_the_shipped_planner_looks_up_at_any_length() -> None:
    machine, examples, seconds = shipped_planner()
    assert examples > 1000
    assert seconds > 0
    for items in (2, 5, 60):
        for seed in range(3):
            inputs, answer = episode(items, seed)
            assert np.array_equal(recall(machine, inputs), answer)


def test_untrained_weights_do_not() -> None:
    machine = Planner(generator=torch.Generator().manual_seed(0))
    rows = list(recall_by_size(machine, sequences=4))
    assert max(row.right for row in rows) < 0.3
    assert rows[-1].wrong_bits == pytest.approx(9, abs=4)  # of 18 bits, answered by zeros or by any item


def test_an_item_that_was_not_shown_has_no_next() -> None:
    machine, _, _ = shipped_planner()
    inputs, _ = episode(4)
    inputs[17:20, :6] = 1 - inputs[13:16, :6]
    assert read_items(inputs)[1] not in read_items(inputs)[0]
    assert not recall(machine, inputs).any()
