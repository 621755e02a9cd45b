"""A machine for graphmem's benchmark: Elman's recurrent network."""

import torch
from torch import Tensor, nn

from graphmem.benchmark import BenchmarkMachine, SequenceAdapter
from graphmem.encoding.paper import INPUTS, OUTPUTS


class Elman(nn.Module):
    """One recurrent layer of 64 cells and a linear output."""

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        self.cells, self.output = nn.RNN(INPUTS, 64), nn.Linear(64, OUTPUTS)
        for parameter in self.parameters():  # the same seed must give the same weights
            nn.init.normal_(parameter, std=0.1, generator=generator)

    def zero_state(self, batch: int, num_slots: int) -> Tensor:
        """The state before the first step; ``num_slots`` is for machines with an external memory."""
        return torch.zeros(1, batch, 64)

    def forward(self, inputs: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Inputs (T, B, 92) and a state to outputs (T, B, 90) and the next state."""
        hidden, state = self.cells(inputs, state)
        return self.output(hidden), state


ELMAN = BenchmarkMachine("elman", lambda task, generator: SequenceAdapter(Elman(generator), task))
