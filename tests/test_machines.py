"""Machines by name and from folders, without torch where none is needed."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from graphmem import machines
from graphmem.common.text import joined
from graphmem.errors import CheckpointError, UsageError
from graphmem.interpreter import DiscretePlanner, DiscreteReasoner
from graphmem.machines import DNC_MACHINES, load_machine
from graphmem.memory.dnc.ablations import without_links
from graphmem.models import DNC, NTM
from graphmem.models.dnc_controllers import FeedForward

WEIGHTS = Path(machines.__file__).parent / "weights"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    machine = DNC(3, 4, hidden_size=5, num_slots=7, word_size=6, generator=torch.Generator().manual_seed(0))
    machine.save(tmp_path / "machine")
    return tmp_path / "machine"


@pytest.mark.parametrize(("name", "kind"), [("planner", DiscretePlanner), ("inference", DiscreteReasoner)])
def test_shipped_machines_by_name_and_from_their_folders(name: str, kind: type) -> None:
    assert isinstance(load_machine(name), kind)
    assert isinstance(load_machine(WEIGHTS / name), kind)
    assert isinstance(load_machine(str(WEIGHTS / name)), kind)


def test_shipped_machines_need_no_torch() -> None:
    code = "from graphmem.machines import load_machine; load_machine('planner'); load_machine('inference')"
    code += "; import sys; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "False\n"


@pytest.mark.parametrize("controller", ["lstm", "feed-forward"])
@pytest.mark.parametrize(
    "make",
    [
        lambda **more: DNC(3, 4, hidden_size=5, num_layers=2, num_slots=7, word_size=6, num_read_heads=2, **more),
        lambda **more: NTM(3, 4, hidden_size=5, num_slots=7, word_size=6, num_write_heads=2, shift_range=2, **more),
    ],
    ids=["dnc", "ntm"],
)
def test_a_saved_machine_comes_back(make: Callable[..., DNC | NTM], controller: str, tmp_path: Path) -> None:
    machine = make(controller=controller, gradient_bound=2.5, generator=torch.Generator().manual_seed(0))
    machine.save(tmp_path)
    loaded = load_machine(tmp_path)
    assert type(loaded) is type(machine)
    assert isinstance(loaded, DNC | NTM)
    assert loaded.arguments == machine.arguments
    inputs = torch.rand(6, 2, 3, generator=torch.Generator().manual_seed(1))
    (first, before), (again, after) = machine(inputs), loaded(inputs)
    assert torch.equal(first, again)
    assert torch.equal(before.access.memory, after.access.memory)
    assert json.loads((tmp_path / "config.json").read_text())["controller"] == controller
    assert {path.name for path in tmp_path.iterdir()} == {"config.json", "model.safetensors"}


def test_the_dnc_that_ships() -> None:
    machine = load_machine("dnc-traversal")
    assert isinstance(machine, DNC)
    assert (machine.input_size, machine.output.out_features) == (92, 90)
    assert {parameter.dtype for parameter in machine.parameters()} == {torch.float32}
    again = load_machine(WEIGHTS / "dnc" / "traversal")
    assert isinstance(again, DNC)
    assert torch.equal(machine.interface.weight, again.interface.weight)


def test_weights_that_do_not_ship_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DNC_MACHINES, "dnc-shortest-path", "dnc/no_such_folder")
    with pytest.raises(CheckpointError) as error:
        load_machine("dnc-shortest-path")
    assert str(error.value) == (
        "No weights of the dnc-shortest-path ship with this copy of graphmem; name a checkpoint folder."
    )
    with pytest.raises(CheckpointError) as error:
        load_machine("dnc")
    assert "dnc-shortest-path" not in str(error.value)


def test_weights_in_half_precision_become_float32(saved: Path) -> None:
    whole = load_machine(saved)
    assert isinstance(whole, DNC)
    save_file({name: value.half() for name, value in whole.state_dict().items()}, saved / "model.safetensors")
    half = load_machine(saved)
    assert isinstance(half, DNC)
    assert half.output.weight.dtype == torch.float32
    assert torch.equal(half.output.weight, whole.output.weight.half().float())


def test_loading_draws_nothing_from_the_random_numbers_of_torch(saved: Path) -> None:
    before = torch.random.get_rng_state()
    load_machine(saved)
    assert torch.equal(before, torch.random.get_rng_state())


def test_saving_again_replaces_the_files(saved: Path) -> None:
    machine = NTM(2, 2)
    machine.save(saved)
    assert isinstance(load_machine(saved), NTM)


@pytest.mark.parametrize(
    "machine",
    [DNC(3, 4, controller=FeedForward(3 + 16, 5, 1)), DNC(3, 4, access=without_links)],
    ids=["module", "access"],
)
def test_what_no_file_can_hold_is_not_saved(machine: DNC, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^This machine was made with a module or a function of your own; .*\.$"):
        machine.save(tmp_path / "machine")
    assert not (tmp_path / "machine").exists()


@pytest.mark.parametrize("name", ["plannr", "no/such/folder", ""])
def test_an_unknown_name_is_answered_with_what_there_is(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = ["planner", "inference", *(one for one, folder in DNC_MACHINES.items() if (WEIGHTS / folder).exists())]
    listed = joined([f"'{one}'" for one in shipped])
    with pytest.raises(CheckpointError, match=rf"{listed} ship with graphmem.*folder") as error:
        load_machine(name or "file.txt")
    assert str(error.value).count(". ") == 0


def test_a_folder_without_a_machine_is_answered_with_what_a_checkpoint_has(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError) as error:
        load_machine(tmp_path)
    assert str(error.value) == (
        f"{tmp_path} holds no machine: it has no config.json; a checkpoint has config.json and model.safetensors."
    )


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("machine", "gru", "machine must be one of planner, reasoner, dnc, ntm, not 'gru'"),
        ("machine", None, "machine must be one of"),
        ("machine", ["dnc"], "machine must be one of"),
        ("format", 2, "format must be 1, not 2"),
        ("hidden_size", 0, "hidden_size must be a whole number from 1 to 4096, not 0"),
        ("hidden_size", True, "hidden_size must be a whole number"),
        ("num_slots", None, "num_slots must be a whole number"),
        ("controller", "gru", "controller must be 'lstm' or 'feed-forward', not 'gru'"),
        ("controller", ["lstm"], "controller must be"),
        ("gradient_bound", -1, "gradient_bound must be a number above 0, not -1"),
        ("word_size", 5, "must be float32 of shape"),
        ("machine", "ntm", "num_write_heads must be a whole number"),
    ],
)
def test_a_wrong_configuration_is_one_sentence(saved: Path, key: str, value: object, message: str) -> None:
    config = json.loads((saved / "config.json").read_text())
    (saved / "config.json").write_text(json.dumps({**config, key: value}))
    with pytest.raises(CheckpointError) as error:
        load_machine(saved)
    assert message in str(error.value)


def test_wrong_tensors_are_refused(saved: Path) -> None:
    path = saved / "model.safetensors"
    weights = load_file(path)
    for broken, message in (
        ({**weights, "more": torch.zeros(1)}, "tensor more belongs to no dnc"),
        ({name: value for name, value in weights.items() if name != "output.weight"}, "output.weight is missing"),
        ({**weights, "output.weight": weights["output.weight"] * torch.nan}, "not finite"),
    ):
        save_file(broken, path)
        with pytest.raises(CheckpointError, match=message):
            load_machine(saved)
    path.write_bytes(b"\x80\x04\x95pickle")
    with pytest.raises(CheckpointError, match="damaged or no safetensors file"):
        load_machine(saved)


def test_the_docstring_shows_an_example_that_runs() -> None:
    assert doctest.testmod(machines).failed == 0
    assert doctest.testmod(machines).attempted
