"""Content-based addressing: looking a key up in the slots.

Graves et al. 2016, Methods, "Content-based addressing".
"""

from __future__ import annotations

import torch
from torch import Tensor

# The cosine of a zero row is undefined, and a machine starts with a zero memory.  The paper has no epsilon, and one
# inside the root or on the product would change every similarity; so rows and keys shorter than this count as zero, and
# their gradient, which would grow as 1 / length, is 0 too.
_LEAST_LENGTH = 1e-6


def cosine_similarities(keys: Tensor, memory: Tensor) -> Tensor:
    """D(u, v) = u . v / (|u| |v|), and 0 where u or v is zero.

    Args:
        keys: k (B, K, W).
        memory: M (B, N, W).

    Returns:
        (B, K, N) in [-1, 1].
    """
    products = torch.bmm(keys, memory.transpose(1, 2))
    return products * _inverse_lengths(keys)[:, :, None] * _inverse_lengths(memory)[:, None]


def content_weightings(keys: Tensor, strengths: Tensor, memory: Tensor) -> Tensor:
    """C(M, k, beta)[i] = softmax over slots i of D(k, M[i]) x beta.

    Args:
        keys: k (B, K, W).
        strengths: beta (B, K), at least 1.
        memory: M (B, N, W).

    Returns:
        (B, K, N), each sums to 1.
    """
    return torch.softmax(cosine_similarities(keys, memory) * strengths[:, :, None], -1)


def _inverse_lengths(vectors: Tensor) -> Tensor:
    """1 / |v| over the last dimension, 0 for a zero vector."""
    squares = vectors.square().sum(-1)
    least = _LEAST_LENGTH**2
    return torch.where(squares >= least, squares.clamp(min=least).rsqrt(), 0.0)
