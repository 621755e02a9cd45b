"""Copy paths: labels are copied from sources to keys and to the answer, and never pass through the controller.

Difference from the DNC of 2016, whose controller emits keys and output vectors itself: copied labels stay exact, and
the weights do not depend on the labels in use.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from ..encoding.specs import LabelSource
from ..memory.interface import Interface


def one_hot(labels: Tensor, num_labels: int) -> Tensor:
    """Sets of one label each.

    Args:
        labels: (...) int64 below V, or V for a blank.
        num_labels: V.

    Returns:
        (..., V + 1), one-hot; a blank is the last entry.
    """
    return functional.one_hot(labels, num_labels + 1).to(torch.get_default_dtype())


def gather(token: Tensor, held: Tensor, sources: Sequence[LabelSource]) -> list[Tensor]:
    """The label set of each source, (B, V + 1).

    Args:
        token: (B, 3, V + 1) labels of the token, one-hot.
        held: (B, R, 3, V + 1) labels of the rows that each head holds.
        sources: S sources, as listed in ``specs``.
    """
    fields = [token.unbind(1), *(head.unbind(1) for head in held.unbind(1))]
    return [fields[1 + source.holder][source.field] for source in sources]


def copy(sources: Sequence[Tensor], paths: Tensor) -> Tensor:
    """The union of the label sets whose path is open: 1 - prod over sources of (1 - gate x set).

    Args:
        sources: S label sets (B, V + 1).
        paths: (B, R, S) gates, in [0, 1].

    Returns:
        (B, R, V + 1).
    """
    missing: Tensor | float = 1.0
    for source, path in zip(sources, paths.unbind(-1), strict=True):
        missing = missing * (1 - path[..., None] * source[:, None])
    return 1 - torch.as_tensor(missing)


def make_keys(stations: Sequence[Tensor], lines: Sequence[Tensor], interface: Interface) -> tuple[Tensor, ...]:
    """The labels that each head wants in each of the three fields.

    Args:
        stations: label sets (B, V + 1) of the station sources.
        lines: label sets (B, V + 1) of the line sources.
        interface: of this step.

    Returns:
        three keys, (B, R, V + 1) each.
    """
    return (
        copy(stations, interface.source_paths),
        copy(lines, interface.line_paths),
        copy(stations, interface.destination_paths),
    )
