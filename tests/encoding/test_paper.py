"""Channels of the paper's labels, by hand and read back."""

import numpy as np

from graphmem.encoding.paper import (
    INPUTS,
    OUTPUTS,
    SCHEME,
    read_channels,
    read_digits,
    triple_channels,
    triple_digits,
)
from graphmem.tasks.paper import BLANK


def test_sizes() -> None:
    assert (INPUTS, OUTPUTS, SCHEME.size) == (92, 90, BLANK)


def test_a_label_by_hand() -> None:
    channels = triple_channels(np.array([407, BLANK, 21]))
    assert np.flatnonzero(channels).tolist() == [4, 10, 27, 60, 72, 81]
    assert triple_digits(np.array([407, 0, 21])).tolist() == [4, 0, 7, 0, 0, 0, 0, 2, 1]


def test_labels_are_read_back() -> None:
    labels = np.random.default_rng(0).integers(0, BLANK, (7, 5, 3))
    assert np.array_equal(read_digits(triple_digits(labels)), labels)
    labels[0, :, 1] = BLANK
    assert np.array_equal(read_channels(triple_channels(labels)), labels)
