"""The pages say what is true: files they name exist, tables agree with the shipped figures, and the site builds."""

import importlib.util
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphmem.cli import main
from graphmem.cli.main import COMMANDS
from graphmem.results.benchmark import Selection, benchmark_rows
from graphmem.results.benchmark_tables import read_benchmark
from graphmem.results.folders import benchmark_folder
from graphmem.tasks.paper import PAPER_TASKS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = sorted({README, ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")} - set((DOCS / "_build").rglob("*.md")))
RESULTS = (DOCS / "results.md").read_text(encoding="utf-8")


def figures(experiment: str) -> list[dict[str, object]]:
    printed = CliRunner().invoke(main, ["experiment", "show", experiment, "--json"]).output
    rows: list[dict[str, object]] = json.loads(printed)["rows"]
    return rows


def table(after: str) -> list[list[str]]:
    """The rows of a table of the results, below the rule under its header."""
    lines = RESULTS.split(after)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("name", ["route", "tests"])
def test_the_two_lines_of_the_readme_are_one_line_each(name: str) -> None:
    found = re.search(rf"<!-- {name} -->\n```\n(.*)\n```\n", README.read_text(encoding="utf-8"))
    assert found
    assert "-c constraints.txt" in found[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target
    for path in re.findall(r"python (tests/\S+\.py)", text):
        assert (ROOT / path).is_file(), path
    for path in re.findall(r"`((?:\w+/)+\w+\.py)`", text):
        assert "NAME" in path or (ROOT / path).is_file() or (ROOT / "graphmem" / path).is_file(), path


def test_commands_on_the_pages_exist() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|\$ |\| )graphmem ([a-z][\w-]*)", text))
    assert len(named) > 5
    assert named <= set(COMMANDS)


def test_the_architecture_names_every_package() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in (ROOT / "graphmem").glob("*/__init__.py")}
    assert [name for name in sorted(packages) if f"\n  {name}/" not in text] == []


def test_the_ablations_of_the_planner_are_the_shipped_ones() -> None:
    shares = {(row["machine"], row["task"], row["test"]): row["accuracy"] for row in figures("planner-ablations")}
    rows = table("| taken back |")
    assert {name for name, *_ in rows} == {
        str(machine).removeprefix("planner, ").replace("planner", "nothing")
        for machine, task, _ in shares
        if task == "traversal"
    }
    columns = list(itertools.product(("shortest_path", "traversal"), ("discretised", "soft")))
    for name, *cells in rows:
        machine = "planner" if name == "nothing" else f"planner, {name}"
        for (task, way), cell in zip(columns, cells, strict=True):
            share = shares[machine, task, f"underground, {way}"]
            assert float(cell.removesuffix("%")) == pytest.approx(100 * share, abs=0.05 + 1e-9), (name, task, way)


def test_the_lengths_are_the_shipped_ones() -> None:
    rows = figures("lengths")
    names = {"LSTM": "lstm", "NTM": "ntm", "DNC": "dnc", "planner": "planner", "optimal": "bayes-optimal"}
    head = RESULTS.split("| task | size | in training |")[1].splitlines()[0]
    machines = [names.get(cell.strip(), cell.strip()) for cell in head.strip(" |").split("|")]
    for task, size, _, *cells in table("| task | size | in training |"):
        for machine, cell in zip(machines, cells, strict=True):
            there = [row for row in rows if (row["machine"], row["task"], row["test"]) == (machine, task, size)]
            assert bool(there) == (cell != "-"), (machine, task, size)
            if there:
                figure = there[0]["cost_bits" if task == "ngrams" else "wrong_bits"]
                assert float(cell) == pytest.approx(figure, abs=0.05 + 1e-9), (machine, task, size)


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS), str(tmp_path)]
    done = subprocess.run(  # noqa: S603 - our own documentation
        command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONWARNINGS": "ignore"}
    )
    assert done.returncode == 0, done.stderr
    commands = (tmp_path / "reference" / "commands.html").read_text(encoding="utf-8")
    assert ".. option::" not in commands
    assert 'id="cmdoption-graphmem-route-from"' in commands
    for command in COMMANDS:
        assert f'id="graphmem-{command}"' in commands, command
    schemas = (tmp_path / "reference" / "json.html").read_text(encoding="utf-8")
    titles = [
        json.loads(path.read_text(encoding="utf-8"))["title"] for path in (ROOT / "cli" / "schemas").glob("*.json")
    ]
    assert titles
    assert [title for title in titles if title not in schemas] == []


def test_the_example_of_a_command_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    specification = importlib.util.spec_from_file_location("count_command", DOCS / "samples" / "count_command.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "graphmem.cli.count_command", module)
    monkeypatch.setitem(COMMANDS, "count", next(iter(COMMANDS.values()))._replace(module="count_command"))
    result = CliRunner().invoke(main, ["count", "lisbon_metro", "--json"])
    assert json.loads(result.output) == {"stations": 50, "lines": 4}
    assert "count" in CliRunner().invoke(main, ["--help"]).output
    assert json.loads(CliRunner().invoke(main, ["count", "nowhere", "--json"]).stdout)["error"]["exit_code"] == 5


def test_the_readme_quotes_the_dnc_as_the_benchmark_has_it() -> None:
    """In the row of "dnc", which is there as soon as all three tasks have figures."""
    found = re.search(r"`dnc`.*\| ([\d.]+)%, ([\d.]+)%, ([\d.]+)% \|", README.read_text(encoding="utf-8"))
    with benchmark_folder() as folder:
        figures = read_benchmark(folder).only(Selection(("dnc",), tests=("zone1", "family")))
    rows = {row.task: row.accuracy for row in benchmark_rows(figures)}
    assert bool(found) == (rows.keys() == PAPER_TASKS.keys())
    if found:
        shares = [100 * rows[task] for task in ("traversal", "shortest_path", "inference")]
        assert [float(figure) for figure in found.groups()] == pytest.approx(shares, abs=0.06)
