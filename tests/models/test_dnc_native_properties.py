"""What holds for the native DNC by itself: repeatable, finite, bounded, differentiable once."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.utils.checkpoint import checkpoint

from graphmem.models.dnc_library import Sizes, new_kept
from graphmem.native.library import load_library

from .native_cases import Case, drawn_state, is_native, leaves, machine, needs_compiler, results, sequence

pytestmark = needs_compiler


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("word", [6, 64])
def test_two_halves_are_the_whole(word: int, dtype: torch.dtype) -> None:
    case = Case(layers=2, steps=20, word=word)
    made, inputs = machine(case, dtype), sequence(case, dtype)
    whole, after = made(inputs)
    first, middle = made(inputs[:7])
    second, end = made(inputs[7:], middle)
    assert torch.equal(torch.cat([first, second]), whole)
    assert [part.shape for part in leaves(end)] == [part.shape for part in leaves(after)]
    differences = [(one - other).abs().max().item() for one, other in zip(leaves(end), leaves(after), strict=True)]
    assert differences == [0.0] * len(differences)


@pytest.mark.parametrize("batch", [2, 5, 37])
def test_the_number_of_threads_changes_nothing(batch: int) -> None:
    case = Case(batch=batch, heads=3, slots=80, word=33, hidden=64, steps=40)  # enough work for several threads
    made, threads, found = machine(case, torch.float32), torch.get_num_threads(), []
    state = drawn_state(made, case, torch.Generator().manual_seed(2))
    try:
        for count in (1, 2, 3, 64):
            torch.set_num_threads(count)
            found.append(results(made, sequence(case, torch.float32), state, ordered=True))
    finally:
        torch.set_num_threads(threads)
    for other in found[1:]:
        assert all(torch.equal(one, two) for one, two in zip(found[0], other, strict=True))


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


def test_members_of_a_batch_do_not_depend_on_the_others() -> None:
    case = Case(batch=19, layers=2)
    made, inputs = machine(case, torch.float32), sequence(case, torch.float32)
    outputs, _ = made(inputs)
    for member in (0, 7, 18):
        alone, _ = made(inputs[:, [member]])
        assert torch.equal(alone, outputs[:, [member]])


def test_the_same_without_gradients() -> None:
    case = Case(layers=2, steps=9)
    made, inputs = machine(case), sequence(case)
    expected, after = made(inputs)
    with torch.no_grad():
        outputs, state = made(inputs)
    assert outputs.grad_fn is None
    assert torch.equal(outputs, expected)
    assert all(torch.equal(one, other) for one, other in zip(leaves(state), leaves(after), strict=True))


def kept(**sizes: int) -> int:
    """Bytes that a pass keeps, for 4 sequences, 300 slots and an LSTM."""
    library = load_library("dnc")
    assert library is not None
    fixed = {"inputs": 5, "outputs": 4, "batch": 4, "slots": 300, "word": 20, "heads": 2, "layers": 1, "hidden": 30}
    made = Sizes(**fixed, **sizes, lstm=1, threads=1)
    return sum(part.nbytes for part in new_kept(library, made, torch.float32))


def test_links_and_memories_of_few_steps_are_kept() -> None:
    of_a_step = 4 * 300 * (300 + 20) * 4
    assert kept(steps=400, keep=1) < 25 * of_a_step
    assert kept(steps=400, keep=0) == kept(steps=4, keep=0) < 2 * of_a_step


def test_a_backward_pass_can_be_repeated() -> None:
    case = Case(layers=2)
    made, inputs = machine(case), sequence(case)
    loss = made(inputs)[0].square().sum()
    first, again = (torch.autograd.grad(loss, list(made.parameters()), retain_graph=True) for _ in range(2))
    assert all(torch.equal(one, other) for one, other in zip(first, again, strict=True))


def test_checkpointing_gives_the_same_gradients() -> None:
    made, inputs = machine(Case()), sequence(Case()).requires_grad_()
    (expected,) = torch.autograd.grad(made(inputs)[0].square().sum(), inputs)
    outputs = checkpoint(lambda given: made(given)[0], inputs, use_reentrant=False)
    (found,) = torch.autograd.grad(outputs.square().sum(), inputs)
    assert torch.equal(found, expected)


def test_inference_mode() -> None:
    made, inputs = machine(Case()), sequence(Case())
    with torch.inference_mode():
        outputs, _ = made(inputs)
    assert torch.equal(outputs, made(inputs)[0])


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
