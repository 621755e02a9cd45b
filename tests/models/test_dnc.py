"""The whole DNC against one in plain numbers, outputs and gradients, and what holds for all weights."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from graphmem.models.dnc import DNC, DNCState
from graphmem.models.dnc_controllers import Controller, DeepLSTM, FeedForward

from ..memory.dnc import reference

INPUTS, OUTPUTS, WORD, HEADS, SLOTS, BATCH, STEPS, HIDDEN = 3, 2, 3, 2, 4, 2, 5, 3
SEEN = INPUTS + WORD * HEADS
Make = Callable[[torch.Generator], DeepLSTM | FeedForward]
BOTH: dict[str, Make] = {
    "lstm": lambda generator: DeepLSTM(SEEN, HIDDEN, 2, generator=generator),
    "feed-forward": lambda generator: FeedForward(SEEN, HIDDEN, 2, generator=generator),
}
both = pytest.mark.parametrize("make", BOTH.values(), ids=BOTH.keys())


def made_of(controller: Controller, generator: torch.Generator) -> DNC:
    return DNC(INPUTS, OUTPUTS, word_size=WORD, num_read_heads=HEADS, controller=controller, generator=generator)


def machine(make: Make = BOTH["lstm"], seed: int = 0, scale: float = 2.0) -> DNC:
    """Untrained, in float64; weights larger than at the start of training, so that gates leave the middle."""
    generator = torch.Generator().manual_seed(seed)
    made = made_of(make(generator), generator).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter *= scale
    return made


def sequence(seed: int = 0, steps: int = STEPS, batch: int = BATCH) -> Tensor:
    return torch.randn(steps, batch, INPUTS, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def in_plain_numbers(made: DNC, inputs: Tensor) -> Tensor:
    """(T, B, O) from the reference with the machine's weights."""
    layers = [(layer.weight.tolist(), layer.bias.tolist()) for layer in made.controller.layers]
    maps = (linear.weight.tolist() for linear in (made.interface, made.output, made.read_output))
    controller = reference.deep_lstm if isinstance(made.controller, DeepLSTM) else reference.feed_forward
    plain = reference.Machine(controller, layers, *maps)
    members = [reference.run(plain, member.tolist(), SLOTS, WORD, HEADS) for member in inputs.unbind(1)]
    return torch.tensor(members, dtype=torch.float64).transpose(0, 1)


@both
@pytest.mark.parametrize("seed", range(3))
def test_as_in_plain_numbers(make: Make, seed: int) -> None:
    made, inputs = machine(make, seed), sequence(seed)
    outputs, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    torch.testing.assert_close(outputs, in_plain_numbers(made, inputs), rtol=1e-7, atol=1e-8)


@both
def test_gradients_are_the_slopes_of_the_plain_machine(make: Make) -> None:
    """Entries of every parameter, changed in the machine of plain numbers; through all steps."""
    made, inputs, small = machine(make), sequence(1), 1e-6
    weight = sequence(2)[..., :OUTPUTS]
    outputs, _ = made(inputs, made.zero_state(BATCH, SLOTS))
    (outputs * weight).sum().backward()
    numbers = torch.Generator().manual_seed(3)
    for name, parameter in made.named_parameters():
        assert parameter.grad is not None
        for place in torch.randperm(parameter.numel(), generator=numbers)[:12].tolist():
            values = parameter.detach().view(-1)
            before, losses = values[place].item(), []
            for by in (small, -small):
                values[place] = before + by
                losses.append(float((in_plain_numbers(made, inputs) * weight).sum()))
            values[place] = before
            slope = (losses[0] - losses[1]) / (2 * small)
            assert parameter.grad.view(-1)[place].item() == pytest.approx(slope, rel=1e-5, abs=1e-7), (name, place)


@both
def test_gradients(make: Make) -> None:
    """Gradients by the inputs and by the state before the first step."""
    made, inputs = machine(make), sequence(batch=1, steps=2).requires_grad_()
    _, state = made(sequence(4, 3, 1), made.zero_state(1, SLOTS))
    parts = [part.detach().clone().requires_grad_() for part in (*state.controller, *state.access, state.reads)]
    held = len(state.controller)

    def run(inputs: Tensor, *parts: Tensor) -> Tensor:
        controller = type(state.controller)(*parts[:held]) if held else ()
        outputs, _ = made(inputs, DNCState(controller, type(state.access)(*parts[held:-1]), parts[-1]))
        return outputs

    assert torch.autograd.gradcheck(run, (inputs, *parts))


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
        for found, expected in zip((*after.access, after.reads), (*last.access, last.reads), strict=True):
            torch.testing.assert_close(found, expected)


@both
def test_read_vectors_reach_the_next_step(make: Make) -> None:
    made, inputs = machine(make), sequence(steps=1)[0]
    start = made.zero_state(BATCH, SLOTS)
    seen: list[Tensor] = []
    made.controller.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    _, state = made.step(inputs, start)
    made.step(inputs, state)
    assert state.reads.any()
    assert torch.equal(seen[0], torch.cat([inputs, torch.zeros(BATCH, HEADS * WORD)], 1))
    assert torch.equal(seen[1], torch.cat([inputs, state.reads.reshape(BATCH, -1)], 1))


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
    parts = (*state.controller, *state.access, state.reads)
    copies = [part.clone() for part in parts]
    first, again = (made(inputs, state)[0] for _ in range(2))
    assert torch.equal(first, again)
    assert all(torch.equal(part, copy) for part, copy in zip(parts, copies, strict=True))
    assert not list(made.buffers())


@both
def test_same_generator_same_weights(make: Make) -> None:
    first, again, other = (machine(make, seed) for seed in (0, 0, 1))
    pairs = list(zip(first.parameters(), again.parameters(), strict=True))
    assert all(torch.equal(one, two) for one, two in pairs)
    for (name, one), two in zip(first.named_parameters(), other.parameters(), strict=True):
        assert name.endswith("bias") or not torch.equal(one, two)


@both
def test_any_number_of_slots(make: Make) -> None:
    made = machine(make)
    for slots in (1, 2, 9):
        outputs, state = made(sequence(), made.zero_state(BATCH, slots))
        assert outputs.shape == (STEPS, BATCH, OUTPUTS)
        assert state.access.link.shape == (BATCH, slots, slots)


def test_numbers_of_parameters_by_hand() -> None:
    """W = 50, R = 5, the paper's traversal; biases in the LSTM alone."""
    seen, every = 92 + 250, 3 * 256
    made = DNC(92, 90, hidden_size=256, num_layers=3, word_size=50, num_read_heads=5)
    layers = 4 * 256 * ((seen + 256) + 2 * (seen + 512)) + 3 * 4 * 256
    maps = every * (250 + 150 + 25 + 3) + every * 90 + 250 * 90
    assert sum(parameter.numel() for parameter in made.parameters()) == layers + maps


@both
def test_every_layer_sees_the_input_and_is_part_of_the_output(make: Make) -> None:
    """With all but one layer's weights at zero, the input still moves that layer's part of the output, and no other."""
    for kept in range(2):
        made = machine(make).controller
        with torch.no_grad():
            for number, layer in enumerate(made.layers):
                layer.weight *= number == kept
        first, again = (made(torch.full((1, SEEN), by, dtype=torch.float64), made.zero_state(1))[0] for by in (1, 2))
        changed = (first != again)[0].reshape(2, HIDDEN)
        assert changed[kept].all()
        assert not changed[1 - kept].any()


def test_gradients_into_the_lstm_are_bounded() -> None:
    """At one step of one example, a bias has the gradient of what the nonlinearity is given."""
    generator = torch.Generator().manual_seed(0)
    inputs, found = torch.randn(1, SEEN, generator=generator), []
    wide, narrow = (DeepLSTM(SEEN, HIDDEN, 1, bound, generator) for bound in (1e9, 0.5))
    narrow.load_state_dict(wide.state_dict())
    for made in (wide, narrow):
        hidden, _ = made(inputs, made.zero_state(1))
        (100 * hidden).sum().backward()
        found.append(dict(made.named_parameters())["layers.0.bias"].grad)
    free, bounded = found
    assert free is not None
    assert (free.abs() > 0.5).any()
    torch.testing.assert_close(bounded, free.clamp(-0.5, 0.5))
    assert DeepLSTM(SEEN, HIDDEN, 1).gradient_bound == 10


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
    """Two words, then a signal, then the two words: 300 updates lower the loss to a tenth of its start."""
    generator = torch.Generator().manual_seed(0)
    made = made_of(make(generator), generator)
    optimizer = torch.optim.Adam(made.parameters(), lr=0.02)
    losses = []
    for _ in range(300):
        words = torch.randint(2, (2, 16, OUTPUTS), generator=generator).float()
        shown = torch.cat([words, torch.zeros(2, 16, 1)], 2)
        asked = torch.cat([torch.zeros(2, 16, OUTPUTS), torch.ones(2, 16, 1)], 2)
        outputs, _ = made(torch.cat([shown, asked]), made.zero_state(16, SLOTS))
        loss = nn.functional.binary_cross_entropy_with_logits(outputs[2:], words)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(made.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    assert sum(losses[-20:]) < 0.1 * sum(losses[:20])
