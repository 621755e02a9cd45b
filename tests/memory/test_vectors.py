"""Each part is the right piece of the vector."""

import pytest
import torch

from graphmem.memory.vectors import cut


def test_cut_by_hand() -> None:
    vector = torch.tensor([[0, 1, 2, 3, 4, 5, 6], [10, 11, 12, 13, 14, 15, 16]])
    parts = cut(vector, {"table": (2, 2), "number": (), "row": (2,)})
    assert list(parts) == ["table", "number", "row"]
    assert parts["table"].tolist() == [[[0, 1], [2, 3]], [[10, 11], [12, 13]]]
    assert parts["number"].tolist() == [4, 14]
    assert parts["row"].tolist() == [[5, 6], [15, 16]]


@pytest.mark.parametrize("length", [6, 8])
def test_a_vector_that_is_too_long_or_too_short_is_refused(length: int) -> None:
    with pytest.raises(RuntimeError):
        cut(torch.zeros(2, length), {"table": (2, 2), "number": (), "row": (2,)})
