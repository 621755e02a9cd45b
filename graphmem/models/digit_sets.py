"""Sets of labels as digits, for variants of the machines in which labels are similar, or blurred."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations

import torch
from torch import Tensor
from torch.nn import functional

from ..encoding.labels import LabelScheme
from ..memory.matching import field_match, label_sets

BASE = 10  # in which labels are written, as in the paper


def alike(labels: Tensor, base: int) -> Tensor:
    """How similar each label is to the most similar one of a set, by the cosine of their digits.

    The cosine of two labels, written as one-hot digits, is the share of their digits that agree; so this is the
    maximum over sets D of digits of |D| / digits x the largest weight of a label of the set that agrees in D.

    Args:
        labels: (..., V + 1) set of labels.
        base: base of the digits; labels have the fewest digits that distinguish V labels.

    Returns:
        (..., V + 1); the blank stays as it is.
    """
    wanted = _spelled(labels, base)
    digits = wanted.dim() - labels.dim() + 1
    best = torch.zeros_like(wanted)
    for agree in range(1, digits + 1):
        for others in combinations(range(-digits, 0), digits - agree):
            furthest = wanted.amax(others, keepdim=True) if others else wanted
            best = torch.maximum(best, agree / digits * furthest.expand_as(wanted))
    return _with_blank(best.flatten(-digits), labels)


def spread(labels: Tensor, image: Tensor) -> Tensor:
    """A set of labels, each spread over labels by ``image``, digit by digit.

    Args:
        labels: (..., V + 1) set of labels.
        image: (base, base) how far a digit, a row, becomes each other.

    Returns:
        (..., V + 1); the blank stays as it is, and what would be no label is lost.
    """
    values = _spelled(labels, len(image))
    digits = values.dim() - labels.dim() + 1
    for place in range(-digits, 0):
        known = values.shape[place]
        values = torch.movedim(torch.movedim(values, place, -1) @ image[:known, :known], -1, place)
    return _with_blank(values.flatten(-digits).clamp(max=1), labels)


def similar_labels(key: Tensor, labels: Tensor, base: int = BASE) -> Tensor:
    """Match a field by the cosine of the digits of the wanted label that is most like the row's.

    Args:
        key: (..., V + 1) set of wanted labels.
        labels: label of each row, as for ``field_match``.
        base: base of the digits.
    """
    return field_match(alike(key, base), labels)


def blurred(written: Tensor) -> tuple[Callable[[Tensor, Tensor, int], Tensor], Callable[[Tensor, Tensor], Tensor]]:
    """How labels are written and matched by a learnt image of their digits, one for all places.

    In its row, a written label is a distribution over labels, the product of those of its digits.

    Args:
        written: (base, base) logits of the digits that each digit, a row, is written as.

    Returns:
        the counterparts of ``label_sets`` and of ``field_match``.
    """

    def known(held: Tensor, labels: Tensor, num_labels: int) -> Tensor:
        return spread(label_sets(held, labels, num_labels), torch.softmax(written, 1))

    def match_field(key: Tensor, labels: Tensor) -> Tensor:
        return field_match(spread(key, torch.softmax(written, 1).T), labels)

    return known, match_field


def _spelled(labels: Tensor, base: int) -> Tensor:
    """(..., K, base, base, ...) a dimension a digit, K first digits; blank left out, and what is no label in no set."""
    count = labels.shape[-1] - 1
    later = [base] * (LabelScheme.for_count(count, base).digits - 1)
    first = -(-count // math.prod(later))
    values = functional.pad(labels[..., :-1], (0, first * math.prod(later) - count))
    return values.reshape(*labels.shape[:-1], first, *later)


def _with_blank(values: Tensor, labels: Tensor) -> Tensor:
    return torch.cat([values[..., : labels.shape[-1] - 1], labels[..., -1:]], -1)
