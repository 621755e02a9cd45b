"""A DNC that starts as a store: it keeps triples, finds them by two of their fields, and does not write queries."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from graphmem.encoding.paper import ANSWER_REQUIRED, INPUTS, OUTPUTS, triple_channels
from graphmem.errors import UsageError
from graphmem.models.dnc import DNC
from graphmem.models.dnc_start import start_as_store
from graphmem.tasks.paper import BLANK

WORD, HEADS, CELLS = 48, 2, 96


def store(seed: int = 0, *, destinations_asked: bool = False) -> DNC:
    generator = torch.Generator().manual_seed(seed)
    machine = DNC(INPUTS, OUTPUTS, hidden_size=CELLS, word_size=WORD, num_read_heads=HEADS, generator=generator)
    return start_as_store(machine, generator, destinations_asked=destinations_asked)


def channels_of(triples: np.ndarray, query: np.ndarray) -> torch.Tensor:
    """(T, B, 92) the triples of each member one after the other, then its query."""
    labels = np.concatenate([triples, query[None]])
    return torch.as_tensor(np.concatenate([triple_channels(labels), np.zeros((*labels.shape[:2], 2))], 2)).float()


@pytest.fixture
def drawn() -> tuple[np.ndarray, np.ndarray]:
    """20 triples for each of 64 members, and which of them is asked for."""
    rng = np.random.default_rng(0)
    triples = np.stack([[rng.choice(1000, 3, replace=False) for _ in range(64)] for _ in range(20)])
    return triples, rng.integers(20, size=64)


def test_a_triple_is_found_by_its_source_and_edge(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    triples, wanted = drawn
    query = triples[wanted, np.arange(64)].copy()
    query[:, 2] = BLANK
    machine = store()
    state, slots = machine.zero_state(64, 24), []
    with torch.no_grad():
        for now in channels_of(triples, query):
            _, state = machine.step(now, state)
            slots.append(state.access.write_weighting.argmax(-1).numpy())
    key = machine.interface(state.controller.hidden)[:, :WORD]  # of head 1; the interface begins with it
    likeness = functional.cosine_similarity(key[:, None], state.access.memory, dim=2)
    found = likeness.argmax(-1).numpy()
    assert (found == np.stack(slots)[wanted, np.arange(64)]).mean() > 0.9


def test_triples_are_written_and_queries_hardly(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    triples, wanted = drawn
    query = triples[wanted, np.arange(64)].copy()
    query[:, 2] = BLANK
    machine = store()
    with torch.no_grad():
        _, before = machine(channels_of(triples, query)[:-1], machine.zero_state(64, 24))
        _, after = machine(channels_of(triples, query)[-1:], before)
    assert before.access.write_weighting.sum(1).min() > 0.7
    assert after.access.write_weighting.sum(1).max() < 0.3


def test_for_shortest_paths_neither_queries_nor_walked_triples_are_written(
    drawn: tuple[np.ndarray, np.ndarray],
) -> None:
    triples, wanted = drawn
    walked = triples[wanted, np.arange(64)]
    query = walked.copy()
    query[:, 1] = BLANK
    machine = store(destinations_asked=True)
    inputs = channels_of(triples, query)
    answering = torch.cat([inputs, channels_of(walked[None], walked)[:1]])
    answering[-1, :, ANSWER_REQUIRED] = 1
    with torch.no_grad():
        _, before = machine(answering[:-2], machine.zero_state(64, 24))
        _, asked = machine(answering[-2:-1], before)
        _, fed_back = machine(answering[-1:], asked)
    assert before.access.write_weighting.sum(1).min() > 0.7
    assert asked.access.write_weighting.sum(1).max() < 0.1
    assert fed_back.access.write_weighting.sum(1).max() < 0.1


def test_a_word_is_near_the_code_of_its_triple(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """Words of triples that share two labels of three are more alike than words of others."""
    triples, _ = drawn
    alike = triples[0].copy()
    alike[:, 1] = (alike[:, 1] + 111) % 1000  # all three digits of the edge differ
    machine = store()
    words = []
    with torch.no_grad():
        for labels in (triples[0], alike, triples[1]):
            _, state = machine(channels_of(labels[None], labels)[:1], machine.zero_state(64, 4))
            words.append(state.access.memory[:, 0])
    near, far = (functional.cosine_similarity(words[0], other, dim=1) for other in words[1:])
    assert (near > far).float().mean() > 0.95


def test_the_second_copy_holds_what_head_1_read() -> None:
    machine, copies = store(), 45
    reads = torch.nn.functional.normalize(
        torch.randn(8, HEADS, WORD, generator=torch.Generator().manual_seed(1)), dim=2
    )
    state = machine.zero_state(8, 4)._replace(reads=reads)
    with torch.no_grad():
        _, after = machine.step(torch.zeros(8, INPUTS), state)
    held = after.controller.hidden[:, copies : 2 * copies]  # type: ignore[union-attr]
    assert functional.cosine_similarity(held, reads[:, 0, :copies], dim=1).min() > 0.8
    assert functional.cosine_similarity(held, reads[:, 1, :copies], dim=1).mean() < 0.3


def test_the_same_seed_begins_alike_and_another_otherwise() -> None:
    one, same, other = (store(seed).state_dict() for seed in (0, 0, 1))
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["interface.weight"], other["interface.weight"])


def test_every_weight_can_be_unlearnt() -> None:
    machine = store()
    inputs = torch.rand(6, 3, INPUTS, generator=torch.Generator().manual_seed(2))
    machine(inputs, machine.zero_state(3, 6))[0].square().sum().backward()
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in machine.parameters())


@pytest.mark.parametrize(
    "machine",
    [
        DNC(INPUTS, OUTPUTS, hidden_size=120, word_size=WORD, controller="feed-forward"),
        DNC(INPUTS, OUTPUTS, hidden_size=120, num_layers=2, word_size=WORD),
        DNC(INPUTS, OUTPUTS, hidden_size=91, word_size=WORD),
        DNC(INPUTS, OUTPUTS, hidden_size=120, word_size=8),
    ],
    ids=["feed-forward", "two layers", "too few cells", "words too short"],
)
def test_what_cannot_be_a_store_is_refused(machine: DNC) -> None:
    before = {name: value.clone() for name, value in machine.state_dict().items()}
    with pytest.raises(UsageError):
        start_as_store(machine)
    assert all(torch.equal(before[name], value) for name, value in machine.state_dict().items())
