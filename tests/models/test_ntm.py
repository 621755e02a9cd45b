"""The whole neural Turing machine against one in plain numbers, and what holds for all weights."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from graphmem.models.dnc_controllers import Controller, DeepLSTM, FeedForward
from graphmem.models.ntm import NTM, NTMState

from ..memory.dnc.reference import deep_lstm, feed_forward
from ..memory.ntm import reference

INPUTS, OUTPUTS, WORD, READERS, WRITERS, REACH, SLOTS, BATCH, STEPS, HIDDEN = 3, 2, 3, 2, 2, 1, 5, 2, 5, 3
SEEN = INPUTS + WORD * READERS
Make = Callable[[torch.Generator], DeepLSTM | FeedForward]
BOTH: dict[str, Make] = {
    "lstm": lambda generator: DeepLSTM(SEEN, HIDDEN, 1, generator=generator),
    "feed-forward": lambda generator: FeedForward(SEEN, HIDDEN, 2, generator=generator),
}
both = pytest.mark.parametrize("make", BOTH.values(), ids=BOTH.keys())


def made_of(controller: Controller, generator: torch.Generator, writers: int = WRITERS) -> NTM:
    return NTM(
        INPUTS,
        OUTPUTS,
        word_size=WORD,
        num_read_heads=READERS,
        num_write_heads=writers,
        shift_range=REACH,
        controller=controller,
        generator=generator,
    )


def machine(make: Make = BOTH["lstm"], seed: int = 0, scale: float = 2.0) -> NTM:
    """Untrained, in float64; weights larger than at the start of training, so that gates leave the middle."""
    generator = torch.Generator().manual_seed(seed)
    made = made_of(make(generator), generator).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.mul_(scale)
        for learnt in (made.interface.bias, made.output.bias, made.first_reads):
            learnt.copy_(torch.randn(learnt.shape, generator=generator))
    return made


def sequence(seed: int = 0, steps: int = STEPS, batch: int = BATCH) -> Tensor:
    return torch.randn(steps, batch, INPUTS, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def parts(state: NTMState) -> tuple[Tensor, ...]:
    return (*state.controller, *state.access, state.reads)


@both
@pytest.mark.parametrize("seed", range(3))
def test_as_in_plain_numbers(make: Make, seed: int) -> None:
    made, inputs = machine(make, seed), sequence(seed)
    layers = [(layer.weight.tolist(), layer.bias.tolist()) for layer in made.controller.layers]
    controller = deep_lstm if isinstance(made.controller, DeepLSTM) else feed_forward
    interface, output = ((linear.weight.tolist(), linear.bias.tolist()) for linear in (made.interface, made.output))
    read_output, first_reads = made.read_output.weight.tolist(), made.first_reads.tolist()
    plain = reference.Machine(controller, layers, interface, output, read_output, first_reads, WRITERS, REACH)
    members = [reference.run(plain, member.tolist(), SLOTS) for member in inputs.unbind(1)]
    outputs, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    expected = torch.tensor(members, dtype=torch.float64).transpose(0, 1)
    torch.testing.assert_close(outputs, expected, rtol=1e-7, atol=1e-8)


@both
def test_gradients(make: Make) -> None:
    """Gradients by the inputs and by the state before the first step."""
    made, inputs = machine(make), sequence(batch=1, steps=2).requires_grad_()
    _, state = made(sequence(4, 3, 1), made.zero_state(1, SLOTS))
    given = [part.detach().clone().requires_grad_() for part in parts(state)]
    held = len(state.controller)

    def run(inputs: Tensor, *given: Tensor) -> Tensor:
        controller = type(state.controller)(*given[:held]) if held else ()
        outputs, _ = made(inputs, NTMState(controller, type(state.access)(*given[held:-1]), given[-1]))
        return outputs

    assert torch.autograd.gradcheck(run, (inputs, *given))


@both
def test_every_weight_is_learnt(make: Make) -> None:
    made = machine(make)
    outputs, _ = made(sequence(), made.zero_state(BATCH, SLOTS))
    outputs.square().sum().backward()
    for name, parameter in made.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all()
        assert parameter.grad.any(-1).all(), name


@both
def test_a_sequence_is_its_steps(make: Make) -> None:
    made, inputs = machine(make), sequence()
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


@both
def test_no_output_depends_on_a_later_input(make: Make) -> None:
    made, inputs = machine(make), sequence()
    outputs, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    for step in range(STEPS):
        changed = inputs.clone()
        changed[step] += 1
        again, _ = made(changed, made.zero_state(BATCH, SLOTS))
        torch.testing.assert_close(again[:step], outputs[:step])
        assert not torch.isclose(again[step:], outputs[step:]).all(-1).any()


@both
def test_read_vectors_reach_the_next_step(make: Make) -> None:
    made, inputs = machine(make), sequence(steps=1)[0]
    start = made.zero_state(BATCH, SLOTS)
    seen: list[Tensor] = []
    made.controller.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    _, state = made.step(inputs, start)
    made.step(inputs, state)
    assert state.reads.any()
    assert torch.equal(seen[0], torch.cat([inputs, made.first_reads.flatten().expand(BATCH, -1)], 1))
    assert torch.equal(seen[1], torch.cat([inputs, state.reads.flatten(1)], 1))


@both
def test_members_of_a_batch_are_independent(make: Make) -> None:
    made, inputs = machine(make), sequence()
    together, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    for member in range(BATCH):
        alone, _ = made(inputs[:, [member]], made.zero_state(1, SLOTS))
        torch.testing.assert_close(together[:, [member]], alone)


@both
def test_no_state_is_kept_on_the_machine(make: Make) -> None:
    made, inputs = machine(make), sequence()
    _, state = made(inputs, made.zero_state(BATCH, SLOTS))
    copies = [part.clone() for part in parts(state)]
    first, again = (made(inputs, state)[0] for _ in range(2))
    assert torch.equal(first, again)
    assert all(torch.equal(part, copy) for part, copy in zip(parts(state), copies, strict=True))
    assert not list(made.buffers())


@both
def test_same_generator_same_weights(make: Make) -> None:
    first, again, other = (machine(make, seed) for seed in (0, 0, 1))
    assert all(torch.equal(one, two) for one, two in zip(first.parameters(), again.parameters(), strict=True))
    for (name, one), two in zip(first.named_parameters(), other.parameters(), strict=True):
        assert (name.startswith("controller") and name.endswith("bias")) or not torch.equal(one, two)


@both
def test_any_number_of_slots(make: Make) -> None:
    """Also fewer slots than the shift range."""
    made = machine(make)
    for slots in (1, 2, 9):
        outputs, state = made(sequence(), made.zero_state(BATCH, slots))
        assert outputs.shape == (STEPS, BATCH, OUTPUTS)
        assert outputs.isfinite().all()
        assert state.access.weightings.shape == (BATCH, READERS + WRITERS, slots)


def test_numbers_of_parameters_by_hand() -> None:
    """The copy task: 8 bits and two marks in, words of 20, one head of each kind that moves by one slot."""
    made = NTM(10, 8, hidden_size=100, word_size=20)
    lstm = 4 * 100 * (30 + 100 + 1)
    maps = 101 * (2 * (20 + 1 + 1 + 3 + 1) + 20 + 20) + 101 * 8 + 20 * 8
    assert sum(parameter.numel() for parameter in made.parameters()) == lstm + maps + 20


def test_the_memory_stays_in_single_precision_under_autocast() -> None:
    generator = torch.Generator().manual_seed(0)
    made = made_of(BOTH["lstm"](generator), generator)
    inputs = sequence().float()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs, state = made(inputs, made.zero_state(BATCH, SLOTS))
    assert outputs.dtype == torch.bfloat16
    assert {part.dtype for part in (*state.access, state.reads)} == {torch.float32}
    torch.testing.assert_close(outputs.float(), made(inputs, made.zero_state(BATCH, SLOTS))[0], rtol=0.1, atol=0.1)


@both
def test_it_learns_to_copy_two_words(make: Make) -> None:
    """Two words, then a signal, then the two words: 200 updates lower the loss to a fifth of its start."""
    generator = torch.Generator().manual_seed(0)
    made = made_of(make(generator), generator, writers=1)
    optimizer = torch.optim.Adam(made.parameters(), lr=0.02)
    losses = []
    for _ in range(200):
        words = torch.randint(2, (2, 8, OUTPUTS), generator=generator).float()
        shown = torch.cat([words, torch.zeros(2, 8, 1)], 2)
        asked = torch.cat([torch.zeros(2, 8, OUTPUTS), torch.ones(2, 8, 1)], 2)
        outputs, _ = made(torch.cat([shown, asked]), made.zero_state(8, SLOTS))
        loss = nn.functional.binary_cross_entropy_with_logits(outputs[2:], words)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(made.parameters(), 10.0)
        optimizer.step()
        losses.append(loss.item())
    assert sum(losses[-20:]) < 0.2 * sum(losses[:20])
