"""A memory network with several hops of soft attention over all steps up to now (Sukhbaatar et al. 2015, "End-To-End
Memory Networks").

Of the paper's two ways of tying weights (section 2.2) it uses the adjacent one: the output embedding of a hop is the
input embedding of the next, A^(k+1) = C^k, and questions are embedded as in the first hop, B = A^1; ages (T_A and T_C)
are tied likewise.  The answer is not tied: the paper has W^T = C^K in a = softmax(W u^(K+1)) (after equation 4), where
an answer is a word and so has an embedding.  Here an answer is nine digits in 90 channels while inputs have 92 others,
so W is a separate matrix, with a bias.

The paper receives its sentences and its question separately.  Here both come as one sequence, and every step is a
sentence and may be a question.  The question at step t is the last n steps, weighted by age and position as the words
of the paper's sentences are ("position encoding", section 4.1); these weights are learnt from that start.  Neither the
paper's noise on ages nor its "linear start" of training is used.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from .causal import turned, visible
from .initial import drawn

_SPREAD = 0.1  # standard deviation of initial embeddings, as in the paper (section 4.2)


class MemoryNetworkState(NamedTuple):
    """The state after P steps."""

    stored: Tensor  # (B, P, (K + 1) x D) their embeddings
    recent: Tensor  # (B, n - 1, D) first embeddings of the last steps, zeros before the first step


class MemoryNetwork(nn.Module):
    """K hops.  With A_1 ... A_(K+1) the embeddings and H_1 ... H_(K+1) those of ages, hop k at step t computes

        p(s) = softmax over s <= t of  u_k . (A_k x_s + H_k(t - s))
        u_(k+1) = u_k + sum_s p(s) (A_(k+1) x_s + H_(k+1)(t - s))

    from u_1 = sum_i l_i A_1 x_(t-n+i), i = 1 ... n and element by element, to the output W u_(K+1) + b (equations 1, 2
    and 4, and 3 without its softmax).

    Args:
        input_size: I.
        output_size: O.
        width: D.
        num_hops: K.
        window: n.
        num_ages: number of ages with embeddings of their own; all older steps share the last.
        generator: source of the initial weights.
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        width: int,
        num_hops: int,
        window: int,
        num_ages: int,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.num_hops = num_hops
        self.width = width
        self.window = window
        self.embeddings = nn.Linear(input_size, (num_hops + 1) * width, bias=False)
        self.ages = nn.Parameter(torch.empty(num_hops + 1, num_ages, width))
        self.question = nn.Conv1d(width, width, window, groups=width, bias=False)
        self.output = drawn(nn.Linear(width, output_size), generator)
        with torch.no_grad():
            self.question.weight.copy_(position_encoding(window, width)[:, None])
            self.embeddings.weight.normal_(std=_SPREAD, generator=generator)
            self.ages.normal_(std=_SPREAD, generator=generator)

    def zero_state(self, batch: int, num_slots: int) -> MemoryNetworkState:
        """The state before the first step."""
        del num_slots
        weight = self.embeddings.weight
        recent = weight.new_zeros(batch, self.window - 1, self.width)
        return MemoryNetworkState(weight.new_zeros(batch, 0, len(weight)), recent)

    def forward(self, inputs: Tensor, state: MemoryNetworkState) -> tuple[Tensor, MemoryNetworkState]:
        """x (T, B, I) to y (T, B, O), and the state after the last step."""
        new = self.embeddings(inputs).transpose(0, 1)
        stored = torch.cat([state.stored, new], 1)
        recent = torch.cat([state.recent, new[..., : self.width]], 1)
        count, seen = len(inputs), stored.shape[1]
        place = torch.arange(seen, device=inputs.device).clamp(max=self.ages.shape[1] - 1)
        ages = self.ages[:, place]
        memories = stored.chunk(self.num_hops + 1, 2)
        late = ~visible(count, seen, inputs.device)
        question = self.question(recent.transpose(1, 2)).transpose(1, 2)
        for hop in range(self.num_hops):
            scores = question @ memories[hop].transpose(1, 2) + turned(question @ ages[hop].T)
            shares = scores.masked_fill(late, -torch.inf).softmax(-1)
            question = question + shares @ memories[hop + 1] + turned(shares) @ ages[hop + 1]
        return self.output(question).transpose(0, 1), MemoryNetworkState(stored, recent[:, count:])


def position_encoding(number: int, width: int) -> Tensor:
    """(D, n) l_ji = (1 - i / n) - (j / D)(1 - 2 i / n), j = 1 ... D and i = 1 ... n (section 4.1)."""
    order = torch.arange(1, number + 1) / number
    place = torch.arange(1, width + 1)[:, None] / width
    return (1 - order) - place * (1 - 2 * order)
