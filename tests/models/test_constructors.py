"""Plain constructors: the order in which weights are drawn, what is refused, and the examples of the docstrings."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

from graphmem.errors import UsageError
from graphmem.memory.dnc import interface as dnc
from graphmem.memory.dnc.ablations import without_links
from graphmem.memory.ntm import interface as ntm
from graphmem.models import DNC, NTM, Planner, Reasoner
from graphmem.models.dnc_controllers import DeepLSTM, FeedForward
from graphmem.models.initial import drawn

both = pytest.mark.parametrize("make", [DNC, NTM])
WIDTHS: dict[type, int] = {DNC: dnc.interface_size(5, 2), NTM: ntm.interface_size(5, 2, 1, 1)}


@both
@pytest.mark.parametrize(
    ("name", "controller"),
    [
        ("lstm", lambda generator: DeepLSTM(3 + 2 * 5, 7, 2, generator=generator)),
        ("feed-forward", lambda generator: FeedForward(3 + 2 * 5, 7, 2, generator)),
    ],
)
def test_weights_are_drawn_from_the_controller_to_the_output(
    make: type[DNC | NTM], name: str, controller: Callable[[torch.Generator], nn.Module]
) -> None:
    """Shipped weights and seeds rely on this order: controller, interface, output, output of the read vectors."""
    sizes = {"hidden_size": 7, "num_layers": 2, "word_size": 5, "num_read_heads": 2}
    machine = make(3, 4, **sizes, controller=name, generator=torch.Generator().manual_seed(0))  # type: ignore[arg-type]
    generator = torch.Generator().manual_seed(0)
    expected = {f"controller.{key}": value for key, value in controller(generator).state_dict().items()}
    for part, seen, size in (("interface", 14, WIDTHS[make]), ("output", 14, 4), ("read_output", 10, 4)):
        linear = drawn(nn.Linear(seen, size, bias=make is NTM and part != "read_output"), generator)
        expected |= {f"{part}.{key}": value for key, value in linear.state_dict().items()}
    if make is NTM:
        expected["first_reads"] = torch.zeros(2, 5)
    found = machine.state_dict()
    assert set(found) == set(expected)
    assert all(torch.equal(found[key], value) for key, value in expected.items())


@both
def test_a_controller_of_ones_own_is_taken_as_it_is(make: type[DNC | NTM]) -> None:
    controller = DeepLSTM(3 + 16, 9, 1)
    machine = make(3, 4, controller=controller)
    assert machine.controller is controller
    assert machine(torch.zeros(2, 5, 3))[0].shape == (2, 5, 4)


@both
def test_the_state_defaults_to_a_zero_state_with_the_slots_of_the_constructor(make: type[DNC | NTM]) -> None:
    machine = make(3, 4, num_slots=11)
    inputs = torch.rand(6, 2, 3, generator=torch.Generator().manual_seed(0))
    outputs, state = machine(inputs)
    assert state.access.memory.shape == (2, 11, 16)
    assert torch.equal(outputs, machine(inputs, machine.zero_state(2, 11))[0])  # type: ignore[arg-type]
    assert not torch.equal(outputs, machine(inputs, machine.zero_state(2, 3))[0])  # type: ignore[arg-type]


@both
@pytest.mark.parametrize("size", [0, -1, 2.0, True, "3"])
def test_sizes_that_are_no_sizes_are_refused(make: type[DNC | NTM], size: object) -> None:
    with pytest.raises(UsageError, match=r"^word_size must be a whole number of at least 1, not .*\.$"):
        make(3, 4, word_size=size)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (Planner, "num_heads"),
        (Planner, "hidden_size"),
        (Reasoner, "num_words"),
        (Reasoner, "num_letters"),
        (Reasoner, "places"),
    ],
)
@pytest.mark.parametrize("size", [0, -1, 2.0, True, "a"])
def test_sizes_of_planners_and_reasoners_are_checked(make: type[Planner | Reasoner], name: str, size: Any) -> None:
    with pytest.raises(UsageError, match=rf"^{name} must be a whole number of at least 1, not {size!r}\.$"):
        make(**{name: size})


@both
def test_unknown_controllers_are_refused(make: type[DNC | NTM]) -> None:
    with pytest.raises(UsageError, match=r'^controller must be "lstm", "feed-forward" or a module, not \'gru\'\.$'):
        make(3, 4, controller="gru")  # type: ignore[arg-type]


def test_another_access_is_used() -> None:
    machine = DNC(3, 4, access=without_links)
    inputs = torch.rand(6, 2, 3, generator=torch.Generator().manual_seed(0))
    assert not machine.record(inputs).link.any()
    assert DNC(3, 4).record(inputs).link.any()


@pytest.mark.parametrize("machine", [DNC, NTM, Planner])
def test_the_docstring_shows_an_example_that_runs(machine: type) -> None:
    (test,) = doctest.DocTestFinder(recurse=False).find(machine, machine.__name__, globs={})
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0
