"""Label sets and matches against loops over every row, label and digit."""

import itertools
import math

import numpy as np
import pytest
import torch
from torch import Tensor

from graphmem.encoding.labels import LabelScheme
from graphmem.memory.matching import field_match, label_sets, match_rows

BATCH, HEADS, SLOTS, FIELDS, LABELS = 2, 3, 6, 3, 4


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def random_labels(*shape: int, seed: int = 0) -> Tensor:
    """Labels and blanks."""
    return torch.randint(LABELS + 1, shape, generator=torch.Generator().manual_seed(seed))


def test_label_sets() -> None:
    held, labels = random(BATCH, HEADS, SLOTS), random_labels(BATCH, FIELDS, SLOTS)
    sets = label_sets(held, labels, LABELS)
    assert sets.shape == (BATCH, HEADS, FIELDS, LABELS + 1)
    for batch, head, field, label in itertools.product(range(BATCH), range(HEADS), range(FIELDS), range(LABELS)):
        rows = [slot for slot in range(SLOTS) if labels[batch, field, slot] == label]
        expected = 1 - math.prod(1 - float(held[batch, head, slot]) for slot in rows)
        assert float(sets[batch, head, field, label]) == pytest.approx(expected, abs=1e-5)


def test_label_sets_of_whole_rows_by_hand() -> None:
    labels = torch.tensor([[[0, 1, 0, 3, 4], [2, 2, 4, 4, 4]]])  # 4 is blank
    held = torch.tensor([[[1.0, 0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]]])
    sets = label_sets(held, labels, 4)[..., :-1]
    expected = torch.tensor([[[[1.0, 0, 0, 1], [0, 0, 1, 0]], [[0, 0, 0, 0], [0, 0, 0, 0]]]])
    torch.testing.assert_close(sets, expected, atol=2e-6, rtol=0)


def test_field_match() -> None:
    key, labels = random(BATCH, HEADS, LABELS + 1), random_labels(BATCH, SLOTS)
    match = field_match(key, labels)
    for batch, head, slot in itertools.product(range(BATCH), range(HEADS), range(SLOTS)):
        label = int(labels[batch, slot])
        expected = 0.0 if label == LABELS else float(key[batch, head, label])
        assert float(match[batch, head, slot]) == expected


@pytest.mark.parametrize("scheme", [LabelScheme(2, 4), LabelScheme(3, 2), LabelScheme(12, 1)], ids=str)
def test_a_label_matches_where_every_digit_does(scheme: LabelScheme) -> None:
    """A match of whole labels is the product over digits of the matches of one-hot digits."""
    labels = np.arange(scheme.size + 1)
    word = scheme.one_hot(labels).reshape(-1, scheme.digits, scheme.base)
    by_digits = np.einsum("kdb,ndb->knd", word, word).prod(2)
    keys = torch.eye(scheme.size + 1)[None]
    match = field_match(keys, torch.tensor(labels)[None])[0]
    assert np.array_equal(match[:-1].numpy(), by_digits[:-1])
    assert not match[:, -1].any()


@pytest.mark.parametrize("seed", range(3))
def test_a_set_matches_where_any_of_its_labels_does(seed: int) -> None:
    scheme, rng = LabelScheme(3, 3), np.random.default_rng(seed)
    wanted, labels = rng.choice(scheme.size, 4, replace=False), rng.integers(scheme.size + 1, size=30)
    digits = scheme.one_hot(labels).reshape(-1, scheme.digits, scheme.base)
    keys = scheme.one_hot(wanted).reshape(-1, scheme.digits, scheme.base)
    expected = np.einsum("kdb,ndb->knd", keys, digits).prod(2).max(0)
    key = torch.zeros(1, 1, scheme.size + 1)
    key[0, 0, wanted] = 1
    assert np.array_equal(field_match(key, torch.tensor(labels)[None])[0, 0].numpy(), expected)


def test_match_rows() -> None:
    fields = [random(BATCH, HEADS, SLOTS, seed=seed) for seed in range(FIELDS)]
    masks, conditions = random(BATCH, HEADS, FIELDS, seed=5), random(BATCH, HEADS, 2, seed=6)
    presence, marks = random(BATCH, SLOTS, seed=7), random(BATCH, SLOTS, seed=8)
    match = match_rows(fields, masks, conditions, presence, marks)
    assert match.shape == (BATCH, HEADS, SLOTS)
    for batch, head, slot in itertools.product(range(BATCH), range(HEADS), range(SLOTS)):
        expected, mark = float(presence[batch, slot]), float(marks[batch, slot])
        for field, values in enumerate(fields):
            expected *= 1 - float(masks[batch, head, field]) * (1 - float(values[batch, head, slot]))
        expected *= 1 - float(conditions[batch, head, 0]) * mark
        expected *= 1 - float(conditions[batch, head, 1]) * (1 - mark)
        assert float(match[batch, head, slot]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("mask", "condition", "expected"),
    [
        ([0, 0, 0], [0, 0], [1, 1, 1, 0]),
        ([1, 0, 0], [0, 0], [1, 0, 1, 0]),
        ([1, 1, 0], [0, 0], [1, 0, 0, 0]),
        ([0, 0, 1], [0, 0], [0, 1, 1, 0]),
        ([0, 0, 0], [1, 0], [1, 0, 0, 0]),
        ([0, 0, 0], [0, 1], [0, 1, 1, 0]),
        ([0, 0, 0], [1, 1], [0, 0, 0, 0]),
        ([1, 0, 0], [0, 1], [0, 0, 1, 0]),
    ],
)
def test_match_rows_by_hand(mask: list[float], condition: list[float], expected: list[float]) -> None:
    """Four slots: which fields match, slots 1 to 3 marked, slot 3 not written."""
    fields = [torch.tensor([[row]], dtype=torch.float32) for row in ([1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 1, 1])]
    presence, marks = torch.tensor([[1.0, 1, 1, 0]]), torch.tensor([[0.0, 1, 1, 1]])
    gates = (torch.tensor([[gate]], dtype=torch.float32) for gate in (mask, condition))
    assert match_rows(fields, *gates, presence, marks)[0, 0].tolist() == expected


def test_gradients() -> None:
    labels = random_labels(1, FIELDS, 4)
    held = (0.9 * random(1, 2, 4)).requires_grad_()
    assert torch.autograd.gradcheck(lambda rows: label_sets(rows, labels, LABELS)[..., :-1], held)
    parts = [random(1, 2, 4, seed=seed) for seed in range(3)]
    parts += [random(1, 2, 3, seed=3), random(1, 2, 2, seed=4), random(1, 4, seed=5), random(1, 4, seed=6)]
    for part in parts:
        part.requires_grad_()
    assert torch.autograd.gradcheck(lambda *all_: match_rows(all_[:3], *all_[3:]), parts)


def test_a_row_that_is_wholly_held_passes_gradients() -> None:
    held = torch.tensor([[[1.0, 0.0, 1.0]]], requires_grad=True)
    sets = label_sets(held, torch.tensor([[[0, 1, 2]]]), 3)
    (gradient,) = torch.autograd.grad(sets[0, 0, 0, :3].sum(), held)
    torch.testing.assert_close(gradient, torch.ones(1, 1, 3), atol=1e-3, rtol=0)
