"""What holds for every machine on sequences that has no memory of slots."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor, nn

from graphmem.models.attention import AttentionMachine
from graphmem.models.deep_lstm import DeepLSTMMachine
from graphmem.models.dilated import DilatedConvolution
from graphmem.models.memory_network import MemoryNetwork
from graphmem.models.recurrent import Recurrent
from graphmem.models.sequence import SequenceMachine
from graphmem.models.transformer import Transformer

INPUTS, OUTPUTS, STEPS, BATCH, SLOTS = 5, 3, 11, 2, 7
MACHINES: dict[str, Callable[[torch.Generator], nn.Module]] = {
    "rnn": lambda generator: Recurrent(nn.RNN, INPUTS, OUTPUTS, 4, 2, generator),
    "gru": lambda generator: Recurrent(nn.GRU, INPUTS, OUTPUTS, 4, 2, generator),
    "lstm": lambda generator: Recurrent(nn.LSTM, INPUTS, OUTPUTS, 4, 2, generator),
    "deep LSTM": lambda generator: DeepLSTMMachine(INPUTS, OUTPUTS, 4, 2, generator),
    "attention": lambda generator: AttentionMachine(INPUTS, OUTPUTS, 4, generator),
    "transformer": lambda generator: Transformer(INPUTS, OUTPUTS, 8, 2, 6, 2, generator),
    "dilated": lambda generator: DilatedConvolution(INPUTS, OUTPUTS, 12, 2, 3, generator),
    "memory network": lambda generator: MemoryNetwork(INPUTS, OUTPUTS, 4, 2, 3, 5, generator),
}


def sequence(seed: int = 0) -> Tensor:
    return torch.randn(STEPS, BATCH, INPUTS, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def parts(state: object) -> Iterator[Tensor]:
    """The tensors of a state of any structure."""
    if isinstance(state, Tensor):
        yield state
    else:
        assert isinstance(state, tuple)
        for part in state:
            yield from parts(part)


@pytest.fixture(params=MACHINES)
def make(request: pytest.FixtureRequest) -> Callable[[torch.Generator], nn.Module]:
    return MACHINES[request.param]


@pytest.fixture
def machine(make: Callable[[torch.Generator], nn.Module]) -> SequenceMachine:
    """In float64, with biases moved from 0, where a relu has no gradient."""
    generator = torch.Generator().manual_seed(0)
    made = make(generator).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter += 0.1 * torch.randn(parameter.shape, generator=generator)
    machine: SequenceMachine = made
    return machine


def whole(machine: SequenceMachine, inputs: Tensor) -> Tensor:
    return machine(inputs, machine.zero_state(BATCH, SLOTS))[0]


def test_shapes(machine: SequenceMachine) -> None:
    assert whole(machine, sequence()).shape == (STEPS, BATCH, OUTPUTS)
    assert whole(machine, sequence()).isfinite().all()


@pytest.mark.parametrize("lengths", [[1] * STEPS, [4, 5, 2], [1, 10]], ids=["steps", "pieces", "rest"])
def test_pieces_are_answered_as_the_whole(machine: SequenceMachine, lengths: list[int]) -> None:
    state, pieces = machine.zero_state(BATCH, SLOTS), []
    for piece in sequence().split(lengths):
        outputs, state = machine(piece, state)
        pieces.append(outputs)
    torch.testing.assert_close(torch.cat(pieces), whole(machine, sequence()))


def test_the_state_is_passed_in_and_not_changed(machine: SequenceMachine) -> None:
    _, state = machine(sequence(1), machine.zero_state(BATCH, SLOTS))
    before = [part.clone() for part in parts(state)]
    first, _ = machine(sequence(), state)
    assert all(torch.equal(part, kept) for part, kept in zip(parts(state), before, strict=True))
    torch.testing.assert_close(machine(sequence(), state)[0], first, rtol=0, atol=0)


@pytest.mark.parametrize("time", [0, 4, STEPS - 1])
def test_an_output_sees_its_step_and_those_before(machine: SequenceMachine, time: int) -> None:
    """By gradients: an output depends on all steps up to its own, and on no later one."""
    inputs = sequence().requires_grad_()
    whole(machine, inputs)[time].sum().backward()
    assert inputs.grad is not None
    seen = inputs.grad.abs().sum(-1) > 0
    assert not seen[time + 1 :].any()
    assert seen[max(0, time - 7) : time + 1].all()  # 8 steps are the convolution's field


def test_members_of_a_batch_do_not_meet(machine: SequenceMachine) -> None:
    inputs = sequence()
    alone = machine(inputs[:, :1], machine.zero_state(1, SLOTS))[0]
    torch.testing.assert_close(whole(machine, inputs)[:, :1], alone)


def test_gradients_reach_every_parameter_and_are_slopes(machine: SequenceMachine) -> None:
    assert isinstance(machine, nn.Module)
    names = [name for name, _ in machine.named_parameters()]
    values = [parameter.detach().clone().requires_grad_() for parameter in machine.parameters()]
    weight = sequence(2)[..., :OUTPUTS]

    def loss(*values: Tensor) -> Tensor:
        given = (sequence(), machine.zero_state(BATCH, SLOTS))
        outputs, _ = torch.func.functional_call(machine, dict(zip(names, values, strict=True)), given)
        answer: Tensor = (outputs * weight).sum()
        return answer

    for name, gradient in zip(names, torch.autograd.grad(loss(*values), values), strict=True):
        assert gradient.any(), name
    assert torch.autograd.gradcheck(loss, values, fast_mode=True)


def test_same_seed_same_weights(make: Callable[[torch.Generator], nn.Module]) -> None:
    """Independently of torch's global generator."""
    torch.manual_seed(1)
    first = make(torch.Generator().manual_seed(5)).state_dict()
    torch.manual_seed(2)
    again, other = (make(torch.Generator().manual_seed(seed)).state_dict() for seed in (5, 6))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_moved_to_another_dtype_the_state_follows(make: Callable[[torch.Generator], nn.Module]) -> None:
    for dtype in (torch.float32, torch.float64):
        made = make(torch.Generator().manual_seed(0)).to(dtype)
        assert {part.dtype for part in parts(made.zero_state(BATCH, SLOTS))} == {dtype}  # type: ignore[operator]
