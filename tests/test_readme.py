"""The README says what is true: its program is the one printed, its paths and commands are there."""

import itertools
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphmem.cli import main
from graphmem.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```\n(.*?)```", README, re.DOTALL)
    assert found, name
    return found[1].strip()


def test_the_program_is_what_explain_prints() -> None:
    printed = CliRunner().invoke(main, ["explain", "--stations", "3"]).output
    program = printed.split("\n\n", maxsplit=1)[0]
    assert block("explain").split() == program.split()


def test_the_benchmark_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(main, ["benchmark", "--test", "zone1", "--test", "family"]).output
    table = printed.split("\n\nRight answers", maxsplit=1)[0]
    assert block("benchmark").split() == table.split()


@pytest.mark.parametrize("name", ["route", "tests"])
def test_the_two_lines_are_one_line_each(name: str) -> None:
    assert len(block(name).splitlines()) == 1
    assert "-c constraints.txt" in block(name)


def test_every_command_of_the_readme_exists() -> None:
    for words in re.findall(r"^graphmem (\S+)", README, re.MULTILINE):
        assert words in COMMANDS
    for name in COMMANDS:
        assert f"graphmem {name}" in README
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_every_file_of_the_readme_exists() -> None:
    named = re.findall(r"`((?:memory|models|encoding|rounded|training)/\w+\.py)`", README)
    assert named
    for path in named:
        assert (ROOT / "graphmem" / path).is_file()
    for path in re.findall(r"\]\(([^)#:]+)\)|python (tests/\S+\.py)", README):
        assert (ROOT / (path[0] or path[1])).exists()


def test_the_map_of_the_code_names_every_room() -> None:
    code_map = README.split("## Map of the code")[1].split("##")[0]
    rooms = [path.name for path in (ROOT / "graphmem").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert [room for room in rooms if f"{room}/" not in code_map] == []


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for code in blocks:
        exec(code, {})  # noqa: S102 - our own README
    assert (tmp_path / "runs" / "shipped" / "raw").is_dir()


def test_the_departures_are_what_the_command_finds() -> None:
    rows = json.loads(CliRunner().invoke(main, ["experiment", "departures", "--json"]).output)["rows"]
    shares = {(row["machine"], row["task"], row["test"]): row["accuracy"] for row in rows}
    table = README.split("| taken back |")[1].split("\n\n")[0].splitlines()[2:]
    taken = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    assert {name for name, *_ in taken} == {
        machine.removeprefix("planner, ").replace("planner", "nothing")
        for machine, task, _ in shares
        if task == "traversal"
    }
    columns = list(itertools.product(("shortest_path", "traversal"), ("rounded", "soft")))
    for name, *cells in taken:
        machine = "planner" if name == "nothing" else f"planner, {name}"
        for (task, way), cell in zip(columns, cells, strict=True):
            share = shares[machine, task, f"underground, {way}"]
            assert float(cell.removesuffix("%")) == pytest.approx(100 * share, abs=0.05 + 1e-9), (name, task, way)


def test_the_lengths_are_what_the_command_finds() -> None:
    rows = json.loads(CliRunner().invoke(main, ["experiment", "lengths", "--json"]).output)["rows"]
    names = {"LSTM": "lstm", "NTM": "ntm", "DNC": "dnc", "planner": "planner", "optimal": "bayes-optimal"}
    head, _, *lines = README.split("| task | size | taught |")[1].split("\n\n")[0].splitlines()
    machines = [names.get(cell.strip(), cell.strip()) for cell in head.strip(" |").split("|")]
    for line in lines:
        task, size, _, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        for machine, cell in zip(machines, cells, strict=True):
            there = [row for row in rows if (row["machine"], row["task"], row["test"]) == (machine, task, size)]
            assert bool(there) == (cell != "-"), (machine, line)
            if there:
                figure = there[0]["cost_bits" if task == "ngrams" else "wrong_bits"]
                assert float(cell) == pytest.approx(figure, abs=0.05 + 1e-9), (machine, line)
