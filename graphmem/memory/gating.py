"""Gates between 0 and 1: soft, noisy or discretised."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import UsageError


def straight_through(soft: Tensor, hard: Tensor) -> Tensor:
    """The value of ``hard`` with the gradient of ``soft`` (straight-through estimator, Bengio et al. 2013)."""
    return soft + (hard - soft).detach()


def discretised(value: Tensor) -> Tensor:
    """0 or 1, whichever is nearer (0.5 becomes 0), with a straight-through gradient."""
    return straight_through(value, (value > 0.5).to(value.dtype))


@dataclass(frozen=True)
class Gating:
    """How logits become gates while a machine runs.

    Attributes:
        discrete: whether gates, matches, marks and control bits are 0 or 1, and only the largest read mode counts.
        noise: standard deviation of the noise on the logits of gates, which drives gates away from the middle.
        mode_noise: the same for the logits of read modes.
        match_noise: matches are weakened at random, by up to this share.  Without it a machine can measure distance by
            how weak a match has become along the way, which works on the training graphs and not beyond.
        generator: source of the noise; required if there is any.
    """

    discrete: bool = False
    noise: float = 0.0
    mode_noise: float = 0.0
    match_noise: float = 0.0
    generator: torch.Generator | None = None

    def __post_init__(self) -> None:
        if self.generator is None and (self.noise or self.mode_noise or self.match_noise):
            raise UsageError("Noise on gates needs a random generator.")

    def gate(self, logits: Tensor) -> Tensor:
        """Gates: the sigmoid of logits of any shape."""
        soft = torch.sigmoid(self._with_noise(logits, self.noise))
        return straight_through(soft, (logits > 0).to(soft.dtype)) if self.discrete else soft

    def choice(self, logits: Tensor) -> Tensor:
        """A choice among alternatives: the softmax of logits over their last dimension."""
        soft = torch.softmax(self._with_noise(logits, self.mode_noise), dim=-1)
        if not self.discrete:
            return soft
        return straight_through(soft, torch.zeros_like(soft).scatter_(-1, logits.argmax(-1, keepdim=True), 1.0))

    def weaken(self, match: Tensor) -> Tensor:
        """Matches in [0, 1], weakened by noise or discretised."""
        if self.discrete or not self.match_noise:
            return self.settle(match)
        noise = torch.rand(match.shape, generator=self.generator, device=match.device, dtype=match.dtype)
        return match * (1 - self.match_noise * noise)

    def settle(self, value: Tensor) -> Tensor:
        """A value in [0, 1], discretised if gates are."""
        return discretised(value) if self.discrete else value

    def _with_noise(self, logits: Tensor, scale: float) -> Tensor:
        if not scale or self.discrete:
            return logits
        noise = torch.randn(logits.shape, generator=self.generator, device=logits.device, dtype=logits.dtype)
        return logits + scale * noise


SOFT = Gating()
DISCRETE = Gating(discrete=True)
