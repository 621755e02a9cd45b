"""Copy paths: labels travel from sources to keys and to the answer, and never through the controller.

Departure from the DNC of 2016, whose controller emits keys and output vectors itself: copied labels stay exact, and the
weights know no alphabet.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from ..encoding.specs import LabelSource
from ..memory.interface import Interface


def one_hot(labels: Tensor, num_labels: int) -> Tensor:
    """The set of one label, (..., V + 1), for each of (...) labels; that of a blank, V, is its last place."""
    return functional.one_hot(labels, num_labels + 1).to(torch.get_default_dtype())


def gather(token: Tensor, held: Tensor, sources: Sequence[LabelSource]) -> list[Tensor]:
    """The label set of each source, (B, V + 1).

    Args:
        token: (B, 3, V + 1) labels of the token, one-hot.
        held: (B, R, 3, V + 1) labels of the rows that each head holds.
        sources: as listed in ``specs``.
    """
    fields = [token.unbind(1), *(head.unbind(1) for head in held.unbind(1))]
    return [fields[1 + source.holder][source.field] for source in sources]


def copy(sources: Sequence[Tensor], paths: Tensor) -> Tensor:
    """The union of the sources whose path is open: 1 - prod over sources of (1 - gate x set).

    Args:
        sources: S of (B, V + 1).
        paths: (B, R, S) gates.

    Returns:
        (B, R, V + 1).
    """
    missing: Tensor | float = 1.0
    for source, path in zip(sources, paths.unbind(-1), strict=True):
        missing = missing * (1 - path[..., None] * source[:, None])
    return 1 - torch.as_tensor(missing)


def make_keys(stations: Sequence[Tensor], lines: Sequence[Tensor], interface: Interface) -> tuple[Tensor, ...]:
    """The labels that each head wants in each of the three fields, (B, R, V + 1) each."""
    return (
        copy(stations, interface.source_paths),
        copy(lines, interface.line_paths),
        copy(stations, interface.destination_paths),
    )
