"""A sequence machine that does not fit the benchmark is refused in one sentence; one that fits is left as it is."""

from typing import Any

import pytest
import torch
from torch import Generator, Tensor, nn

from graphmem.benchmark import MACHINES, BenchmarkMachine, SequenceAdapter
from graphmem.benchmark.checks import check_sequence_machine
from graphmem.encoding.paper import INPUTS, OUTPUTS
from graphmem.errors import UsageError

EXPECTED = (
    "It needs zero_state(batch, num_slots), and must turn inputs (T, B, 92) and a state into outputs (T, B, 90) and "
    "the next state."
)


class Line(nn.Module):
    """A linear machine whose state is nothing."""

    def __init__(self, outputs: int = OUTPUTS, inputs: int = INPUTS) -> None:
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)

    def zero_state(self, batch: int, num_slots: int) -> None:
        """Nothing."""

    def forward(self, inputs: Tensor, state: None) -> Any:
        return self.linear(inputs), state


class WithoutState(nn.Module):
    """A machine that cannot say how it starts."""


class WithoutPair(Line):
    """A machine that returns its outputs alone."""

    def forward(self, inputs: Tensor, state: None) -> Tensor:
        outputs: Tensor = self.linear(inputs)
        return outputs


class Noisy(Line):
    """A machine that counts and draws random numbers when it is trained."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.dropout = nn.BatchNorm1d(INPUTS), nn.Dropout()

    def forward(self, inputs: Tensor, state: None) -> Any:
        return super().forward(self.dropout(self.norm(inputs.transpose(1, 2)).transpose(1, 2)), torch.rand(3))


@pytest.mark.parametrize(
    ("module", "fault"),
    [
        (WithoutState(), "it has no zero_state"),
        (Line(outputs=50), "for T = 2 and B = 3 its outputs have the shape (2, 3, 50)"),
        (WithoutPair(), "it does not return a pair of outputs and a state"),
        (Line(inputs=10), "RuntimeError: mat1 and mat2 shapes cannot be multiplied (6x92 and 10x90)"),
    ],
)
def test_a_machine_that_does_not_fit(module: nn.Module, fault: str) -> None:
    entry = BenchmarkMachine("toy", lambda task, generator: SequenceAdapter(module, task))
    with pytest.raises(UsageError) as caught:
        entry.build("traversal", Generator())
    assert str(caught.value) == f"The machine 'toy' does not fit the benchmark: {fault}.  {EXPECTED}"


def test_a_machine_that_fits_is_left_as_it_is() -> None:
    module = Noisy()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    state = torch.random.get_rng_state()
    check_sequence_machine("noisy", SequenceAdapter(module, "traversal"))
    assert torch.equal(torch.random.get_rng_state(), state)
    assert module.training
    assert module.dropout.training
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


@pytest.mark.parametrize("name", MACHINES)
def test_every_machine_fits(name: str) -> None:
    for task in MACHINES[name].tasks:
        MACHINES[name].build(task, Generator().manual_seed(0))
