"""The native DNC has the results and the gradients of the one that goes step by step."""

from __future__ import annotations

import shutil
from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor

from graphmem.memory.dnc.state import AccessState
from graphmem.models.dnc import DNC, DNCState
from graphmem.models.dnc_controllers import LSTMState
from graphmem.models.dnc_dispatch import read_natively
from graphmem.models.memory_machine import MachineState

pytestmark = pytest.mark.skipif(not any(map(shutil.which, ("c++", "g++", "clang++"))), reason="no C++ compiler")


class Case(NamedTuple):
    """Sizes of a machine and of a sequence."""

    controller: str = "lstm"
    layers: int = 1
    hidden: int = 7
    inputs: int = 5
    outputs: int = 4
    word: int = 6
    heads: int = 2
    batch: int = 3
    slots: int = 9
    steps: int = 11
    bound: float = 10.0
    scale: float = 1.0


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
    "saturated": Case(scale=6.0, layers=2),
    "saturated feed-forward": Case("feed-forward", scale=6.0, heads=3),
    "bounded gradients": Case(bound=0.01, layers=2),
}


def machine(case: Case, dtype: torch.dtype = torch.float64) -> DNC:
    made = DNC(
        case.inputs,
        case.outputs,
        hidden_size=case.hidden,
        num_layers=case.layers,
        num_slots=case.slots,
        word_size=case.word,
        num_read_heads=case.heads,
        controller=case.controller,  # type: ignore[arg-type]
        gradient_bound=case.bound,
        generator=torch.Generator().manual_seed(0),
    ).to(dtype)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter *= case.scale
    return made


def drawn_state(made: DNC, case: Case, generator: torch.Generator) -> DNCState:
    """A state in which no two slots are alike."""
    weight = made.interface.weight

    def uniform(*shape: int) -> Tensor:
        return torch.rand(case.batch, *shape, generator=generator, dtype=weight.dtype)

    slots, heads = case.slots, case.heads
    access = AccessState(
        memory=2 * uniform(slots, case.word) - 1,
        usage=uniform(slots),
        write_weighting=torch.softmax(4 * uniform(slots), -1),
        read_weightings=torch.softmax(4 * uniform(heads, slots), -1),
        link=uniform(slots, slots) / slots * (1 - torch.eye(slots, dtype=weight.dtype)),
        precedence=torch.softmax(4 * uniform(slots), -1),
    )
    width = case.layers * case.hidden
    controller = LSTMState(uniform(width) - 0.5, uniform(width) - 0.5) if case.controller == "lstm" else ()
    return MachineState(controller, access, uniform(heads, case.word))


def leaves(state: DNCState) -> list[Tensor]:
    return [*state.controller, *state.access, state.reads]


def as_leaves(state: DNCState) -> DNCState:
    """The same state, to be differentiated by."""
    parts = [part.detach().clone().requires_grad_() for part in leaves(state)]
    held = len(state.controller)
    controller = LSTMState(*parts[:held]) if held else ()
    return MachineState(controller, AccessState(*parts[held:-1]), parts[-1])


def results(made: DNC, inputs: Tensor, state: DNCState, *, ordered: bool) -> list[Tensor]:
    """Outputs, the state after, and gradients of everything by everything.

    ``ordered`` is whether slots can be told apart: from a zero state unused slots are alike, and rounding decides which
    of them is taken.
    """
    inputs, state = inputs.clone().requires_grad_(), as_leaves(state)
    outputs, after = made(inputs, state)
    found = [outputs, *(leaves(after) if ordered else [*after.controller, after.reads])]
    generator = torch.Generator().manual_seed(3)
    loss = sum((part * torch.randn(part.shape, generator=generator, dtype=part.dtype)).sum() for part in found)
    assert isinstance(loss, Tensor)
    by = [inputs, *made.parameters(), *(leaves(state) if ordered else [*state.controller, state.reads])]
    return [*found, *torch.autograd.grad(loss, by)]


def is_native(made: DNC, inputs: Tensor, state: DNCState | None = None) -> bool:
    return read_natively(made, inputs, made.zero_state(inputs.shape[1]) if state is None else state) is not None


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


@pytest.mark.parametrize("name", ["lstm", "three heads", "four heads", "many slots"])
def test_single_precision_to_its_rounding(name: str) -> None:
    case = CASES[name]
    native, _ = both(case, drawn=True, dtype=torch.float32)
    exact, _ = both(case, drawn=True)
    _, steps = both(case, drawn=True, dtype=torch.float32)
    del exact
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


def test_two_halves_are_the_whole() -> None:
    case = Case(layers=2, steps=20)
    made, inputs = machine(case), sequence(case)
    whole, after = made(inputs)
    first, middle = made(inputs[:7])
    second, end = made(inputs[7:], middle)
    torch.testing.assert_close(torch.cat([first, second]), whole, rtol=0, atol=1e-13)
    for one, other in zip(leaves(end), leaves(after), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-13)


def sequence(case: Case, dtype: torch.dtype = torch.float64, seed: int = 5) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(case.steps, case.batch, case.inputs, generator=generator, dtype=dtype)


@pytest.mark.parametrize("batch", [2, 5, 37])
def test_the_number_of_threads_changes_nothing(batch: int) -> None:
    case = Case(batch=batch, heads=3, slots=20)
    made, threads, found = machine(case), torch.get_num_threads(), []
    state = drawn_state(made, case, torch.Generator().manual_seed(2))
    try:
        for count in (1, 2, 3, 64):
            torch.set_num_threads(count)
            found.append(results(made, sequence(case), state, ordered=True))
    finally:
        torch.set_num_threads(threads)
    for other in found[1:]:
        for one, two in zip(found[0], other, strict=True):
            torch.testing.assert_close(one, two, rtol=0, atol=1e-12)


@pytest.mark.parametrize("controller", ["lstm", "feed-forward"])
@pytest.mark.parametrize("scale", [1e3, 1e8, 0.0])
def test_extreme_weights_give_numbers(controller: str, scale: float) -> None:
    case = Case(controller, scale=scale, steps=30, heads=3)
    made = machine(case, torch.float32)
    found = results(made, sequence(case, torch.float32), made.zero_state(case.batch), ordered=True)
    assert all(part.isfinite().all() for part in found[: 1 + len(leaves(made.zero_state(1)))])
    assert all(part.isfinite().all() for part in found)


@pytest.mark.parametrize("seed", range(3))
def test_invariants(seed: int) -> None:
    case = Case("feed-forward", heads=3, slots=21, steps=40, scale=3.0)
    made = machine(case)
    with torch.no_grad():
        _, state = made(sequence(case, seed=seed))
    memory, usage, writing, reading, link, precedence = state.access
    assert memory.isfinite().all()
    for part in (usage, writing, reading, link, precedence):
        assert part.min() >= 0
        assert part.max() <= 1 + 1e-12
    for total in (writing.sum(-1), reading.sum(-1), link.sum(1), link.sum(2), precedence.sum(-1)):
        assert total.max() <= 1 + 1e-12
    assert not link.diagonal(dim1=1, dim2=2).any()


def test_equally_used_slots_are_taken_in_their_order() -> None:
    """With the write gate open and allocation alone, the first words go to the first slots."""
    case = Case("feed-forward", slots=19, steps=4, batch=1)
    made = machine(case)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.zero_()
        made.controller.layers[0].bias.fill_(10.0)
        gates = made.word_size * made.num_read_heads + made.num_read_heads + 3 * made.word_size + 1
        made.interface.weight[gates : gates + 2] = -10.0  # free gates
        made.interface.weight[gates + 2 : gates + 4] = 10.0  # allocation and write gate
        for steps in range(1, 5):
            _, state = made(sequence(case)[:steps])
            assert state.access.write_weighting.argmax() == steps - 1


def test_without_gradients_the_same_and_nothing_kept() -> None:
    case = Case(layers=2, steps=9)
    made, inputs = machine(case), sequence(case)
    expected, after = made(inputs)
    with torch.no_grad():
        outputs, state = made(inputs)
    assert outputs.grad_fn is None
    assert torch.equal(outputs, expected)
    assert all(torch.equal(one, other) for one, other in zip(leaves(state), leaves(after), strict=True))


def test_a_backward_pass_can_be_repeated() -> None:
    case = Case(layers=2)
    made, inputs = machine(case), sequence(case)
    loss = made(inputs)[0].square().sum()
    first, again = (torch.autograd.grad(loss, list(made.parameters()), retain_graph=True) for _ in range(2))
    assert all(torch.equal(one, other) for one, other in zip(first, again, strict=True))


def test_frozen_weights() -> None:
    case = Case()
    made, inputs = machine(case), sequence(case).requires_grad_()
    full = torch.autograd.grad(made(inputs)[0].square().sum(), [inputs, made.output.weight])
    for name, parameter in made.named_parameters():
        parameter.requires_grad_(name == "output.weight")
    some = torch.autograd.grad(made(inputs)[0].square().sum(), [inputs, made.output.weight])
    assert all(torch.equal(one, other) for one, other in zip(full, some, strict=True))


def test_there_is_no_second_derivative() -> None:
    made, inputs = machine(Case()), sequence(Case()).requires_grad_()
    (slope,) = torch.autograd.grad(made(inputs)[0].square().sum(), inputs, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slope.sum().backward()


def test_denormal_numbers_survive_the_library() -> None:
    made = machine(Case(), torch.float32)
    assert is_native(made, sequence(Case(), torch.float32))
    smallest = torch.tensor([1e-40], dtype=torch.float32)
    assert smallest.item() > 0
    assert (smallest * 0.5).item() > 0
    assert (np.float32(1e-40) * np.float32(0.5)) > 0
