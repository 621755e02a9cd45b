"""Variants of the reasoner: the same machine with one piece replaced."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

from graphmem.encoding.specs import LINE, SOURCE, Kind
from graphmem.encoding.words import control_bits, interface_shapes
from graphmem.memory.gating import DISCRETE, SOFT, Gating
from graphmem.memory.matching import label_sets
from graphmem.models.digit_sets import similar_labels
from graphmem.models.reasoner import Reasoner
from graphmem.models.reasoner_variants import (
    RecurrentReasoner,
    WordNetwork,
    blurred_words,
    one_network,
    one_way,
    shared_labels,
    shared_stations,
)

Make = Callable[..., Any]
SHARED = partial(Reasoner, known=shared_labels, move=shared_stations)
SIMILAR = partial(Reasoner, match_field=similar_labels)
ONE_WAY = partial(Reasoner, gates=one_way)
VARIANTS: dict[str, Make] = {
    "blurred_words": blurred_words,
    "one_network": one_network,
    "one_way": ONE_WAY,
    "recurrent": RecurrentReasoner,
    "shared_places": SHARED,
    "similar_labels": SIMILAR,
}
each = pytest.mark.parametrize("name", VARIANTS)
LABELS = 410
ROWS = torch.tensor([[[0, 0, 0, 12], [3, 3, 3, 4], [12, 13, 345, 0]]])
QUERY = torch.tensor([[[0, 20, LABELS], [12, 21, LABELS]]])


def made(make: Make, seed: int = 0) -> Any:
    """A machine with weights so large that gates differ from one half; it nearly always writes."""
    machine = make(LABELS, 10, 3, torch.Generator().manual_seed(seed))
    with torch.no_grad():
        machine.control.weight *= 10
        machine.control.bias[-1] = 5.0
    return machine


def follower(make: Make, letters: Sequence[int] = (3, 4)) -> Any:
    """Weights by hand: start at the source, follow the letter, answer where that leads; only two words have letters."""
    opened = {
        "start_paths": [0],
        "line_paths": [1],
        "next_paths": [1],
        "masks": [SOURCE, LINE],
        "answer_source": [0],
        "answer_line": [0],
        "answer_destination": [2],
        "write_gate": [0],
    }
    machine, at = made(make), 0
    with torch.no_grad():
        machine.control.weight.zero_()
        machine.control.bias.fill_(-20.0)
        for name, shape in interface_shapes().items():
            machine.control.bias[[at + place for place in opened[name]]] = 20.0
            at += math.prod(shape)
        machine.lexicon.logits[20:22, :, -1] += 20.0
        for place, letter in enumerate(letters):
            machine.lexicon.logits[20:22, place, letter] += 50.0
    return machine


def ask(machine: Reasoner, gating: Gating = SOFT, query: Tensor = QUERY) -> Tensor:
    return machine.ask(machine.describe(ROWS, LABELS, gating), query, 3, LABELS, gating)


def first_answer(answers: Tensor) -> dict[int, float]:
    """The labels that answer the first question, and how far."""
    field = answers[0, 0, 2].detach()
    return {label: round(float(field[label]), 3) for label in torch.nonzero(field > 1e-3).flatten().tolist()}


@each
def test_a_variant_answers_differently_and_can_be_trained(name: str) -> None:
    machine = made(VARIANTS[name])
    answers = ask(machine)
    assert not torch.allclose(answers, ask(made(Reasoner)))
    answers.sum().backward()  # type: ignore[no-untyped-call]  # torch's backward is
    for part, parameter in machine.named_parameters():
        assert parameter.grad is not None, part
        assert parameter.grad.isfinite().all()
        assert parameter.grad.any(), part


@each
def test_same_generator_same_weights(name: str) -> None:
    first, again, other = (VARIANTS[name](9, 3, 2, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    pairs = list(zip(first.parameters(), again.parameters(), other.parameters(), strict=True))
    assert all(torch.equal(one, two) for one, two, _ in pairs)
    assert any(not torch.equal(one, three) for one, _, three in pairs)


@torch.no_grad()
def test_three_rows_share_one() -> None:
    """One letter leads to 12, 13 and 345: all of them, or a third of each."""
    assert first_answer(ask(follower(Reasoner, [3]))) == {12: 1, 13: 1, 345: 1}
    assert first_answer(ask(follower(SHARED, [3]))) == {12: 0.333, 13: 0.333, 345: 0.333}
    labels = torch.tensor([[[7, 7, 8]]])
    known = shared_labels(torch.tensor([[[1.0, 1.0, 0.5]]]), labels, 9)[0, 0, 0]
    assert known[7:9].tolist() == pytest.approx([1 - 0.6**2, 0.2], abs=1e-5)
    few = torch.tensor([[[0.1, 0.2, 0.3]]])
    torch.testing.assert_close(shared_labels(few, labels, 9), label_sets(few, labels, 9))


@torch.no_grad()
def test_stations_share_one_and_the_blank_none() -> None:
    current, found, rest = torch.tensor([[[0.5, 0.0, 1.0]]]), torch.tensor([[[0.5, 1.0, 1.0]]]), torch.tensor([1.0])
    assert shared_stations(current, rest, found)[0, 0, :2].tolist() == pytest.approx([0.75 / 1.75, 1 / 1.75])
    assert shared_stations(current, rest, 0 * found)[0, 0, :2].tolist() == [0.5, 0]


@torch.no_grad()
def test_words_match_by_the_share_of_their_digits() -> None:
    key, labels = torch.zeros(1, 1, LABELS + 1), torch.tensor([[12, 13, 345, 2, LABELS]])
    key[0, 0, 12], key[0, 0, LABELS] = 1, 1
    assert similar_labels(key, labels)[0, 0].tolist() == pytest.approx([1, 2 / 3, 0, 2 / 3, 0])
    # 012 by 004 leads to 0; and 000 by 003, which is like them by 1/3 and by 2/3, leads elsewhere.
    assert first_answer(ask(follower(Reasoner, [4]), query=QUERY[:, 1:])) == {0: 1}
    found = first_answer(ask(follower(SIMILAR, [4]), query=QUERY[:, 1:]))
    assert found == pytest.approx({0: 1, 12: 2 / 9, 13: 2 / 9, 345: 2 / 9}, abs=2e-3)


@torch.no_grad()
def test_a_blurred_word_is_the_product_of_its_digits() -> None:
    machine = blurred_words(LABELS, 10, 8, torch.Generator().manual_seed(0))
    image = torch.softmax(machine.written.detach(), 1)
    held, labels = torch.ones(1, 1, 1), torch.tensor([[[12]]])
    known = machine.known(held, labels, LABELS)[0, 0, 0]
    assert float(known[345]) == pytest.approx(float(image[0, 3] * image[1, 4] * image[2, 5]), rel=1e-4)
    key = torch.zeros(1, 1, LABELS + 1)
    key[0, 0, 345] = 1
    match = machine.match_field(key, torch.tensor([[12]]))
    assert float(match[0, 0, 0]) == pytest.approx(float(image[0, 3] * image[1, 4] * image[2, 5]), rel=1e-4)
    machine = made(blurred_words)
    machine.written.copy_(100 * torch.eye(10))
    torch.testing.assert_close(ask(machine), ask(made(Reasoner)), rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_one_of_the_paths_to_a_place_is_chosen() -> None:
    paths = ("start_paths", "line_paths", "next_paths", "answer_source", "answer_destination")
    machine, plain = made(ONE_WAY), made(Reasoner)
    state = plain.empty(1, 4, LABELS)
    for kind in (Kind.QUERY, Kind.PLANNING, Kind.ANSWER):
        chosen, gates = (one._interface(kind, state, SOFT) for one in (machine, plain))
        discrete, logits = machine._interface(kind, state, DISCRETE), plain._logits(kind, state)
        assert chosen.keys() == gates.keys()
        for name in gates:
            if name in paths:
                exps = logits[name].exp()
                torch.testing.assert_close(chosen[name], exps / exps.sum(-1, keepdim=True))
                assert discrete[name].sum() == 1
                assert discrete[name].argmax() == logits[name].argmax()
            else:
                assert torch.equal(chosen[name], gates[name])


@torch.no_grad()
def test_one_network_spells_all_words() -> None:
    network = WordNetwork(410, 10, 3, torch.Generator().manual_seed(0), hidden_size=5)
    assert {name for name, _ in network.named_parameters()} == {
        f"{layer}.{part}" for layer in ("hidden", "output") for part in ("weight", "bias")
    }
    words = torch.tensor([0, 307, 410])
    letters, rest = network(words, 2, SOFT)
    for number, digits in enumerate([(0, 0, 0), (3, 0, 7)]):
        seen = torch.zeros(30)
        seen[[10 * place + digit for place, digit in enumerate(digits)]] = 1
        spoken = network.output.weight @ torch.tanh(network.hidden.weight @ seen) + network.output.bias
        torch.testing.assert_close(letters[number], torch.softmax(spoken[22:33], 0)[:10])
    assert (letters[2].any(), float(rest[2])) == (False, 1.0)  # 410 is no word
    assert float(network(words, 3, SOFT)[1].min()) == 1  # past its last place
    torch.testing.assert_close(network.output.bias.view(3, 11)[:, -1], torch.full((3,), math.log(10)))
    sizes = [sum(part.numel() for part in make(410, 10, 8).lexicon.parameters()) for make in (one_network, Reasoner)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.2)


@torch.no_grad()
def test_a_recurrent_control_remembers() -> None:
    """Its steps by hand, one for each triple, then query and planning; and its state changes its gates."""
    machine = made(RecurrentReasoner)
    cell = torch.nn.GRUCell(4, 64)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in machine.cells.state_dict().items()})

    def after(hidden: Tensor, kind: Kind) -> Tensor:
        return cell(torch.tensor([control_bits(kind)], dtype=torch.float32), hidden)  # type: ignore[no-any-return]

    described, hidden = machine.describe(ROWS, LABELS), torch.zeros(1, 64)
    first = after(hidden, Kind.DESCRIPTION)
    torch.testing.assert_close(
        described.memory.presence[0, 0], torch.sigmoid(machine.control(first)[0, -1]), rtol=1e-5, atol=1e-6
    )
    for _ in range(ROWS.shape[2]):
        hidden = after(hidden, Kind.DESCRIPTION)
    torch.testing.assert_close(described.hidden[0], hidden)
    state, blank = described, torch.full((1, 3), LABELS)
    for kind, labels in ((Kind.QUERY, QUERY[:, 0]), (Kind.PLANNING, blank), (Kind.PLANNING, blank)):
        hidden = after(hidden, kind)
        assert torch.allclose(machine._logits(kind, state)["masks"][0, 0], machine.control(hidden)[0, 6:9], atol=1e-5)
        _, state = machine.step(kind, labels, state, LABELS)
        torch.testing.assert_close(state.hidden[0], hidden)
    fresh = machine._logits(Kind.PLANNING, machine.empty(1, 4, LABELS))
    assert not torch.allclose(fresh["masks"], machine._logits(Kind.PLANNING, state)["masks"])


@torch.no_grad()
def test_a_recurrent_control_read_step_by_step() -> None:
    machine = made(RecurrentReasoner)
    state = machine.empty(1, 4, LABELS)
    for place in range(4):
        _, state = machine.step(Kind.DESCRIPTION, ROWS[:, :, place], state, LABELS, DISCRETE)
    at_once = machine.describe(ROWS, LABELS, DISCRETE)
    assert torch.equal(state.memory.labels, at_once.memory.labels)
    assert torch.equal(state.memory.presence, at_once.memory.presence)
    torch.testing.assert_close(state.hidden, at_once.hidden)
