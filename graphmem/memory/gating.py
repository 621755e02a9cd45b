"""Gates between 0 and 1: soft, noisy or rounded."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import UsageError


def straight_through(soft: Tensor, hard: Tensor) -> Tensor:
    """``hard`` on the way forward, the gradient of ``soft`` on the way back (Bengio et al. 2013, section 4)."""
    return soft + (hard - soft).detach()


def discretised(value: Tensor) -> Tensor:
    """0 or 1, whichever is nearer (0.5 to 0), gradient straight through."""
    return straight_through(value, (value > 0.5).to(value.dtype))


@dataclass(frozen=True)
class Gating:
    """How logits become gates in one run of a machine.

    Attributes:
        rounding: gates, matches, marks and feedback bits are 0 or 1, and the largest read mode takes all.
        noise: standard deviation of the noise on the logits of gates, which drives them away from the middle.
        mode_noise: the same for the logits of read modes.
        match_noise: matches are weakened at random, by up to this share.  Without it a machine can tell near from far
            by how faint a match has become on the way, which works on the graphs of the stages and not beyond.
        generator: where the noise comes from; needed if there is any.
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
        """Sigmoid of the logits, of any shape."""
        soft = torch.sigmoid(self._disturbed(logits, self.noise))
        return straight_through(soft, (logits > 0).to(soft.dtype)) if self.discrete else soft

    def choice(self, logits: Tensor) -> Tensor:
        """Softmax over the last dimension."""
        soft = torch.softmax(self._disturbed(logits, self.mode_noise), dim=-1)
        if not self.discrete:
            return soft
        return straight_through(soft, torch.zeros_like(soft).scatter_(-1, logits.argmax(-1, keepdim=True), 1.0))

    def weaken(self, match: Tensor) -> Tensor:
        """Matches in [0, 1], disturbed or rounded."""
        if self.discrete or not self.match_noise:
            return self.settle(match)
        noise = torch.rand(match.shape, generator=self.generator, device=match.device, dtype=match.dtype)
        return match * (1 - self.match_noise * noise)

    def settle(self, value: Tensor) -> Tensor:
        """A value in [0, 1], rounded if everything is."""
        return discretised(value) if self.discrete else value

    def _disturbed(self, logits: Tensor, scale: float) -> Tensor:
        if not scale or self.discrete:
            return logits
        noise = torch.randn(logits.shape, generator=self.generator, device=logits.device, dtype=logits.dtype)
        return logits + scale * noise


SOFT = Gating()
DISCRETE = Gating(discrete=True)
