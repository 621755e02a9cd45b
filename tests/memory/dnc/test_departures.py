"""Reads that depart from the DNC's, computed slot by slot; everything but reading stays the DNC's."""

import math

import pytest
import torch

from graphmem.memory.dnc.access import access
from graphmem.memory.dnc.departures import adding_fields, adding_reads, reading_fields

from .drawn import BATCH, HEADS, SLOTS, interface, late_state, vectors

DEPARTURES = (adding_reads, reading_fields, adding_fields)


def cosine(key: list[float], word: list[float]) -> float:
    lengths = math.sqrt(sum(a * a for a in key) * sum(b * b for b in word))
    return sum(a * b for a, b in zip(key, word, strict=True)) / lengths


def fields(word: list[float]) -> list[list[float]]:
    return [part.tolist() for part in torch.tensor(word, dtype=torch.float64).tensor_split(3)]


@pytest.mark.parametrize("departure", DEPARTURES)
def test_slot_by_slot(departure: object) -> None:
    state, shown = late_state(), interface(vectors(1, 5)[0])
    content = torch.zeros_like(shown.read_modes)
    content[..., 1] = 1  # heads look up by content alone
    shown = shown._replace(read_modes=content)
    assert callable(departure)
    reads, after = departure(state, shown)
    for batch in range(BATCH):
        for head in range(HEADS):
            key, strength = shown.read_keys[batch, head].tolist(), float(shown.read_strengths[batch, head])
            words = after.memory[batch].tolist()
            if departure is adding_reads:
                similar = [cosine(key, word) for word in words]
            else:
                similar = [
                    sum(cosine(*pair) for pair in zip(fields(key), fields(word), strict=True)) / 3 for word in words
                ]
            weights = [math.exp(strength * (one - 1)) for one in similar]
            if departure is reading_fields:
                weights = [weight / sum(weights) for weight in weights]
            assert after.read_weightings[batch, head].tolist() == pytest.approx(weights, rel=1e-5)
            expected = [sum(weights[slot] * words[slot][place] for slot in range(SLOTS)) for place in range(len(key))]
            assert reads[batch, head].tolist() == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("departure", DEPARTURES)
def test_writing_is_that_of_the_paper(departure: object) -> None:
    assert callable(departure)
    state, shown = late_state(), interface(vectors(1, 5)[0])
    (reads, after), (others, expected) = departure(state, shown), access(state, shown)
    for name in ("memory", "usage", "write_weighting", "link", "precedence"):
        torch.testing.assert_close(getattr(after, name), getattr(expected, name), msg=name)
    assert not torch.allclose(reads, others)


def test_several_perfect_matches_add_up() -> None:
    """Three slots hold the key itself, so that the read is three times the key; the DNC reads it once."""
    state = late_state()
    shown = interface(vectors(1, 5)[0])
    key = shown.read_keys[:, :1]
    memory = torch.zeros_like(state.memory)
    memory[:, :3] = key
    modes = torch.zeros_like(shown.read_modes)
    modes[..., 1] = 1
    strengths = torch.full_like(shown.read_strengths, 60)
    none = torch.zeros_like(shown.write_gate)
    shown = shown._replace(read_modes=modes, read_strengths=strengths, write_gate=none)
    state = state._replace(memory=memory)
    torch.testing.assert_close(adding_reads(state, shown)[0][:, 0], 3 * key[:, 0], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(access(state, shown)[0][:, 0], key[:, 0], rtol=1e-4, atol=1e-4)
