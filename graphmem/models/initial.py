"""Initial weights drawn from a given generator; torch.nn itself draws from torch's global one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeVar

import torch
from torch import nn

M = TypeVar("M", bound=nn.Linear | nn.Conv1d)
C = TypeVar("C", bound=nn.RNN | nn.GRU | nn.LSTM)

FORGET_BIAS = 1.0  # at first, cells forget little


def drawn(module: M, generator: torch.Generator | None) -> M:
    """Draw the weights of a module, normal with variance 1 / (inputs of a unit); biases are 0."""
    with torch.no_grad():
        module.weight.normal_(std=1 / math.sqrt(module.weight[0].numel()), generator=generator)
        if module.bias is not None:
            module.bias.zero_()
    return module


def drawn_cells(cells: C, generator: torch.Generator | None) -> C:
    """As ``drawn``, but the recurrent matrix of each gate and each cell is orthogonal.

    So the hidden state neither grows nor fades at first.  The forget gates of an LSTM have bias ``FORGET_BIAS``.
    """
    size = cells.hidden_size
    with torch.no_grad():
        for name, parameter in cells.named_parameters():
            if name.startswith("bias"):
                parameter.zero_()
            elif name.startswith("weight_hh"):
                for gate in torch.split(parameter, size):
                    nn.init.orthogonal_(gate, generator=generator)
            else:
                parameter.normal_(std=1 / math.sqrt(parameter.shape[1]), generator=generator)
            if name.startswith("bias_ih") and isinstance(cells, nn.LSTM):
                parameter[size : 2 * size] = FORGET_BIAS
    return cells


def scale_inputs(layers: Iterable[nn.Module], columns: int, factor: float) -> None:
    """Multiply the initial weights of a controller from what it sees first.

    ``drawn`` gives weights the variance 1 / (inputs of a unit).  On inputs of which few are not 0, such as the one-hot
    digits of the paper's tasks, and on reads of an almost empty memory, units then stay in the linear range of their
    tanh.

    Args:
        layers: linear maps that see the input first, then the reads.
        columns: number of inputs whose weights are scaled: I for the input alone, I + R x W with the reads.
        factor: factor of the weights.
    """
    with torch.no_grad():
        for layer in layers:
            layer.get_parameter("weight")[:, :columns] *= factor
