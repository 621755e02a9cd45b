"""Initial weights that make a DNC with a one-layer deep LSTM start as a key-value store: the benchmark's "dnc-today".

The paper does not give its initial weights.  With random ones a DNC spends most of its training on discovering that
its input can be stored and looked up.  Until then it also writes the query into memory, where it is the best match of
any query.  Here the machine starts as follows:

    cells                    start as
    one for each of 9 x D    a copy of the code of the step's input; a digit's code is one of ten unit vectors in D
    another 9 x D            a copy of what head 1 read at the step before
    one                      1
    one                      1 where the input is a triple of a description, otherwise 0 or less

    interface                starts as
    write vector, all keys   the first copy, of the input's code
    read strengths           high
    read modes               as usual: none is preferred
    free gates               nearly shut
    allocation gate          nearly open: unused slots are written
    write gate               open where the input is a triple of a description, otherwise nearly shut

All other weights are random, and smaller than usual on the interface and on these cells.  What to answer, how to follow
a path and when to stop must be learnt, and all of the above can be unlearnt: the machine itself is unchanged, and every
weight is trained.

A triple of a description names a destination, and a query does not.  Shortest paths are an exception: their query is
(source, _, destination) and their answers are fed back as input; there a triple also names an edge, and no answer is
required.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..encoding.paper import ANSWER_REQUIRED, INPUTS, NUM_DIGITS, OUTPUTS, SCHEME
from ..errors import UsageError
from ..memory.dnc.interface import interface_shapes
from .dnc import DNC
from .dnc_controllers import DeepLSTM

_OPEN, _SHUT, _SURE = 2.0, -3.0, 4.0  # logits of gates
_STRENGTH = 10.0  # logit of read strengths
_GATE_SCALE, _CELL_SCALE = 0.3, 0.1  # factors of the random weights of gates, and of the inputs of cells


def start_as_store(machine: DNC, generator: torch.Generator | None = None, *, destinations_asked: bool = False) -> DNC:
    """Overwrite the initial weights of a machine on the paper's channels, and return it.

    Args:
        machine: its controller must be a deep LSTM of one layer with at least 2 x 9 x D + 2 cells, where D = W // 9.
        generator: source of the codes.
        destinations_asked: whether the task is shortest paths: queries name a destination, and answers are fed back.

    Raises:
        UsageError: if the controller is another, or the machine is too small.
    """
    controller, size = machine.controller, machine.word_size // NUM_DIGITS
    copies = NUM_DIGITS * size
    if not isinstance(controller, DeepLSTM) or controller.num_layers != 1 or size < 1:
        raise UsageError("Only a DNC with a word size of at least 9 and a deep LSTM of one layer can start as a store.")
    if controller.hidden_size < 2 * copies + 2:
        raise UsageError(
            f"To start as a store, a DNC needs a hidden size of {2 * copies + 2} or more, not {controller.hidden_size}."
        )
    inputs, reads, one, whole = slice(0, copies), slice(copies, 2 * copies), 2 * copies, 2 * copies + 1
    with torch.no_grad():
        cells = _Cells(controller)
        cells.pass_on(inputs, slice(0, OUTPUTS), _codes(size, generator))
        cells.pass_on(reads, slice(INPUTS, INPUTS + copies), torch.eye(copies))
        cells.set_constant(one, _SURE)
        cells.set_constant(whole, 0.0)
        field = SCHEME.digits * SCHEME.base
        cells.value[whole, 2 * field : OUTPUTS] = 1.0
        if destinations_asked:  # 3 for a triple, -3 for a query, and less for other inputs
            cells.value[whole, field : 2 * field] = 2.0
            cells.value[whole, ANSWER_REQUIRED] = -6.0
            cells.biases[3][whole] = -6.0

        parts = _interface_rows(machine)
        for rows in parts.values():
            rows *= _GATE_SCALE
        for rows in (*torch.split(parts["read_keys"], machine.word_size), parts["write_key"], parts["write_vector"]):
            rows[:copies, inputs] += torch.eye(copies)
        parts["read_strengths"][:, one] += _STRENGTH
        parts["free_gates"][:, one] -= _SURE
        parts["allocation_gate"][:, one] += _SURE
        parts["write_gate"][:, one] -= _SURE
        parts["write_gate"][:, whole] += 2.5 * _SURE
    return machine


class _Cells:
    """Views of the weights of a deep LSTM's only layer, by gate."""

    def __init__(self, controller: DeepLSTM) -> None:
        (layer,) = controller.layers
        assert isinstance(layer, nn.Linear)  # noqa: S101 - for the type checker
        self.weights, self.biases = layer.weight.chunk(4), layer.bias.chunk(4)
        self.value = self.weights[3]

    def pass_on(self, cells: slice, channels: slice, code: Tensor) -> None:
        """Make cells hold ``code`` (cells, channels) times some inputs of the step, and little of the step before."""
        self._set_gates(cells, _OPEN, _SHUT, -_SHUT)
        self.value[cells] *= _CELL_SCALE
        self.biases[3][cells] = 0.0
        self.value[cells, channels] += code

    def set_constant(self, cell: int, logit: float) -> None:
        """Make a cell hold the tanh of ``logit`` at every step."""
        self._set_gates(slice(cell, cell + 1), _SURE, -_SURE, _SURE)
        self.value[cell] *= _CELL_SCALE
        self.biases[3][cell] = logit

    def _set_gates(self, cells: slice, enter: float, forget: float, leave: float) -> None:
        for weight, bias, logit in zip(self.weights[:3], self.biases[:3], (enter, forget, leave), strict=True):
            weight[cells] *= _GATE_SCALE
            bias[cells] = logit


def _codes(size: int, generator: torch.Generator | None) -> Tensor:
    """(9 x D, 90) a random unit vector of D numbers for each digit at each place."""
    vectors = nn.functional.normalize(torch.randn(NUM_DIGITS, SCHEME.base, size, generator=generator), dim=-1)
    codes: Tensor = torch.block_diag(*vectors.transpose(1, 2))  # type: ignore[no-untyped-call]  # torch's is
    return codes


def _interface_rows(machine: DNC) -> dict[str, Tensor]:
    """Views of the rows of the interface's weights, by part."""
    shapes = interface_shapes(machine.word_size, machine.num_read_heads)
    sizes = [torch.Size(shape).numel() for shape in shapes.values()]
    return dict(zip(shapes, torch.split(machine.interface.weight, sizes), strict=True))
