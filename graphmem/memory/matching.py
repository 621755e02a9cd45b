"""Content lookup over sets: which rows have a wanted label in each field that counts.

Difference from the DNC of 2016 (Methods, "Content-based addressing"): no cosine and no softmax.  The match of a row is
a soft AND over fields.  A field matches exactly or not at all, because a cosine confuses 1234 with 1235 once labels are
long.  A key is a set of labels, so that a lookup is a join.  The matches need not sum to one, so that a head can hold
all rows that lead to a set of stations.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

_ALMOST_ONE = 1.0 - 1e-6


def label_sets(held: Tensor, labels: Tensor, num_labels: int) -> Tensor:
    """The labels in the rows that a head holds: 1 - prod over rows with that label of (1 - held).

    Args:
        held: (B, R, N) how far each head holds each row, in [0, 1].
        labels: (B, F, N) int64 below V, or V for a blank.
        num_labels: V.

    Returns:
        (B, R, F, V + 1) how far each label is in the set; the last entry, the blank's, is meaningless.
    """
    batch, heads, slots = held.shape
    fields = labels.shape[1]
    missing = torch.log1p(-_ALMOST_ONE * held)
    sums = held.new_zeros(batch, heads, fields, num_labels + 1).scatter_add(
        3,
        labels[:, None].expand(batch, heads, fields, slots),
        missing[:, :, None].expand(batch, heads, fields, slots),
    )
    return 1 - torch.exp(sums)


def field_match(key: Tensor, labels: Tensor) -> Tensor:
    """How far the label of each row is in a key; a blank matches nothing.

    Args:
        key: (B, R, V + 1) set of labels; the last entry is ignored.
        labels: (B, N) int64 of one field.

    Returns:
        (B, R, N).
    """
    found = key.gather(2, labels[:, None].expand(-1, key.shape[1], -1))
    return found * (labels < key.shape[2] - 1)[:, None]


def match_rows(fields: Sequence[Tensor], masks: Tensor, conditions: Tensor, presence: Tensor, marks: Tensor) -> Tensor:
    """Soft AND: presence x prod over fields of (1 - mask x (1 - field match)) x conditions on the mark.

    Args:
        fields: F field matches (B, R, N).
        masks: (B, R, F) how far each field counts, in [0, 1].
        conditions: (B, R, 2) how far a row must be unmarked, and marked, in [0, 1].
        presence: (B, N) how far each slot is written, in [0, 1].
        marks: (B, N) in [0, 1].

    Returns:
        (B, R, N).
    """
    match = presence[:, None]
    for field, mask in zip(fields, masks.unbind(2), strict=True):
        match = match * (1 - mask[..., None] * (1 - field))
    unmarked, marked = conditions[..., None].unbind(2)
    marks = marks[:, None]
    return match * (1 - unmarked * marks) * (1 - marked * (1 - marks))
