"""The memory network against the equations in loops, and hops by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from graphmem.models.memory_network import MemoryNetwork, position_encoding

INPUTS, OUTPUTS, WIDTH, STEPS = 3, 2, 4, 7


@pytest.mark.parametrize(("hops", "window", "ages"), [(1, 1, 9), (3, 3, 4), (2, 9, 1)])
def test_as_in_loops(hops: int, window: int, ages: int) -> None:
    generator = torch.Generator().manual_seed(0)
    made = MemoryNetwork(INPUTS, OUTPUTS, WIDTH, hops, window, ages, generator).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter *= 5  # shares far from even
    inputs = torch.randn(STEPS, 1, INPUTS, generator=generator).double()
    outputs, _ = made(inputs, made.zero_state(1, 0))
    x = inputs[:, 0].numpy()
    embed = made.embeddings.weight.detach().numpy().reshape(hops + 1, WIDTH, INPUTS)
    old = made.ages.detach().numpy()
    place = made.question.weight.detach().numpy()[:, 0]
    for now in range(STEPS):
        asks = np.zeros(WIDTH)
        for back in range(min(window, now + 1)):
            asks += place[:, window - 1 - back] * (embed[0] @ x[now - back])
        for hop in range(hops):
            here, there = (
                [embed[n] @ x[step] + old[n][min(now - step, ages - 1)] for step in range(now + 1)]
                for n in (hop, hop + 1)
            )
            shares = np.array([np.exp(asks @ memory) for memory in here])
            asks = asks + sum(share * memory for share, memory in zip(shares / shares.sum(), there, strict=True))
        expected = made.output.weight.detach().numpy() @ asks + made.output.bias.detach().numpy()
        np.testing.assert_allclose(outputs[now, 0].detach().numpy(), expected)


@pytest.mark.parametrize(("hops", "answer"), [(1, [0, 0.5, 0, 0]), (2, [0, 0, 1, 0])])
def test_hops_by_hand(hops: int, answer: list[float]) -> None:
    """Shown 0 -> 1, 2 -> 3 and 1 -> 2, and asked where 0 leads: to 1 by one hop, to 2 by two.

    The question matches the first fact and itself, which leads nowhere.  A fact that was found matches itself as well
    as what it leads to; so the second hop also matches against where the question starts.
    """
    facts = torch.eye(4).double()[torch.tensor([[0, 1], [2, 3], [1, 2]])].flatten(1)
    inputs = torch.cat([facts, torch.eye(8).double()[:1]])[:, None]
    made = MemoryNetwork(8, 4, 12, hops, 1, 1).double()
    first, last = made.embeddings.weight.data[:12], made.embeddings.weight.data[-12:]
    one = torch.eye(4).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.zero_()
        made.question.weight.fill_(1)
        first[:4, :4] = 30 * one
        last[8:, 4:] = one
        made.output.weight[:, 8:] = one
        if hops == 2:
            second = made.embeddings.weight.data[12:24]
            second[:4, :4] = -10 * one
            second[4:8, :4] = second[4:8, 4:] = 10 * one
    outputs, _ = made(inputs, made.zero_state(1, 0))
    torch.testing.assert_close(outputs[-1, 0], torch.tensor(answer).double())


def test_position_encoding() -> None:
    """Three words, two places; by hand from section 4.1."""
    expected = [[2 / 3 - 1 / 6, 1 / 3 + 1 / 6, 1 / 2], [1 / 3, 2 / 3, 1.0]]
    torch.testing.assert_close(position_encoding(3, 2), torch.tensor(expected))
    made = MemoryNetwork(INPUTS, OUTPUTS, 2, 1, 3, 1)
    torch.testing.assert_close(made.question.weight[:, 0], torch.tensor(expected))
