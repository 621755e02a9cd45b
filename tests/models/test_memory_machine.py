"""Machines with an external memory: compiled steps do what the others do."""

from __future__ import annotations

import copy
import warnings

import pytest
import torch

from graphmem.models.dnc import DNC
from graphmem.models.dnc_controllers import DeepLSTM, FeedForward
from graphmem.models.memory_machine import MemoryMachine
from graphmem.models.ntm import NTM

INPUTS, OUTPUTS, WORD, SLOTS, BATCH, STEPS = 3, 2, 4, 6, 3, 5
SEEN = INPUTS + 2 * WORD


def controller(name: str, generator: torch.Generator) -> DeepLSTM | FeedForward:
    if name == "lstm":
        return DeepLSTM(SEEN, 5, 2, generator=generator)
    return FeedForward(SEEN, 5, 2, generator)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lstm", "feed-forward"])
@pytest.mark.parametrize("make", [DNC, NTM])
def test_compiled_steps_have_the_outputs_and_gradients_of_the_others(make: type[DNC | NTM], name: str) -> None:
    generator = torch.Generator().manual_seed(0)
    eager: MemoryMachine = make(controller(name, generator), OUTPUTS, WORD, 2, generator=generator)  # type: ignore[type-arg]
    compiled = copy.deepcopy(eager)
    compiled.compile_steps()
    for slots in (SLOTS, SLOTS + 3):  # sizes are not compiled in
        inputs = torch.randn(STEPS, BATCH, INPUTS, generator=generator)
        found = []
        for machine in (eager, compiled):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the compiler's own
                outputs, _ = machine(inputs, machine.zero_state(BATCH, slots))
                machine.zero_grad()
                outputs.square().sum().backward()
            found.append([outputs, *(parameter.grad for parameter in machine.parameters())])
        for one, other in zip(*found, strict=True):
            torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)
