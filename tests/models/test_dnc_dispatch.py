"""When a DNC runs in native code, and that it goes step by step everywhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor, nn

from graphmem.memory.dnc.ablations import without_links
from graphmem.models import dnc_dispatch
from graphmem.models.dnc import DNC
from graphmem.models.dnc_dispatch import run_natively
from graphmem.native import library
from graphmem.native.library import load_library

from .native_cases import needs_compiler


def made(**arguments: object) -> DNC:
    return DNC(3, 2, hidden_size=4, num_slots=5, word_size=3, num_read_heads=2, **arguments)  # type: ignore[arg-type]


def is_native(machine: DNC, inputs: Tensor | None = None, batch: int = 2) -> bool:
    inputs = torch.zeros(4, batch, 3) if inputs is None else inputs
    return run_natively(machine, inputs, machine.zero_state(batch)) is not None


@pytest.fixture
def forgotten() -> Iterator[None]:
    """What was loaded, and what has been said, is forgotten before and after."""
    forget()
    yield
    forget()


def forget() -> None:
    load_library.cache_clear()
    dnc_dispatch._library.cache_clear()


@needs_compiler
@pytest.mark.parametrize("controller", ["lstm", "feed-forward"])
def test_native_where_it_applies(controller: str) -> None:
    assert is_native(made(controller=controller))
    assert is_native(made(controller=controller).double(), torch.zeros(4, 2, 3, dtype=torch.float64))
    assert is_native(made(controller=controller), torch.ones(4, 2, 3, dtype=torch.int64))


class Own(nn.Module):
    """A controller of the caller's own."""

    output_size = 4

    def zero_state(self, batch: int) -> tuple[()]:
        return ()

    def forward(self, inputs: Tensor, state: tuple[()]) -> tuple[Tensor, tuple[()]]:
        return inputs[:, :4], state


class Subclass(DNC):
    """With a step of its own."""

    def _advance(self, inputs: Tensor, state: object) -> object:
        return super()._advance(inputs, state)  # type: ignore[arg-type]


def watched() -> DNC:
    machine = made()
    machine.controller.register_forward_hook(lambda *_: None)  # type: ignore[attr-defined]
    return machine


def bfloat() -> DNC:
    return made().bfloat16()


STEPWISE: dict[str, Callable[[], DNC]] = {
    "ablation": lambda: made(access=without_links),
    "own controller": lambda: made(controller=Own()),
    "subclass": lambda: Subclass(3, 2, hidden_size=4, num_slots=5, word_size=3, num_read_heads=2),
    "hooks": watched,
    "half precision": bfloat,
    "many heads": lambda: DNC(3, 2, hidden_size=4, num_slots=5, word_size=3, num_read_heads=33),
}


@needs_compiler
@pytest.mark.parametrize("name", STEPWISE)
def test_step_by_step_where_it_does_not(name: str) -> None:
    machine = STEPWISE[name]()
    inputs = torch.zeros(4, 2, 3, dtype=machine.interface.weight.dtype)
    assert not is_native(machine, inputs)
    outputs, _ = machine(inputs)
    assert outputs.shape == (4, 2, 2)


@needs_compiler
def test_step_by_step_under_autocast_and_when_asked() -> None:
    machine = made()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert not is_native(machine)
    calls: list[int] = []
    machine._advance = lambda *given: (calls.append(1), DNC._advance(machine, *given))[1]  # type: ignore
    machine(torch.zeros(4, 2, 3))
    assert not calls
    machine.use_steps()
    machine(torch.zeros(4, 2, 3))
    assert len(calls) == 4


@needs_compiler
def test_states_of_other_types_go_step_by_step() -> None:
    machine = made()
    state = machine.zero_state(2)
    double = state._replace(reads=state.reads.double())
    assert run_natively(machine, torch.zeros(4, 2, 3), double) is None
    fewer = state._replace(access=state.access._replace(usage=state.access.usage[:, :4]))
    with pytest.raises(RuntimeError):
        machine(torch.zeros(4, 2, 3), fewer)


@needs_compiler
def test_weights_of_other_shapes_go_step_by_step() -> None:
    machine = made()
    machine.interface.weight = nn.Parameter(torch.zeros(5, 4))
    assert not is_native(machine)
    mixed = made()
    mixed.controller.layers[0].double()  # type: ignore[union-attr, index, operator]
    assert not is_native(mixed)


@pytest.mark.usefixtures("forgotten")
def test_without_a_compiler_it_goes_step_by_step_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    machine, inputs = made(generator=torch.Generator().manual_seed(0)), torch.ones(4, 2, 3)
    expected, _ = machine(inputs)
    forget()
    caplog.clear()
    monkeypatch.setenv("CXX", "no-such-compiler")
    for _ in range(2):
        outputs, _ = machine(inputs)
        torch.testing.assert_close(outputs, expected)
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (
            logging.WARNING,
            "There is no native code for the DNC, which is slower without: "
            "the C++ compiler of $CXX, no-such-compiler, was not found.",
        )
    ]


@pytest.mark.usefixtures("forgotten")
def test_switched_off(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("GRAPHMEM_NATIVE", "0")
    assert not is_native(made())
    assert not caplog.records


@pytest.mark.usefixtures("forgotten")
def test_other_devices_say_so_once(caplog: pytest.LogCaptureFixture) -> None:
    machine = made().to("meta")
    for _ in range(2):
        assert not is_native(machine, torch.zeros(4, 2, 3, device="meta"))
    assert caplog.messages == ["On meta the DNC goes step by step; only the CPU has native code for it."]


def test_a_dnc_that_reads_nothing_compiles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "open_source", lambda _: pytest.fail("compiled"))
    load_library.cache_clear()
    made().zero_state(2)
