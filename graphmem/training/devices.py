"""The device that training runs on."""

from __future__ import annotations

import torch

from ..errors import UsageError


def choose_device(name: str) -> torch.device:
    """The device of this name; ``auto`` is a GPU where there is one, else the CPU.

    Raises:
        UsageError: if there is no such device.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).item()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise UsageError(f"There is no device {name!r} here.") from error
    return device
