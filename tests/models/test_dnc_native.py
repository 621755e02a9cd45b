"""The native DNC has the results and the gradients of the one that goes step by step."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphmem.memory.dnc.state import AccessState
from graphmem.models.dnc_controllers import LSTMState
from graphmem.models.memory_machine import MachineState

from .native_cases import Case, as_leaves, drawn_state, is_native, leaves, machine, needs_compiler, results, sequence

pytestmark = needs_compiler

CASES = {
    "lstm": Case(),
    "three layers": Case(layers=3, hidden=9),
    "feed-forward": Case("feed-forward"),
    "two tanh layers": Case("feed-forward", layers=2),
    "one head": Case(heads=1),
    "three heads": Case("feed-forward", heads=3, slots=17, word=9),
    "four heads": Case(heads=4, slots=16, word=8, hidden=16),
    "five heads": Case(heads=5, layers=2, slots=33),
    "six heads": Case("feed-forward", heads=6),
    "eleven heads": Case(heads=11, slots=20),
    "one step": Case(steps=1),
    "one sequence": Case(batch=1),
    "one slot": Case(slots=1),
    "two slots": Case("feed-forward", slots=2),
    "words of one number": Case(word=1),
    "batch of 21": Case(batch=21, steps=5),
    "long": Case("feed-forward", steps=70, slots=12),
    "many slots": Case(slots=150, word=16, heads=3, steps=9, batch=2),
    # So large that links are kept at the start of segments alone, and those between are computed again.
    "segments": Case(slots=210, word=8, batch=4, steps=50),
    "segments, feed-forward": Case("feed-forward", slots=190, word=30, heads=3, batch=5, steps=43),
    "saturated": Case(scale=6.0, layers=2),
    "saturated feed-forward": Case("feed-forward", scale=6.0, heads=3),
    "bounded gradients": Case(bound=0.01, layers=2),
}


def both(case: Case, *, drawn: bool, dtype: torch.dtype = torch.float64) -> tuple[list[Tensor], list[Tensor]]:
    """Results in native code, and step by step."""
    made, generator = machine(case, dtype), torch.Generator().manual_seed(7)
    inputs = torch.randn(case.steps, case.batch, case.inputs, generator=generator, dtype=dtype)
    state = drawn_state(made, case, generator) if drawn else made.zero_state(case.batch)
    assert is_native(made, inputs, state)
    native = results(made, inputs, state, ordered=drawn)
    made.use_steps()
    return native, results(made, inputs, state, ordered=drawn)


@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "zero"])
@pytest.mark.parametrize("name", CASES)
def test_same_results_and_gradients(name: str, drawn: bool) -> None:
    native, steps = both(CASES[name], drawn=drawn)
    for one, other in zip(native, steps, strict=True):
        size = max(1.0, other.abs().max().item())
        torch.testing.assert_close(one, other, rtol=0, atol=1e-12 * size)


@pytest.mark.parametrize("controller", ["lstm", "feed-forward"])
@pytest.mark.parametrize("answers", [[], [3, 4], [10]])
def test_blank_inputs_and_few_answers(answers: list[int], controller: str) -> None:
    """Products with zeros are left out."""
    case = Case(controller, layers=2, batch=5)
    made = machine(case)
    inputs = sequence(case)
    inputs[3:7] = 0.0
    found = []
    for _ in range(2):
        outputs, state = made(inputs)
        loss = outputs[answers].square().sum() + state.reads.square().sum()
        found.append(torch.autograd.grad(loss, list(made.parameters()), allow_unused=True, materialize_grads=True))
        made.use_steps()
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["lstm", "three heads", "four heads", "many slots"])
def test_single_precision_to_its_rounding(name: str) -> None:
    case = CASES[name]
    native, steps = both(case, drawn=True, dtype=torch.float32)
    for one, other in zip(native, steps, strict=True):
        assert one.dtype == torch.float32
        torch.testing.assert_close(one, other, rtol=0, atol=2e-5 * max(1.0, other.abs().max().item()))


@pytest.mark.parametrize("controller", ["lstm", "feed-forward"])
def test_gradients_are_slopes(controller: str) -> None:
    case = Case(controller, hidden=3, inputs=2, outputs=2, word=2, batch=1, slots=3, steps=6)
    made, generator = machine(case), torch.Generator().manual_seed(1)
    state = drawn_state(made, case, generator)
    given = as_leaves(state)
    held = len(state.controller)

    def run(inputs: Tensor, *parts: Tensor) -> tuple[Tensor, ...]:
        before = MachineState(LSTMState(*parts[:held]) if held else (), AccessState(*parts[held:-1]), parts[-1])
        outputs, after = made(inputs, before)
        return outputs, *leaves(after)

    inputs = torch.randn(case.steps, 1, 2, generator=generator, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(run, (inputs, *leaves(given)))
