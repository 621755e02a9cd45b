"""Initial weights by which a DNC with a deep LSTM of one layer begins as a store: the benchmark's row "dnc-today".

The paper does not give its initial weights.  With random ones a DNC spends most of its training on finding out that
what it is told can be kept and looked up; and while it does, it writes the query into memory as well, which then is
what a query matches best.  Here it begins with that much:

    cells                    begin as
    one for each of 9 x D    a copy of the code of the step's input; a digit's code is one of ten unit vectors in D
    another 9 x D            a copy of what head 1 read at the step before
    one                      1
    one                      1 where the input is a triple of a description, else 0 or less

    interface                begins as
    write vector, all keys   the first copy, of the input's code
    read strengths           high
    read modes               as without: none is preferred
    free gates               nearly shut
    allocation gate          nearly open: unused slots are written
    write gate               open where the input is a triple of a description, else nearly shut

and random weights on all else, smaller than usual on the interface and on these cells. What to answer, how to follow a
path and when to stop have to be learnt, and all of the above can be unlearnt: nothing of the machine is changed, nor
kept from the gradient.

A triple of a description names a destination, and a query does not; but for shortest paths, whose query is (source, _,
destination) and whose answers are fed back as input: there a triple also names an edge, and no answer is required.
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
_STRENGTH = 10.0  # of read strengths
_LESS = 0.3, 0.1  # what random weights are scaled by, on gates and on the inputs of cells


def start_as_store(machine: DNC, generator: torch.Generator | None = None, *, destinations_asked: bool = False) -> DNC:
    """Overwrite the initial weights of a machine on the paper's channels; returns it.

    Args:
        machine: its controller a deep LSTM of one layer, with 2 x 9 x D + 2 cells or more, where D = W // 9.
        generator: where the codes come from.
        destinations_asked: whether queries name a destination, and answers are fed back: the task is shortest paths.

    Raises:
        UsageError: if the machine is another, or too small.
    """
    controller, size = machine.controller, machine.word_size // NUM_DIGITS
    copies = NUM_DIGITS * size
    if not isinstance(controller, DeepLSTM) or controller.num_layers != 1 or size < 1:
        raise UsageError("Only a DNC with words of 9 or more and a deep LSTM of one layer can begin as a store.")
    if controller.hidden_size < 2 * copies + 2:
        raise UsageError(f"A store of such words takes {2 * copies + 2} cells, not {controller.hidden_size}.")
    inputs, reads, one, whole = slice(0, copies), slice(copies, 2 * copies), 2 * copies, 2 * copies + 1
    with torch.no_grad():
        cells = _Cells(controller)
        cells.pass_on(inputs, slice(0, OUTPUTS), _codes(size, generator))
        cells.pass_on(reads, slice(INPUTS, INPUTS + copies), torch.eye(copies))
        cells.set_constant(one, _SURE)
        cells.set_constant(whole, 0.0)
        field = SCHEME.digits * SCHEME.base
        cells.value[whole, 2 * field : OUTPUTS] = 1.0
        if destinations_asked:  # 3 for a triple, for a query -3, and less for all else
            cells.value[whole, field : 2 * field] = 2.0
            cells.value[whole, ANSWER_REQUIRED] = -6.0
            cells.biases[3][whole] = -6.0

        parts = _interface_rows(machine)
        for rows in parts.values():
            rows *= _LESS[0]
        for rows in (*torch.split(parts["read_keys"], machine.word_size), parts["write_key"], parts["write_vector"]):
            rows[:copies, inputs] += torch.eye(copies)
        parts["read_strengths"][:, one] += _STRENGTH
        parts["free_gates"][:, one] -= _SURE
        parts["allocation_gate"][:, one] += _SURE
        parts["write_gate"][:, one] -= _SURE
        parts["write_gate"][:, whole] += 2.5 * _SURE
    return machine


class _Cells:
    """The weights of a deep LSTM's only layer, by gate: views, so that what is written is written there."""

    def __init__(self, controller: DeepLSTM) -> None:
        (layer,) = controller.layers
        assert isinstance(layer, nn.Linear)  # noqa: S101 - for the type checker
        self.weights, self.biases = layer.weight.chunk(4), layer.bias.chunk(4)
        self.value = self.weights[3]

    def pass_on(self, cells: slice, channels: slice, code: Tensor) -> None:
        """Let cells hold ``code`` (cells, channels) times some inputs of the step, and little of the step before."""
        self._set_gates(cells, _OPEN, _SHUT, -_SHUT)
        self.value[cells] *= _LESS[1]
        self.biases[3][cells] = 0.0
        self.value[cells, channels] += code

    def set_constant(self, cell: int, logit: float) -> None:
        """Let a cell hold the tanh of ``logit`` at every step."""
        self._set_gates(slice(cell, cell + 1), _SURE, -_SURE, _SURE)
        self.value[cell] *= _LESS[1]
        self.biases[3][cell] = logit

    def _set_gates(self, cells: slice, enter: float, forget: float, leave: float) -> None:
        for weight, bias, logit in zip(self.weights[:3], self.biases[:3], (enter, forget, leave), strict=True):
            weight[cells] *= _LESS[0]
            bias[cells] = logit


def _codes(size: int, generator: torch.Generator | None) -> Tensor:
    """(9 x D, 90) a random unit vector in D of its own for each digit of each place."""
    vectors = nn.functional.normalize(torch.randn(NUM_DIGITS, SCHEME.base, size, generator=generator), dim=-1)
    codes: Tensor = torch.block_diag(*vectors.transpose(1, 2))  # type: ignore[no-untyped-call]  # torch's is
    return codes


def _interface_rows(machine: DNC) -> dict[str, Tensor]:
    """The rows of the interface's weights that make each of its parts: views."""
    shapes = interface_shapes(machine.word_size, machine.num_read_heads)
    sizes = [torch.Size(shape).numel() for shape in shapes.values()]
    return dict(zip(shapes, torch.split(machine.interface.weight, sizes), strict=True))
