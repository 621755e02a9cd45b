"""Links against plain numbers, by hand, and in gradient."""

import pytest
import torch
from torch import Tensor

from graphmem.memory.dnc.linkage import follow_links, next_link, next_precedence

from .drawn import BATCH, SLOTS, late_state, weighting


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def written_in_order(*slots: int) -> tuple[Tensor, Tensor]:
    """Link and precedence after one-hot writes."""
    link, precedence = torch.zeros(1, SLOTS, SLOTS, dtype=torch.float64), torch.zeros(1, SLOTS, dtype=torch.float64)
    for slot in slots:
        link = next_link(link, precedence, weighting(slot))
        precedence = next_precedence(precedence, weighting(slot))
    return link[0], precedence[0]


def test_written_at_i_then_j_links_j_to_i() -> None:
    for i in range(SLOTS):
        for j in range(SLOTS):
            link, precedence = written_in_order(i, j)
            expected = torch.zeros(SLOTS, SLOTS, dtype=torch.float64)
            if i != j:
                expected[j, i] = 1
            assert torch.equal(link, expected)
            assert torch.equal(precedence, weighting(j)[0])


def test_a_slot_written_again_loses_its_old_place() -> None:
    link, _ = written_in_order(0, 1, 2, 1)
    assert {(i, j) for i, j in link.nonzero().tolist()} == {(1, 2)}


def test_forward_goes_with_the_writing_and_backward_against_it() -> None:
    link, _ = written_in_order(3, 0, 4)
    backward, forward = follow_links(link[None], torch.stack([weighting(0)[0], weighting(3)[0]])[None])
    assert forward[0].tolist() == [weighting(4)[0].tolist(), weighting(0)[0].tolist()]
    assert backward[0].tolist() == [weighting(3)[0].tolist(), [0] * SLOTS]


def test_following_in_plain_numbers() -> None:
    link, held = random(2, 4, 4), random(2, 3, 4, seed=1)
    backward, forward = follow_links(link, held)
    for batch in range(2):
        for head in range(3):
            for i in range(4):
                ahead = sum(float(link[batch, i, j] * held[batch, head, j]) for j in range(4))
                behind = sum(float(link[batch, j, i] * held[batch, head, j]) for j in range(4))
                assert float(forward[batch, head, i]) == pytest.approx(ahead)
                assert float(backward[batch, head, i]) == pytest.approx(behind)


def test_link_in_plain_numbers() -> None:
    link, precedence, written = random(2, 4, 4), random(2, 4, seed=1), random(2, 4, seed=2)
    updated = next_link(link, precedence, written)
    for batch in range(2):
        w, p = written[batch].tolist(), precedence[batch].tolist()
        for i in range(4):
            for j in range(4):
                expected = (1 - w[i] - w[j]) * float(link[batch, i, j]) + w[i] * p[j] if i != j else 0.0
                assert float(updated[batch, i, j]) == pytest.approx(expected)


def test_precedence_by_hand() -> None:
    precedence, written = torch.tensor([[0.5, 0.25, 0.0]]), torch.tensor([[0.0, 0.25, 0.25]])
    assert next_precedence(precedence, written).tolist() == [[0.25, 0.375, 0.25]]


def test_gradients() -> None:
    """Also on links that no sequence of writes could produce, with a non-zero diagonal."""
    parts = [random(2, 4, 4), random(2, 4, seed=1), random(2, 4, seed=2)]
    for part in parts:
        part.requires_grad_()
    assert torch.autograd.gradcheck(next_link, parts)
    assert torch.autograd.gradcheck(next_precedence, parts[1:])
    assert torch.autograd.gradcheck(follow_links, (parts[0], random(2, 3, 4).requires_grad_()))


def test_inputs_are_left_as_they_are() -> None:
    state = late_state()
    parts = [state.link.requires_grad_(), state.precedence.requires_grad_(), state.write_weighting.requires_grad_()]
    copies = [part.detach().clone() for part in parts]
    updated = next_link(*parts)
    gradient = random(BATCH, SLOTS, SLOTS)
    kept = gradient.clone()
    updated.backward(gradient)
    assert torch.equal(gradient, kept)
    assert all(torch.equal(part, copy) for part, copy in zip(parts, copies, strict=True))
