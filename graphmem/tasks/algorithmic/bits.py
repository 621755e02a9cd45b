"""The loss of a machine on the NTM paper's tasks, and two measures of a sequence (Graves, Wayne, Danihelka 2014,
section 4).

    loss      sigmoid cross-entropy in nats, the mean over all target bits
    cost      the same in bits (nats / ln 2), summed over a sequence: the paper's learning curves and its 6-grams
    wrong     bits that are wrong after rounding, summed over a sequence: the paper's error beyond training
"""

from __future__ import annotations

import math

from ...common.extras import missing

try:
    import torch
    from torch import Tensor
    from torch.nn import functional
except ModuleNotFoundError as error:
    raise missing("torch", "The loss on the NTM paper's tasks") from error


def bits_loss(logits: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    """Mean cross-entropy of a bit, in nats; the paper does not say how it weighs sequences of different lengths.

    Args:
        logits: (T, B, O).
        targets: (T, B, O), each 0 or 1.
        mask: (T, B) 1 at steps with targets.
    """
    losses = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none").sum(-1)
    return (losses * mask).sum() / (mask.sum() * logits.shape[-1])


def cost_bits(logits: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    """(B,) cross-entropy of each sequence, in bits; arguments as for ``bits_loss``."""
    losses = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none").sum(-1)
    return (losses * mask).sum(0) / math.log(2)


def wrong_bits(logits: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    """(B,) number of wrong bits of each sequence; a probability of exactly 1/2 is rounded to 0."""
    wrong = torch.ne(logits > 0, targets > 0.5).sum(-1)
    return (wrong * mask).sum(0)
