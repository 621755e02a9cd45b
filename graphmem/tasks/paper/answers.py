"""Loss and decoding of a machine's outputs on the DNC paper's tasks (Graves et al. 2016, Methods, "Graph task
descriptions").

Outputs are decoded freely, by the mode of each of nine softmaxes, or over valid triples, by the likeliest of those
that may be an answer: for a traversal any triple of the graph, for an inference the query completed with any node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...common.extras import missing

try:
    import torch
    from torch import Tensor
except ModuleNotFoundError as error:
    raise missing("torch", "The loss on the DNC paper's tasks") from error

from ...encoding.paper import NUM_DIGITS, triple_digits
from .batches import Span
from .episodes import Episode, Query
from .graphs import Fact, LabelledGraph


def digit_log_probs(logits: Tensor) -> Tensor:
    """(..., 90) outputs to (..., 9, 10) log-probabilities, a softmax for each digit."""
    return logits.reshape(*logits.shape[:-1], NUM_DIGITS, -1).log_softmax(-1)


def triple_log_probs(logits: Tensor, digits: Tensor) -> Tensor:
    """The log-probability of whole triples, the sum over their nine digits.

    Args:
        logits: (..., 90).
        digits: (..., K, 9) digits of K triples.

    Returns:
        (..., K).
    """
    scores = digit_log_probs(logits).unsqueeze(-3).expand(*digits.shape, -1)
    return scores.gather(-1, digits[..., None])[..., 0].sum(-1)


def answer_loss(logits: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    """-log Pr of all targets of an episode, summed over its answer steps; the mean over episodes.

    Args:
        logits: (T, B, 90).
        targets: (T, B, 9) digits.
        mask: (T, B) 1 at steps that have a target.
    """
    return -(triple_log_probs(logits, targets[:, :, None])[..., 0] * mask).sum(0).mean()


def decode_free(logits: Tensor) -> Tensor:
    """(..., 90) outputs to (..., 9) likeliest digits."""
    return logits.reshape(*logits.shape[:-1], NUM_DIGITS, -1).argmax(-1)


def decode_valid(
    logits: Tensor,
    episodes: Sequence[Episode],
    spans: Sequence[Span],
    choices: Callable[[LabelledGraph, Query], Sequence[Fact]],
) -> Tensor:
    """The likeliest valid triple at every step of an answer.

    Args:
        logits: (T, B, 90).
        episodes: B episodes.
        spans: where their queries are answered.
        choices: the triples that may answer a query; see ``PaperTask``.

    Returns:
        (T, B, 9) digits, 0 elsewhere.
    """
    decoded = torch.zeros(*logits.shape[:2], NUM_DIGITS, dtype=torch.long, device=logits.device)
    for span in spans:
        episode = episodes[span.episode]
        labels = np.array(choices(episode.graph, episode.queries[span.query]), np.int64)
        digits = torch.as_tensor(triple_digits(labels), device=logits.device)
        given = logits[span.start : span.stop, span.episode]
        best = triple_log_probs(given, digits.expand(len(given), -1, -1)).argmax(-1)
        decoded[span.start : span.stop, span.episode] = digits[best]
    return decoded


def episodes_right(decoded: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    """(B,) whether all targets of an episode are answered rightly: the paper's measure.

    Args:
        decoded, targets: (T, B, 9) digits.
        mask: (T, B) 1 at steps that have a target.
    """
    return ((decoded == targets).all(-1) | (mask == 0)).all(0)


def queries_right(decoded: Tensor, targets: Tensor, spans: Sequence[Span]) -> list[bool]:
    """Whether all targets of each query are answered rightly; ``decoded`` and ``targets`` are (T, B, 9) digits."""
    hit = (decoded == targets).all(-1)
    return [bool(hit[span.start : span.stop, span.episode].all()) for span in spans]
