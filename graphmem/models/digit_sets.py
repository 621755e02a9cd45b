"""Sets of labels as digits, for variants of the machines in which labels are similar, or blurred."""

from __future__ import annotations

import math
from itertools import combinations

import torch
from torch import Tensor
from torch.nn import functional

from ..encoding.labels import LabelScheme


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


def _spelled(labels: Tensor, base: int) -> Tensor:
    """(..., K, base, base, ...) a dimension a digit, K first digits; blank left out, and what is no label in no set."""
    count = labels.shape[-1] - 1
    later = [base] * (LabelScheme.for_count(count, base).digits - 1)
    first = -(-count // math.prod(later))
    values = functional.pad(labels[..., :-1], (0, first * math.prod(later) - count))
    return values.reshape(*labels.shape[:-1], first, *later)


def _with_blank(values: Tensor, labels: Tensor) -> Tensor:
    return torch.cat([values[..., : labels.shape[-1] - 1], labels[..., -1:]], -1)
