"""What holds for every machine with an external memory: the DNC and the neural Turing machine."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from graphmem.models.dnc import DNC
from graphmem.models.dnc_controllers import ControllerName
from graphmem.models.ntm import NTM

from .small_machines import (
    BATCH,
    CONTROLLERS,
    INPUTS,
    MACHINES,
    OUTPUTS,
    SLOTS,
    STEPS,
    WORD,
    sequence,
    small_dnc,
    small_ntm,
)

Make = Callable[..., DNC | NTM]
every_machine = pytest.mark.parametrize("make", MACHINES.values(), ids=MACHINES)


def parts(state: Any) -> tuple[Tensor, ...]:
    return (*state.controller, *state.access, state.reads)


@every_machine
def test_gradients(make: Make) -> None:
    """Gradients by the inputs and by the state before the first step."""
    made, inputs = make(), sequence(batch=1, steps=2).requires_grad_()
    _, state = made(sequence(4, 3, 1), made.zero_state(1, SLOTS))
    given = [part.detach().clone().requires_grad_() for part in parts(state)]
    held = len(state.controller)

    def run(inputs: Tensor, *given: Tensor) -> Tensor:
        controller = type(state.controller)(*given[:held]) if held else ()
        outputs, _ = made(inputs, type(state)(controller, type(state.access)(*given[held:-1]), given[-1]))
        return outputs

    assert torch.autograd.gradcheck(run, (inputs, *given))


@every_machine
def test_a_sequence_is_its_steps(make: Make) -> None:
    made, inputs = make(), sequence()
    outputs, last = made(inputs, made.zero_state(BATCH, SLOTS))
    state = made.zero_state(BATCH, SLOTS)
    for now, expected in zip(inputs, outputs, strict=True):
        output, state = made.step(now, state)
        torch.testing.assert_close(output, expected)
    first_half, middle = made(inputs[:2], made.zero_state(BATCH, SLOTS))
    second_half, end = made(inputs[2:], middle)
    torch.testing.assert_close(torch.cat([first_half, second_half]), outputs)
    for after in (state, end):
        for found, expected in zip(parts(after), parts(last), strict=True):
            torch.testing.assert_close(found, expected)


@every_machine
def test_no_output_depends_on_a_later_input(make: Make) -> None:
    made, inputs = make(), sequence()
    outputs, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    for step in range(STEPS):
        changed = inputs.clone()
        changed[step] += 1
        again, _ = made(changed, made.zero_state(BATCH, SLOTS))
        torch.testing.assert_close(again[:step], outputs[:step])
        assert not torch.isclose(again[step:], outputs[step:]).all(-1).any()


@every_machine
def test_read_vectors_reach_the_next_step(make: Make) -> None:
    made, inputs = make(), sequence(steps=1)[0]
    start = made.zero_state(BATCH, SLOTS)
    seen: list[Tensor] = []
    made.controller.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    _, state = made.step(inputs, start)
    made.step(inputs, state)
    assert state.reads.any()
    assert torch.equal(seen[0], torch.cat([inputs, start.reads.flatten(1)], 1))
    assert torch.equal(seen[1], torch.cat([inputs, state.reads.flatten(1)], 1))


@every_machine
def test_members_of_a_batch_are_independent(make: Make) -> None:
    made, inputs = make(), sequence()
    together, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    for member in range(BATCH):
        alone, _ = made(inputs[:, [member]], made.zero_state(1, SLOTS))
        torch.testing.assert_close(together[:, [member]], alone)


@every_machine
def test_no_state_is_kept_on_the_machine(make: Make) -> None:
    made, inputs = make(), sequence()
    _, state = made(inputs, made.zero_state(BATCH, SLOTS))
    copies = [part.clone() for part in parts(state)]
    first, again = (made(inputs, state)[0] for _ in range(2))
    assert torch.equal(first, again)
    assert all(torch.equal(part, copy) for part, copy in zip(parts(state), copies, strict=True))
    assert not list(made.buffers())


@every_machine
def test_same_generator_same_weights(make: Make) -> None:
    first, again, other = (make(seed=seed) for seed in (0, 0, 1))
    assert all(torch.equal(one, two) for one, two in zip(first.parameters(), again.parameters(), strict=True))
    for (name, one), two in zip(first.named_parameters(), other.parameters(), strict=True):
        assert (name.startswith("controller") and name.endswith("bias")) or not torch.equal(one, two)


@pytest.mark.parametrize("make", [small_dnc, small_ntm])
def test_the_memory_stays_in_single_precision_under_autocast(make: Make) -> None:
    made, inputs = make("lstm", torch.Generator().manual_seed(0)), sequence().float()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs, state = made(inputs, made.zero_state(BATCH, SLOTS))
    assert outputs.dtype == torch.bfloat16
    assert {part.dtype for part in (*state.access, state.reads)} == {torch.float32}
    torch.testing.assert_close(outputs.float(), made(inputs, made.zero_state(BATCH, SLOTS))[0], rtol=0.1, atol=0.1)


@pytest.mark.parametrize("name", CONTROLLERS)
@pytest.mark.parametrize(
    ("make", "updates", "batch", "slots", "bound", "share"),
    [(small_dnc, 300, 16, 4, 1.0, 0.1), (small_ntm, 200, 8, 5, 10.0, 0.2)],
    ids=["dnc", "ntm"],
)
def test_it_learns_to_copy_two_words(
    make: Make, updates: int, batch: int, slots: int, bound: float, share: float, name: str
) -> None:
    """Two words, then a signal, then the two words: the loss falls to a share of its start."""
    generator = torch.Generator().manual_seed(0)
    made = make(name, generator) if make is small_dnc else make(name, generator, writers=1)
    optimizer = torch.optim.Adam(made.parameters(), lr=0.02)
    losses = []
    for _ in range(updates):
        words = torch.randint(2, (2, batch, OUTPUTS), generator=generator).float()
        shown = torch.cat([words, torch.zeros(2, batch, 1)], 2)
        asked = torch.cat([torch.zeros(2, batch, OUTPUTS), torch.ones(2, batch, 1)], 2)
        outputs, _ = made(torch.cat([shown, asked]), made.zero_state(batch, slots))
        loss = nn.functional.binary_cross_entropy_with_logits(outputs[2:], words)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(made.parameters(), bound)
        optimizer.step()
        losses.append(loss.item())
    assert sum(losses[-20:]) < share * sum(losses[:20])


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
    if isinstance(eager, DNC):
        eager.use_steps()
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
