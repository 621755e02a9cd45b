"""The lexicon: the letters of each word, as weights.

Difference from the DNC of 2016, which would store the meaning of a relation in the weights of its LSTM: here each word
has rows of its own, so that learning one word disturbs no other; discretised, each word is a list of letters.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .gating import Gating


class Lexicon(nn.Module):
    """Logits over the letters and a rest, for each word and each place in it.

    At first a rest is likelier than any letter, so that short words are found as easily as long ones.

    Args:
        num_words: W; labels of words count from 0.
        num_letters: A; labels of letters count from 0.
        places: P, letters and rests in a word.
        generator: source of the initial weights.
    """

    def __init__(self, num_words: int, num_letters: int, places: int, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.num_words, self.num_letters, self.places = num_words, num_letters, places
        self.logits = nn.Parameter(torch.empty(num_words, places, num_letters + 1))
        with torch.no_grad():
            self.logits.normal_(std=0.01, generator=generator)
            self.logits[..., -1] += torch.log(torch.tensor(float(num_letters)))

    def forward(self, words: Tensor, place: int, gating: Gating) -> tuple[Tensor, Tensor]:
        """The letter at one place of each word.

        Args:
            words: (B,) labels; a label that is no word has only rests.
            place: counts from 0; past the last place, every word rests.
            gating: soft, noisy or discretised.

        Returns:
            probabilities of the letters (B, A) and of a rest (B,); together they sum to 1.
        """
        known = (words < self.num_words) & (place < self.places)
        logits = self._logits(words.clamp(max=self.num_words - 1), min(place, self.places - 1))
        letters = gating.choice(logits) * known[:, None]
        return letters[:, :-1], 1 - letters[:, :-1].sum(1)

    def _logits(self, words: Tensor, place: int) -> Tensor:
        return self.logits[words, place]
