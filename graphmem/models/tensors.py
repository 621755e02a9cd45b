"""The weights of a module as arrays, from which the discretised machines are made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import nn


def as_arrays(module: nn.Module) -> dict[str, NDArray[np.generic]]:
    """Copies of the entries of ``state_dict``, by name."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in module.state_dict().items()}
