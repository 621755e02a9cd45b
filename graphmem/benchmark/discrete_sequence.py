"""Discretised machines, which run without torch, as sequence machines of the paper's channels."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor, nn

from ..interpreter.channels.episode import ChannelReading

Reading = TypeVar("Reading", bound=ChannelReading)


class DiscreteSequence(nn.Module):
    """The common base class; a state is changed in place, and a subclass makes the first one in ``zero_state``."""

    def forward(self, inputs: Tensor, state: Reading) -> tuple[Tensor, Reading]:
        """(T, B, 92) to (T, B, 90), digits one-hot on answer steps and zeros on others."""
        return torch.as_tensor(state.read(inputs.cpu().numpy()), device=inputs.device), state
