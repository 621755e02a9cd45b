"""Machines that other packages register: a toy one is found, trained and evaluated, and a broken one is refused."""

import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import graphmem.benchmark as package
from graphmem.benchmark import MACHINES, find_machine, machine_names
from graphmem.cli import main
from graphmem.errors import UsageError
from graphmem.tasks.paper import PAPER_TASKS

from .stand_ins import few_questions

OTHERS = """
OTHER = BenchmarkMachine("another name", make)
DNC = BenchmarkMachine("dnc", make)
NUMBER = 3
"""


def example() -> str:
    """The code that the docstring of graphmem.benchmark shows: a whole package with a machine."""
    text = package.__doc__ or ""
    block = text[text.index("    import torch") : text.index("Register it")]
    return textwrap.dedent(block)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path for packages, with the module ``toy_machines``."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "toy_machines.py").write_text(example() + OTHERS)
    (folder / "broken_machines.py").write_text("import a_module_that_is_missing\n")
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in ("toy_machines", "broken_machines"):
        sys.modules.pop(name, None)


def install(folder: Path, name: str, **machines: str) -> None:
    """What an installer writes of a package with entry points."""
    about = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{machine.replace('_', '-')} = {value}" for machine, value in machines.items()]
    (about / "entry_points.txt").write_text("\n".join(["[graphmem.machines]", *lines, ""]))


def benchmark(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["benchmark", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_registered_machine_is_trained_and_evaluated(
    packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_questions(monkeypatch)
    install(packages, "toy-package", elman="toy_machines:ELMAN")
    assert machine_names() == (*MACHINES, "elman")
    assert tuple(find_machine("elman").tasks) == tuple(PAPER_TASKS)
    out = str(tmp_path / "runs")
    assert "weights in" in benchmark("train", "elman", "traversal", "--examples", "64", "--out", out)
    rows = json.loads(benchmark("evaluate", out, "--json"))["rows"]  # found by its folder, without --machine
    assert {(row["machine"], row["test"], row["examples"]) for row in rows} == {
        ("elman", "last_stage", 64),
        ("elman", "zone1", 64),
    }
    assert json.loads(benchmark("show", "--folder", out, "--machine", "elman", "--json"))["rows"] == rows
    assert "Reproduced: 2 figures agree." in benchmark("reproduce", "elman", "traversal", "--folder", out)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("broken_machines:ELMAN", "cannot be used: ModuleNotFoundError: No module named 'a_module_that_is_missing'."),
        ("toy_machines:NOTHING", "cannot be used: AttributeError: module 'toy_machines' has no attribute 'NOTHING'."),
        ("toy_machines:NUMBER", "cannot be used: toy_machines:NUMBER is not a BenchmarkMachine."),
        ("toy_machines:OTHER", "cannot be used: it is registered as 'elman', but its name is 'another name'."),
    ],
)
def test_a_broken_machine_is_refused_and_no_other(value: str, sentence: str, packages: Path) -> None:
    install(packages, "broken-package", elman=value)
    with pytest.raises(UsageError) as error:
        find_machine("elman")
    assert str(error.value) == f"The machine 'elman' of the package broken-package {sentence}"
    assert machine_names() == (*MACHINES, "elman")
    assert find_machine("gru") is MACHINES["gru"]
    assert json.loads(benchmark("show", "--machine", "gru", "--json"))["rows"]


def test_a_broken_machine_does_not_stop_an_evaluation(
    packages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_questions(monkeypatch)
    install(packages, "broken-package", elman="broken_machines:ELMAN")
    out = str(tmp_path / "runs")
    benchmark("train", "rnn", "traversal", "--examples", "1", "--out", out)
    assert {row["machine"] for row in json.loads(benchmark("evaluate", out, "--json"))["rows"]} == {"rnn"}


def test_a_name_that_is_taken_is_refused(packages: Path) -> None:
    install(packages, "toy-package", dnc="toy_machines:DNC", elman="toy_machines:ELMAN")
    install(packages, "other-package", elman="toy_machines:ELMAN")
    for name, owners in (("dnc", "graphmem and toy-package"), ("elman", "other-package and toy-package")):
        with pytest.raises(UsageError) as error:
            find_machine(name)
        sentence = f"The machine {name!r} is registered by {owners}; uninstall all but one of them."
        assert str(error.value) == sentence


def test_an_unknown_machine() -> None:
    with pytest.raises(UsageError, match=r"^There is no machine 'xyz'; there are dnc, .*random-edge\.$"):
        find_machine("xyz")
    with pytest.raises(UsageError, match=r"^There is no machine 'gruu'; did you mean gru\?$"):
        find_machine("gruu")
