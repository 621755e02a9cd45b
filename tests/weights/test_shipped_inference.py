"""What the shipped weights of the reasoner do: the family tree, every relation, and what ``graphmem explain`` says."""

import numpy as np
import pytest

from graphmem.encoding.paper import read_digits
from graphmem.interpreter import DiscreteReasoner, load_reasoner
from graphmem.interpreter.channels.reasoner import ReasonerReading
from graphmem.seeding import generator
from graphmem.tasks.paper import PAPER_TASKS, Episode, draw_batch, encode, family_questions, paper_relations
from graphmem.tasks.paper.family import KIN, kin_chains


@pytest.fixture(scope="module")
def reasoner() -> DiscreteReasoner:
    return load_reasoner()


def wrong(reasoner: DiscreteReasoner, episodes: list[Episode]) -> int:
    """Queries that are answered wrongly in the paper's encoding."""
    batch = encode(episodes)
    answered = ReasonerReading(reasoner, batch.observations.shape[1]).read(batch.observations)
    digits = answered.reshape(*answered.shape[:2], 9, 10)
    answered = (digits.sum(-1) == 1).all(-1)
    asked = batch.mask == 1
    hit = answered & (read_digits(digits.argmax(-1)) == read_digits(batch.targets)).all(-1)
    return int((asked & ~hit).sum())


def test_every_chain_is_the_one_that_was_never_shown(reasoner: DiscreteReasoner) -> None:
    learnt = tuple(reasoner.chain(10 + number) for number in range(400))
    assert learnt == paper_relations().chains


@pytest.mark.parametrize("length", [2, 3, 4, 5])
def test_the_family_tree(reasoner: DiscreteReasoner, length: int) -> None:
    episodes = family_questions(generator(0, "family"), length)
    words = {episode.queries[0].steps[0].edge for episode in episodes}
    named = {paper_relations().labels[chain] for chain in kin_chains().values() if len(chain) == length}
    assert named <= words
    assert len({*KIN}) == 15
    assert wrong(reasoner, episodes) == 0


def test_graphs_like_those_of_the_last_stage(reasoner: DiscreteReasoner) -> None:
    assert wrong(reasoner, draw_batch(generator(1, "test"), PAPER_TASKS["inference"], 16, 64)) == 0


def test_chains_start_at_the_source_of_the_query(reasoner: DiscreteReasoner) -> None:
    """On a ring of ten edges a node, where each edge leads on by its own number, every relation is a sum."""
    nodes, edges = 101, 10
    rows = np.array([(node, edge, (node + edge + 1) % nodes) for node in range(nodes) for edge in range(edges)])
    for word, chain in enumerate(paper_relations().chains, start=10):
        there = (7 + sum(chain) + len(chain)) % nodes
        assert reasoner.answer(rows, np.array([7, word, 1000]), 10) == ({7}, {word}, {there})
