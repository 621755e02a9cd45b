"""The lexicon: what each word stands for, letter by letter, as weights.

Departure from the DNC of 2016, which would keep what a relation means in the weights of its LSTM: here each word has
rows of its own, so that what one word comes to mean disturbs no other, and rounded it is a list of letters.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .gating import Gating


class Lexicon(nn.Module):
    """Logits over letters and a rest, for each word and each place in it.

    A word rests at first more than it speaks, so that shorter ones are found as easily as longer ones.

    Args:
        num_words: W; labels of words run from 0.
        num_letters: A; labels of letters run from 0.
        places: P letters and rests that a word has.
        generator: where the initial weights come from.
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
            words: (B,) labels; those of no word only rest.
            place: counted from 0; past the last, every word rests.
            gating: soft, noisy or rounded.

        Returns:
            how far it is each letter (B, A), and how far it rests (B,); they sum to 1.
        """
        known = (words < self.num_words) & (place < self.places)
        logits = self._logits(words.clamp(max=self.num_words - 1), min(place, self.places - 1))
        spoken = gating.choice(logits) * known[:, None]
        return spoken[:, :-1], 1 - spoken[:, :-1].sum(1)

    def _logits(self, words: Tensor, place: int) -> Tensor:
        return self.logits[words, place]
