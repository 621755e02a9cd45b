"""The DNC paper's channels: 92 in, 90 out (Graves et al. 2016, Methods, "Graph task descriptions").

A label is three decimal digits, each a 10-way one-hot; a blank is all zeros.

    input     0-29 source   30-59 edge   60-89 destination   90 phase change   91 answer required
    output    nine softmaxes over ten digits, in the same order

``tasks.paper`` writes whole episodes in these channels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..graphs.triples import Ints
from .labels import LabelScheme

SCHEME = LabelScheme(base=10, digits=3)
BLANK = SCHEME.size  # the label of an unspecified field, written as all zeros
# "A specially reserved termination pattern", which the paper does not show.  No edge leads from a node to itself, so
# nine zeros cannot be an edge, and no label has to be reserved for them.
END_LABELS = (0, 0, 0)
NUM_DIGITS = 9
OUTPUTS = NUM_DIGITS * SCHEME.base
PHASE_CHANGE, ANSWER_REQUIRED = OUTPUTS, OUTPUTS + 1
INPUTS = OUTPUTS + 2


def triple_channels(labels: Ints) -> NDArray[np.float32]:
    """(..., 3) labels to (..., 90) channels."""
    channels = SCHEME.one_hot(labels)
    return channels.reshape(*labels.shape[:-1], OUTPUTS)


def read_channels(channels: NDArray[np.floating]) -> Ints:
    """(..., 90) or (..., 92) channels of an input back to (..., 3) labels; SCHEME.size where a label is all zeros."""
    return SCHEME.read(channels[..., :OUTPUTS].reshape(*channels.shape[:-1], 3, -1))


def triple_digits(labels: Ints) -> Ints:
    """(..., 3) labels, none of them blank, to (..., 9) digits."""
    powers = SCHEME.base ** np.arange(SCHEME.digits - 1, -1, -1)
    digits: Ints = labels[..., None] // powers % SCHEME.base
    return digits.reshape(*labels.shape[:-1], NUM_DIGITS)


def read_digits(digits: Ints) -> Ints:
    """(..., 9) digits back to (..., 3) labels."""
    powers = SCHEME.base ** np.arange(SCHEME.digits - 1, -1, -1)
    labels: Ints = (digits.reshape(*digits.shape[:-1], 3, SCHEME.digits) * powers).sum(-1)
    return labels
