"""The whole DNC against one in plain numbers, outputs and gradients, and what holds for all weights."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphmem.models.dnc import DNC
from graphmem.models.dnc_controllers import DeepLSTM

from ..memory.dnc import reference
from .small_machines import (
    BATCH,
    CONTROLLERS,
    HIDDEN,
    OUTPUTS,
    READERS,
    SEEN,
    SLOTS,
    STEPS,
    WORD,
    dnc,
    sequence,
)

both = pytest.mark.parametrize("controller", CONTROLLERS)


def in_plain_numbers(made: DNC, inputs: Tensor) -> Tensor:
    """(T, B, O) from the reference with the machine's weights."""
    layers = [(layer.weight.tolist(), layer.bias.tolist()) for layer in made.controller.layers]
    maps = (linear.weight.tolist() for linear in (made.interface, made.output, made.read_output))
    controller = reference.deep_lstm if isinstance(made.controller, DeepLSTM) else reference.feed_forward
    plain = reference.Machine(controller, layers, *maps)
    members = [reference.run(plain, member.tolist(), SLOTS, WORD, READERS) for member in inputs.unbind(1)]
    return torch.tensor(members, dtype=torch.float64).transpose(0, 1)


@both
@pytest.mark.parametrize("seed", range(3))
def test_as_in_plain_numbers(controller: str, seed: int) -> None:
    made, inputs = dnc(controller, seed), sequence(seed)
    outputs, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    torch.testing.assert_close(outputs, in_plain_numbers(made, inputs), rtol=1e-7, atol=1e-8)


@both
def test_gradients_are_the_slopes_of_the_plain_machine(controller: str) -> None:
    """Entries of every parameter, changed in the machine of plain numbers; through all steps."""
    made, inputs, small = dnc(controller), sequence(1), 1e-6
    weight = sequence(2)[..., :OUTPUTS]
    outputs, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    (outputs * weight).sum().backward()
    numbers = torch.Generator().manual_seed(3)
    for name, parameter in made.named_parameters():
        assert parameter.grad is not None
        for place in torch.randperm(parameter.numel(), generator=numbers)[:12].tolist():
            values = parameter.detach().view(-1)
            before, losses = values[place].item(), []
            for by in (small, -small):
                values[place] = before + by
                losses.append(float((in_plain_numbers(made, inputs) * weight).sum()))
            values[place] = before
            slope = (losses[0] - losses[1]) / (2 * small)
            assert parameter.grad.view(-1)[place].item() == pytest.approx(slope, rel=1e-5, abs=1e-7), (name, place)


def test_the_first_reads_are_zero() -> None:
    assert not dnc().zero_state(BATCH, SLOTS).reads.any()


@both
def test_any_number_of_slots(controller: str) -> None:
    made = dnc(controller)
    for slots in (1, 2, 9):
        outputs, state = made(sequence(), made.zero_state(BATCH, slots))
        assert outputs.shape == (STEPS, BATCH, OUTPUTS)
        assert state.access.link.shape == (BATCH, slots, slots)


def test_numbers_of_parameters_by_hand() -> None:
    """W = 50, R = 5, the paper's traversal; biases in the LSTM alone."""
    seen, every = 92 + 250, 3 * 256
    made = DNC(92, 90, hidden_size=256, num_layers=3, word_size=50, num_read_heads=5)
    layers = 4 * 256 * ((seen + 256) + 2 * (seen + 512)) + 3 * 4 * 256
    maps = every * (250 + 150 + 25 + 3) + every * 90 + 250 * 90
    assert sum(parameter.numel() for parameter in made.parameters()) == layers + maps


@both
def test_every_layer_sees_the_input_and_is_part_of_the_output(controller: str) -> None:
    """With all but one layer's weights at zero, the input still moves that layer's part of the output, and no other."""
    for kept in range(2):
        made = dnc(controller).controller
        with torch.no_grad():
            for number, layer in enumerate(made.layers):
                layer.weight *= number == kept
        first, again = (made(torch.full((1, SEEN), by, dtype=torch.float64), made.zero_state(1))[0] for by in (1, 2))
        changed = (first != again)[0].reshape(2, HIDDEN)
        assert changed[kept].all()
        assert not changed[1 - kept].any()


def test_gradients_into_the_lstm_are_bounded() -> None:
    """At one step of one example, a bias has the gradient of what the nonlinearity is given."""
    generator = torch.Generator().manual_seed(0)
    inputs, found = torch.randn(1, SEEN, generator=generator), []
    wide, narrow = (DeepLSTM(SEEN, HIDDEN, 1, bound, generator) for bound in (1e9, 0.5))
    narrow.load_state_dict(wide.state_dict())
    for made in (wide, narrow):
        hidden, _ = made(inputs, made.zero_state(1))
        (100 * hidden).sum().backward()
        found.append(dict(made.named_parameters())["layers.0.bias"].grad)
    free, bounded = found
    assert free is not None
    assert (free.abs() > 0.5).any()
    torch.testing.assert_close(bounded, free.clamp(-0.5, 0.5))
    assert DeepLSTM(SEEN, HIDDEN, 1).gradient_bound == 10
