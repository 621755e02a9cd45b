"""The discretised reasoner and the torch reasoner with discretised gates are the same machine, whatever the weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from graphmem.encoding.paper import read_channels
from graphmem.encoding.specs import Kind
from graphmem.errors import CheckpointError
from graphmem.interpreter import DiscreteReasoner, load_reasoner
from graphmem.interpreter.channels.reasoner import ReasonerReading
from graphmem.interpreter.reasoner.control import ControlGates
from graphmem.memory.gating import DISCRETE
from graphmem.models.reasoner import Reasoner
from graphmem.tasks.paper import Episode, Fact, LabelledGraph, Query, encode

FOLLOWER = {  # a program by hand: start at the source, follow each letter from sources to destinations, answer the end
    Kind.DESCRIPTION: ControlGates((), (), (), (False, False, False), ((), (), ()), True),
    Kind.QUERY: ControlGates((0,), (), (), (False, False, False), ((), (), ()), False),
    Kind.PLANNING: ControlGates((), (1,), (1,), (True, True, False), ((), (), ()), False),
    Kind.ANSWER: ControlGates((), (), (), (False, False, False), ((0,), (0,), (2,)), False),
}
REST = 3
LEXICON = np.array([[REST, 0, REST], [1, REST, REST], [2, 2, 2], [0, REST, 1], [REST, REST, REST]])


def write(folder: Path, weights: Reasoner, **changes: object) -> Path:
    save_file({name: value.numpy() for name, value in weights.state_dict().items()}, folder / "model.safetensors")
    sizes = {"num_words": 5, "num_letters": 3, "places": 4}
    config = {"format": 1, "machine": "reasoner", **sizes, **changes}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def draw_machine(seed: int) -> Reasoner:
    """Gates open and shut at random, and every letter as likely as a rest."""
    machine = Reasoner(5, 3, 4, torch.Generator().manual_seed(seed))
    with torch.no_grad():
        for parameter in machine.parameters():
            parameter.normal_(generator=torch.Generator().manual_seed(seed))
        machine.control.bias[-1] = 5.0  # nearly always writes
    return machine


def test_the_same_answers_as_in_torch(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    answered = 0
    for seed in range(60):
        machine = draw_machine(seed)
        discretised = load_reasoner(write(tmp_path, machine))
        rows = rng.integers(0, (6, 3, 6), size=(int(rng.integers(1, 12)), 3))
        query = np.array([*rng.integers(0, (7, 9)), rng.integers(7)])
        query[query == 6] = 10
        with torch.no_grad():
            described = machine.describe(torch.as_tensor(rows.T[None]), 10, DISCRETE)
            answer = machine.ask(described, torch.as_tensor(query[None, None]), 6, 10, DISCRETE)[0, 0, :, :-1]
        mine = discretised.answer(rows, query, 6, 10)
        assert mine == tuple(frozenset(np.flatnonzero(field > 0.5).tolist()) for field in answer.numpy())
        answered += len(mine[2]) > 0
    assert answered > 20


def test_a_description_read_step_by_step() -> None:
    machine = draw_machine(1)
    rows = torch.tensor([[[0, 1, 2], [0, 1, 0], [1, 2, 0]]])
    state = machine.empty(1, 3, 10)
    for place in range(3):
        _, state = machine.step(Kind.DESCRIPTION, rows[:, :, place], state, 10)
    at_once = machine.describe(rows, 10)
    assert torch.equal(state.memory.labels, at_once.memory.labels)
    assert torch.equal(state.memory.presence, at_once.memory.presence)


def test_a_program_by_hand() -> None:
    reasoner = DiscreteReasoner(FOLLOWER, LEXICON, REST)
    rows = np.array([[7, 0, 8], [8, 1, 9], [8, 0, 7], [9, 2, 8]])
    ask = lambda node, word, steps=3: reasoner.answer(rows, np.array([node, word, 1000]), steps)[2]  # noqa: E731
    assert ask(7, 0) == {8}
    assert ask(7, 3) == {9}
    assert ask(7, 3, 2) == {8}  # too few steps for the second letter
    assert ask(7, 2) == set()
    assert ask(7, 4) == {7}
    assert ask(7, 900) == {7}  # what is no word rests
    assert [reasoner.chain(word) for word in (0, 2, 3, 4, 900)] == [(0,), (2, 2, 2), (0, 1), (), ()]


def test_the_encoding_of_the_paper() -> None:
    """Three queries in one episode, beside a shorter one; answers are at the steps of the targets."""
    reasoner = DiscreteReasoner(FOLLOWER, LEXICON, REST)
    graph = LabelledGraph((7, 8, 9), (Fact(7, 0, 8), Fact(8, 1, 9), Fact(8, 0, 7)))

    def query(node: int, word: int, there: int) -> Query:
        return Query((Fact(node, word),), 3, (Fact(node, word, there),))

    long = Episode(graph, (query(7, 3, 9), query(8, 1, 9), query(7, 0, 8)))
    batch = encode([long, Episode(graph, (query(8, 0, 7),))])
    answered = ReasonerReading(reasoner, batch.observations.shape[1]).read(batch.observations)
    assert answered.shape == (*batch.observations.shape[:2], 90)
    digits = answered.reshape(*answered.shape[:2], 9, 10)
    asked = batch.mask == 1
    assert np.array_equal(digits.argmax(-1)[asked], batch.targets[asked])
    assert digits[asked].sum() == 9 * asked.sum()
    assert not answered[~asked].any()


def test_where_nothing_or_several_labels_are_emitted_the_answer_is_blank() -> None:
    reasoner = DiscreteReasoner(FOLLOWER, LEXICON, REST)
    graph = LabelledGraph((7, 8), (Fact(7, 0, 8),))
    batch = encode([Episode(graph, (Query((Fact(7, 2),), 3, (Fact(7, 2, 8),)),))])
    answered = ReasonerReading(reasoner, batch.observations.shape[1]).read(batch.observations)
    assert read_channels(answered[batch.mask == 1]).tolist() == [[7, 2, 1000]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"machine": "planner"}, "machine must be 'reasoner'"),
        ({"places": 0}, "places must be a whole number from 1"),
        ({"num_words": 6}, "must be float32 of shape"),
    ],
)
def test_an_unusable_checkpoint(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(CheckpointError, match=message):
        load_reasoner(write(tmp_path, draw_machine(0), **changes))


def test_damaged_weights(tmp_path: Path) -> None:
    path = write(tmp_path, draw_machine(0)) / "model.safetensors"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(CheckpointError, match="damaged"):
        load_reasoner(tmp_path)
    with pytest.raises(CheckpointError, match="no checkpoint folder"):
        load_reasoner(tmp_path / "none")
