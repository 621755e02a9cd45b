"""Inputs of a DNC or a neural Turing machine: what is refused, in one sentence that shows the shape that is wanted."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pytest
import torch

from graphmem.errors import UsageError
from graphmem.models import DNC, NTM

INPUTS = 9
both = pytest.mark.parametrize("make", [DNC, NTM])
SHAPES = ((3, 1, 8), (3, 9), (9,), (0, 1, 9), (1, 3, 1, 9))
HINT = "make one with torch.tensor(inputs, dtype=torch.float32)."
FAULTS: list[tuple[Any, str]] = [
    *((torch.zeros(shape), f"inputs must be (time, batch, 9), not {shape}.") for shape in SHAPES),
    ([0.0] * 9, f"inputs must be a PyTorch tensor, not a list; {HINT}"),
    (np.array("abc"), f"inputs must be a PyTorch tensor, not a NumPy array; {HINT}"),
    (
        torch.zeros(3, 1, 9, dtype=torch.float64),
        "inputs must be float32 like the weights, not float64; convert them with inputs.float().",
    ),
]


@both
@pytest.mark.parametrize("method", ["forward", "record"])
@pytest.mark.parametrize(("inputs", "sentence"), FAULTS, ids=[sentence for _, sentence in FAULTS])
def test_wrong_sequences_are_refused(make: type[DNC | NTM], method: str, inputs: Any, sentence: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(sentence)}$"):
        getattr(make(INPUTS, 8), method)(inputs)


@both
@pytest.mark.parametrize("shape", [(2, 8), (9,), (3, 2, 9)])
def test_wrong_inputs_of_one_step_are_refused(make: type[DNC | NTM], shape: tuple[int, ...]) -> None:
    machine = make(INPUTS, 8)
    sentence = re.escape(f"inputs must be (batch, 9), not {shape}.")
    with pytest.raises(UsageError, match=f"^{sentence}$"):
        machine.step(torch.zeros(shape), machine.zero_state(2))  # type: ignore[arg-type]


@both
def test_other_types_of_numbers_are_read(make: type[DNC | NTM]) -> None:
    machine = make(INPUTS, 8)
    bits = torch.ones(2, 1, INPUTS, dtype=torch.bool)
    assert torch.equal(machine(bits)[0], machine(bits.float())[0])
    assert machine.double()(torch.zeros(2, 1, INPUTS, dtype=torch.float64))[0].dtype == torch.float64


@both
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.bool_])
def test_a_recording_is_made_of_an_array_as_of_a_tensor(make: type[DNC | NTM], dtype: type[np.generic]) -> None:
    machine = make(INPUTS, 8)
    array = np.random.default_rng(0).integers(0, 2, (4, 2, INPUTS)).astype(dtype)
    recorded = machine.record(array)
    assert recorded.outputs.shape == (4, 2, 8)
    assert np.array_equal(recorded.outputs, machine.record(torch.tensor(array, dtype=torch.float32)).outputs)
    with pytest.raises(UsageError, match=r"^inputs must be \(time, batch, 9\), not \(2, 9\)\.$"):
        machine.record(array[0])
    with pytest.raises(UsageError, match="not a NumPy array"):
        machine(array)


def test_an_array_in_any_layout_is_recorded() -> None:
    machine = DNC(INPUTS, 8)
    array = np.random.default_rng(0).random((4, 2, INPUTS))
    outputs = machine.record(array[::-1].copy()).outputs
    frozen = array[::-1].astype(">f8")
    frozen.flags.writeable = False
    for other in (array[::-1], frozen):
        assert np.array_equal(machine.record(other).outputs, outputs)


@both
def test_a_step_is_compiled_as_one_graph(make: type[DNC | NTM]) -> None:
    machine = make(INPUTS, 8)
    step = torch.compile(machine.step, fullgraph=True, backend="eager")
    inputs, state = torch.rand(2, INPUTS), machine.zero_state(2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the compiler's own
        compiled = step(inputs, state)[0]
    assert torch.equal(compiled, machine.step(inputs, state)[0])  # type: ignore[arg-type]
