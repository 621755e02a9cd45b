"""The letters of words, against the logits by hand."""

import pytest
import torch

from graphmem.memory.gating import Gating
from graphmem.memory.lexicon import Lexicon


def lexicon() -> Lexicon:
    """Two words of two places over three letters: 2 - and 0 1."""
    made = Lexicon(2, 3, 2)
    with torch.no_grad():
        made.logits.zero_()
        for word, place, letter in ((0, 0, 2), (0, 1, 3), (1, 0, 0), (1, 1, 1)):
            made.logits[word, place, letter] = 1.0
    return made


def test_discretised_letters() -> None:
    words = torch.tensor([0, 1, 2])  # 2 is no word
    letters, rest = lexicon()(words, 0, Gating(discrete=True))
    assert letters.tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 0]]
    assert rest.tolist() == [0, 0, 1]
    letters, rest = lexicon()(words, 1, Gating(discrete=True))
    assert letters.tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert rest.tolist() == [1, 0, 1]


def test_every_word_rests_past_its_last_place() -> None:
    letters, rest = lexicon()(torch.tensor([0, 1]), 2, Gating())
    assert not letters.any()
    assert rest.tolist() == [1, 1]


@torch.no_grad()
def test_soft_letters_and_rest_share_one() -> None:
    letters, rest = lexicon()(torch.tensor([1]), 0, Gating())
    e = torch.e
    assert letters[0].tolist() == pytest.approx([e / (e + 3), 1 / (e + 3), 1 / (e + 3)])
    assert float(rest) == pytest.approx(1 / (e + 3))


@torch.no_grad()
def test_a_new_word_rests_half_the_time_and_depends_on_the_seed() -> None:
    made, again, other = (Lexicon(4, 10, 3, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    _, rest = made(torch.tensor([3]), 1, Gating())
    assert float(rest) == pytest.approx(0.5, abs=0.02)
    assert torch.equal(made.logits, again.logits)
    assert not torch.equal(made.logits, other.logits)


def test_only_the_words_of_queries_get_gradients() -> None:
    made = lexicon()
    letters, _ = made(torch.tensor([1]), 1, Gating())
    letters[0, 1].backward()
    assert made.logits.grad is not None
    assert torch.nonzero(made.logits.grad.abs().sum(-1)).tolist() == [[1, 1]]
