"""Recordings equal the states of single steps, and leave the machine unchanged."""

from __future__ import annotations

import inspect
import re

import numpy as np
import pytest
import torch

from graphmem.models import DNC, NTM, DNCRecording, NTMRecording
from graphmem.models.dnc_controllers import ControllerName
from graphmem.models.recording import Recording

STEPS, BATCH, INPUTS, OUTPUTS, SLOTS, WORD, HEADS = 5, 2, 3, 4, 6, 3, 2
both = pytest.mark.parametrize("make", [DNC, NTM])


def machine(make: type[DNC | NTM], controller: ControllerName = "lstm") -> DNC | NTM:
    generator = torch.Generator().manual_seed(1)
    made = make(
        INPUTS,
        OUTPUTS,
        hidden_size=7,
        num_slots=SLOTS,
        word_size=WORD,
        num_read_heads=HEADS,
        controller=controller,
        generator=generator,
    )
    with torch.no_grad():
        for parameter in made.parameters():
            parameter *= 2
    return made


def sequence() -> torch.Tensor:
    return torch.randn(STEPS, BATCH, INPUTS, generator=torch.Generator().manual_seed(2))


@both
@pytest.mark.parametrize("controller", ["lstm", "feed-forward"])
def test_states_are_those_of_steps_taken_by_hand(make: type[DNC | NTM], controller: ControllerName) -> None:
    made, inputs = machine(make, controller), sequence()
    recording, state = made.record(inputs), made.zero_state(BATCH)
    for time, now in enumerate(inputs):
        outputs, state = made.step(now, state)  # type: ignore[arg-type]
        for name, part in state.access._asdict().items():
            np.testing.assert_array_equal(getattr(recording, name)[time], part.detach().numpy())
        np.testing.assert_array_equal(recording.read_vectors[time], state.reads.detach().numpy())
        np.testing.assert_array_equal(recording.inputs[time], now.numpy())
        np.testing.assert_allclose(recording.outputs[time], outputs.detach().numpy(), rtol=1e-6)


@both
def test_the_recorded_interface_leads_from_each_state_to_the_next(make: type[DNC | NTM]) -> None:
    made, inputs = machine(make), sequence()
    recording, state = made.record(inputs), made.zero_state(BATCH)
    for time in range(STEPS):
        fields = (torch.from_numpy(getattr(recording, name)[time]) for name in interface_of(made)._fields)
        reads, access = made._access(interface_of(made)(*fields), state.access)
        np.testing.assert_allclose(recording.memory[time], access.memory.detach().numpy(), rtol=1e-5, atol=1e-6)
        state = state._replace(access=access, reads=reads)


def interface_of(made: DNC | NTM) -> type:
    from graphmem.memory.dnc.interface import Interface as DNCInterface
    from graphmem.memory.ntm.interface import Interface as NTMInterface

    return DNCInterface if isinstance(made, DNC) else NTMInterface


def test_shapes_of_a_dnc() -> None:
    recording = machine(DNC).record(sequence())
    shapes = {name: getattr(recording, name).shape[2:] for name in recording.__dataclass_fields__}
    assert all(getattr(recording, name).shape[:2] == (STEPS, BATCH) for name in shapes)
    assert shapes == {
        "inputs": (INPUTS,),
        "outputs": (OUTPUTS,),
        "memory": (SLOTS, WORD),
        "read_vectors": (HEADS, WORD),
        "usage": (SLOTS,),
        "write_weighting": (SLOTS,),
        "read_weightings": (HEADS, SLOTS),
        "link": (SLOTS, SLOTS),
        "precedence": (SLOTS,),
        "read_keys": (HEADS, WORD),
        "read_strengths": (HEADS,),
        "write_key": (WORD,),
        "write_strength": (),
        "erase_vector": (WORD,),
        "write_vector": (WORD,),
        "free_gates": (HEADS,),
        "allocation_gate": (),
        "write_gate": (),
        "read_modes": (HEADS, 3),
    }


def test_usage_counts_the_writes_before_its_step() -> None:
    made = machine(DNC).record(sequence())
    kept = np.prod(1 - made.free_gates[1:, :, :, None] * made.read_weightings[:-1], axis=2)
    before, written = made.usage[:-1], made.write_weighting[:-1]
    np.testing.assert_allclose(made.usage[1:], (before + written - before * written) * kept, rtol=1e-5)
    assert not made.usage[0].any()
    assert made.write_weighting[0].any()
    assert "usage before write" in made.slot_panels


@pytest.mark.parametrize(("make", "recorded"), [(DNC, DNCRecording), (NTM, NTMRecording)])
def test_the_docstring_names_what_is_recorded(make: type[DNC | NTM], recorded: type[Recording]) -> None:
    text = inspect.getdoc(make.record) or ""
    missing = {name for name in recorded.__dataclass_fields__ if f"``{name}``" not in text}
    # A DNC's are summed up as keys, strengths and vectors; an NTM's weightings are listed by kind of head.
    assert all(name == "weightings" or re.search("_(keys?|strengths?|vector)$", name) for name in missing), missing
    assert f"graphmem.models.{recorded.__name__}" in text
    assert "``write_weighting``" in text
    assert "``write_weightings``" in text


def test_heads_of_an_ntm() -> None:
    recording = machine(NTM).record(sequence())
    assert recording.read_weightings.shape == (STEPS, BATCH, HEADS, SLOTS)
    assert recording.write_weightings.shape == (STEPS, BATCH, 1, SLOTS)
    both_kinds = np.concatenate([recording.read_weightings, recording.write_weightings], 2)
    np.testing.assert_array_equal(both_kinds, recording.weightings)
    reads = np.einsum("tbrn,tbnw->tbrw", recording.read_weightings, recording.memory)
    np.testing.assert_allclose(reads, recording.read_vectors, rtol=1e-5)


@both
def test_recording_changes_no_gradient_and_no_output(make: type[DNC | NTM]) -> None:
    made, inputs = machine(make), sequence()
    found = []
    for record_first in (False, True):
        made.zero_grad()
        outputs, _ = made(inputs)
        if record_first:
            made.record(inputs)
        outputs.square().sum().backward()
        found.append([outputs.detach(), *(parameter.grad.clone() for parameter in made.parameters())])
    assert all(torch.equal(one, other) for one, other in zip(*found, strict=True))


@both
def test_a_recording_can_start_from_any_state_and_size(make: type[DNC | NTM]) -> None:
    made, inputs = machine(make), sequence()
    whole = made.record(inputs, made.zero_state(BATCH, 9))
    _, state = made(inputs[:2], made.zero_state(BATCH, 9))
    rest = made.record(inputs[2:], state)
    assert whole.memory.shape == (STEPS, BATCH, 9, WORD)
    np.testing.assert_allclose(whole.memory[2:], rest.memory, rtol=1e-4, atol=1e-7)  # forward may be native code


@both
def test_panels_cover_slots_and_gates(make: type[DNC | NTM]) -> None:
    recording = machine(make).record(sequence())
    assert {values.shape for values in recording.slot_panels.values()} == {(STEPS, BATCH, SLOTS)}
    for values in recording.gate_panels.values():
        assert values.shape == (STEPS, BATCH)
        assert ((values >= 0) & (values <= 1)).all()
    assert {"read weighting 0", "read weighting 1", "write weighting"} <= set(recording.slot_panels)


def test_it_prints_its_sizes() -> None:
    recording = machine(DNC).record(sequence()[:1])
    assert repr(recording) == "DNCRecording(1 step, 2 sequences, 6 slots of 3)"
