"""The whole neural Turing machine against one in plain numbers, and what holds for all weights."""

from __future__ import annotations

import pytest
import torch

from graphmem.models.dnc_controllers import DeepLSTM
from graphmem.models.ntm import NTM

from ..memory.dnc.reference import deep_lstm, feed_forward
from ..memory.ntm import reference
from .small_machines import BATCH, CONTROLLERS, OUTPUTS, REACH, READERS, SLOTS, STEPS, WRITERS, ntm, sequence

both = pytest.mark.parametrize("controller", CONTROLLERS)


@both
@pytest.mark.parametrize("seed", range(3))
def test_as_in_plain_numbers(controller: str, seed: int) -> None:
    made, inputs = ntm(controller, seed), sequence(seed)
    layers = [(layer.weight.tolist(), layer.bias.tolist()) for layer in made.controller.layers]
    plain_controller = deep_lstm if isinstance(made.controller, DeepLSTM) else feed_forward
    interface, output = ((linear.weight.tolist(), linear.bias.tolist()) for linear in (made.interface, made.output))
    read_output, first_reads = made.read_output.weight.tolist(), made.first_reads.tolist()
    plain = reference.Machine(plain_controller, layers, interface, output, read_output, first_reads, WRITERS, REACH)
    members = [reference.run(plain, member.tolist(), SLOTS) for member in inputs.unbind(1)]
    outputs, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    expected = torch.tensor(members, dtype=torch.float64).transpose(0, 1)
    torch.testing.assert_close(outputs, expected, rtol=1e-7, atol=1e-8)


@both
def test_every_weight_is_learnt(controller: str) -> None:
    made = ntm(controller)
    outputs, _ = made(sequence(), made.zero_state(BATCH, SLOTS))
    outputs.square().sum().backward()
    for name, parameter in made.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all()
        assert parameter.grad.any(-1).all(), name


def test_the_first_reads_are_learnt() -> None:
    made = ntm()
    assert made.first_reads.requires_grad
    assert torch.equal(made.zero_state(BATCH, SLOTS).reads, made.first_reads.expand(BATCH, -1, -1))


@both
def test_any_number_of_slots(controller: str) -> None:
    """Also fewer slots than the shift range."""
    made = ntm(controller)
    for slots in (1, 2, 9):
        outputs, state = made(sequence(), made.zero_state(BATCH, slots))
        assert outputs.shape == (STEPS, BATCH, OUTPUTS)
        assert outputs.isfinite().all()
        assert state.access.weightings.shape == (BATCH, READERS + WRITERS, slots)


def test_numbers_of_parameters_by_hand() -> None:
    """The copy task: 8 bits and two marks in, words of 20, one head of each kind that moves by one slot."""
    made = NTM(10, 8, hidden_size=100, word_size=20)
    lstm = 4 * 100 * (30 + 100 + 1)
    maps = 101 * (2 * (20 + 1 + 1 + 3 + 1) + 20 + 20) + 101 * 8 + 20 * 8
    assert sum(parameter.numel() for parameter in made.parameters()) == lstm + maps + 20
