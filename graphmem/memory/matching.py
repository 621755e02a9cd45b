"""Content lookup over sets: which rows have, in each field that counts, a label that is wanted.

Departure from the DNC of 2016 (Methods, "Content-based addressing"): no cosine and no softmax.  The match of a row is a
soft AND over fields, and a field matches exactly or not at all, because a cosine takes 1234 for 1235 once labels are
long; a key is a set of labels, so that a lookup is a join; the matches need not sum to one, so that a head can hold
all rows that lead to a set of stations.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

_ALMOST_ONE = 1.0 - 1e-6


def label_sets(held: Tensor, labels: Tensor, num_labels: int) -> Tensor:
    """The labels that stand in the rows a head holds: 1 - prod over rows with that label of (1 - how far it is held).

    Args:
        held: (B, R, N) in [0, 1].
        labels: (B, F, N) values below ``num_labels``, or ``num_labels`` for a blank.
        num_labels: V.

    Returns:
        (B, R, F, V + 1); what stands in the last place, the blank's, means nothing.
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
    """How far each row's label is among those wanted; a blank matches nothing.

    Args:
        key: (B, R, V + 1) set of labels; what stands in the last place does not count.
        labels: (B, N).

    Returns:
        (B, R, N).
    """
    found = key.gather(2, labels[:, None].expand(-1, key.shape[1], -1))
    return found * (labels < key.shape[2] - 1)[:, None]


def match_rows(fields: Sequence[Tensor], masks: Tensor, conditions: Tensor, presence: Tensor, marks: Tensor) -> Tensor:
    """Soft AND: presence x prod over fields of (1 - mask x (1 - field match)) x conditions on the mark.

    Args:
        fields: F field matches (B, R, N).
        masks: (B, R, F) how far each field counts.
        conditions: (B, R, 2) how far a row must be unmarked, and marked.
        presence: (B, N) how far the slot is written.
        marks: (B, N).

    Returns:
        (B, R, N).
    """
    match = presence[:, None]
    for field, mask in zip(fields, masks.unbind(2), strict=True):
        match = match * (1 - mask[..., None] * (1 - field))
    unmarked, marked = conditions[..., None].unbind(2)
    marks = marks[:, None]
    return match * (1 - unmarked * marks) * (1 - marked * (1 - marks))
