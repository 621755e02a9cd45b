"""Machines with an external memory: compiled steps equal the others."""

from __future__ import annotations

import copy
import warnings

import pytest
import torch

from graphmem.models.dnc import DNC
from graphmem.models.dnc_controllers import ControllerName
from graphmem.models.ntm import NTM

INPUTS, OUTPUTS, WORD, SLOTS, BATCH, STEPS = 3, 2, 4, 6, 3, 5


def made(make: type[DNC | NTM], name: ControllerName, generator: torch.Generator) -> DNC | NTM:
    return make(
        INPUTS,
        OUTPUTS,
        hidden_size=5,
        num_layers=2,
        num_slots=SLOTS,
        word_size=WORD,
        num_read_heads=2,
        controller=name,
        generator=generator,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lstm", "feed-forward"])
@pytest.mark.parametrize("make", [DNC, NTM])
def test_compiled_steps_have_the_outputs_and_gradients_of_the_others(
    make: type[DNC | NTM], name: ControllerName
) -> None:
    generator = torch.Generator().manual_seed(0)
    eager = made(make, name, generator)
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
