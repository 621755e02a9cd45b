"""Sets of labels by their digits, against loops over pairs of labels; some are no power of the base in size."""

from itertools import product
from math import prod

import pytest
import torch

from graphmem.models.digit_sets import alike, spread

each_size = pytest.mark.parametrize(("count", "digits"), [(3, 1), (7, 2), (9, 2), (20, 3)])


def spelled(digits: int) -> list[tuple[int, ...]]:
    return list(product(range(3), repeat=digits))


def drawn_set(count: int) -> torch.Tensor:
    return torch.rand(2, 1, count + 1, generator=torch.Generator().manual_seed(count))


@each_size
def test_labels_are_alike_by_the_share_of_their_digits(count: int, digits: int) -> None:
    wanted, words = drawn_set(count), spelled(digits)
    found = alike(wanted, 3)
    assert found.shape == wanted.shape
    assert torch.equal(found[..., -1], wanted[..., -1])
    for member, label in product(range(2), range(count)):
        shares = [sum(a == b for a, b in zip(words[label], words[other], strict=True)) for other in range(count)]
        expected = max(float(wanted[member, 0, other]) * share / digits for other, share in enumerate(shares))
        assert float(found[member, 0, label]) == pytest.approx(expected)


@each_size
def test_labels_are_spread_by_the_product_over_their_digits(count: int, digits: int) -> None:
    held, words = drawn_set(count) / count, spelled(digits)
    image = torch.softmax(torch.randn(3, 3, generator=torch.Generator().manual_seed(0)), 1)
    found = spread(held, image)
    assert found.shape == held.shape
    assert torch.equal(found[..., -1], held[..., -1])
    for member, label in product(range(2), range(count)):
        parts = [
            float(held[member, 0, other])
            * prod(float(image[old, new]) for old, new in zip(words[other], words[label], strict=True))
            for other in range(count)
        ]
        assert float(found[member, 0, label]) == pytest.approx(sum(parts))


def test_a_digit_for_itself_is_the_label_for_itself() -> None:
    held = drawn_set(20)
    torch.testing.assert_close(spread(held, torch.eye(3)), held)


def test_no_label_is_held_further_than_wholly() -> None:
    assert spread(torch.ones(1, 1, 10), torch.full((3, 3), 0.9)).max() == 1
