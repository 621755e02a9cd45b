"""``graphmem experiment``: rows for people and for programs."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graphmem.cli.experiment import NAMES
from graphmem.cli.main import main
from graphmem.experiments.catalogue import EXPERIMENTS
from graphmem.results.experiment_tables import figures_path
from graphmem.results.folders import benchmark_folder, experiments_folder, has_weights


def experiment(*words: str) -> Result:
    return CliRunner().invoke(main, ["experiment", *words])


def rows_of(*words: str) -> list[dict[str, Any]]:
    done = experiment(*words, "--json")
    assert done.exit_code == 0, done.output
    rows: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return rows


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Figures and weights of one machine after a single update."""
    folder = tmp_path_factory.mktemp("made")
    words = "--updates", "1", "--machine", "dnc, no free gates"
    done = experiment("run", "reuse", *words, "--out", str(folder), "--json")
    assert done.exit_code == 0, done.output
    assert "dnc, no free gates: copies of 5 vectors, 1 copy, 5 vectors: " in done.stderr
    assert json.loads(done.stdout) == json.loads(experiment("show", "reuse", "--folder", str(folder), "--json").stdout)
    return folder


def test_names_are_those_of_the_experiments() -> None:
    assert tuple(EXPERIMENTS) == NAMES


def test_figures_are_shown(made: Path, tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    rows = rows_of("show", "reuse", "--folder", str(made))
    shown = experiment("show", "reuse", "--folder", str(made), "--csv", str(table)).stdout.splitlines()
    assert shown.index("") == 1 + len(rows)
    assert shown[-1] == f"CSV: {table}"
    assert f"{rows[0]['accuracy']:.2%}" in shown[1]
    assert table.read_bytes() == (made / "reuse.csv").read_bytes()
    with table.open(encoding="utf-8", newline="") as stream:
        assert [row["test"] for row in csv.DictReader(stream)] == [row["test"] for row in rows]


def test_a_reproduction_agrees_or_says_what_does_not(made: Path, tmp_path: Path) -> None:
    rows = rows_of("reproduce", "reuse", "--folder", str(made))
    assert rows == rows_of("show", "reuse", "--folder", str(made))
    agreed = experiment("reproduce", "reuse", "--folder", str(made))
    assert agreed.stdout.splitlines()[-1] == f"Reproduced: {len(rows)} figures agree."
    for path in made.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "reuse.csv").read_text(encoding="utf-8")
    (tmp_path / "reuse.csv").write_text(text.replace(",48,", ",49,", 1), encoding="utf-8")
    differs = experiment("reproduce", "reuse", "--folder", str(tmp_path), "--json")
    assert differs.exit_code == 1
    where = "dnc, no free gates, copies of 5 vectors, 1 copies, 5 vectors, 10 slots, seed 0"
    assert differs.stderr == f"graphmem: {where}: published examples 49, now 48.\n"
    assert json.loads(differs.stdout)["rows"] == rows


def test_shipped_weights_are_measured() -> None:
    rows = rows_of("reproduce", "reuse", "--machine", "dnc")
    fifty = [row for row in rows if row["test"] == "10 copies, 50 vectors" and row["seed"] == 0]
    shares = {row["machine"]: row["accuracy"] for row in fifty}
    assert set(shares) == {"dnc", "dnc, free gates closed after training"}
    assert shares["dnc"] > 0.95
    assert shares["dnc, free gates closed after training"] < 0.5


def test_shipped_weights_need_a_slot_for_each_vector() -> None:
    rows = [row for row in rows_of("show", "resize") if row["test"] == "1 of 5 vectors"]
    assert rows
    for row in rows:
        assert (row["accuracy"] > 0.99) == (row["slots"] >= 5)


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_a_machine_on_a_task(name: str) -> None:
    with experiments_folder() as folder, benchmark_folder() as benchmark:
        if name == "dnc-disabled" and not has_weights(benchmark, "dnc"):
            assert not figures_path(folder, name).exists()
            pytest.skip("the weights that it needs are not shipped")
    rows = rows_of("show", name)
    assert {row["experiment"] for row in rows} == {name}
    machine, task = rows[-1]["machine"], rows[-1]["task"]
    assert rows_of("show", name, "--machine", machine, "--task", task) == [
        row for row in rows if (row["machine"], row["task"]) == (machine, task)
    ]


def test_a_machine_and_a_task_without_figures() -> None:
    done = experiment("show", "planner-ablations", "--machine", "planner, no ages", "--task", "inference")
    assert done.exit_code == 2
    assert done.stderr == "graphmem: There are no figures of planner, no ages on inference.\n"


def test_table_and_picture_are_two_files(tmp_path: Path) -> None:
    path = tmp_path / "rows.svg"
    done = experiment("show", "lengths", "--csv", str(path), "--picture", str(tmp_path / "." / "rows.svg"))
    assert done.exit_code == 2
    assert done.stderr == f"graphmem: The table and the picture cannot both be {path}.\n"
    assert not path.exists()


def test_a_table_without_figures(made: Path, tmp_path: Path) -> None:
    header = (made / "reuse.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "reuse.csv").write_text(header + "\n", encoding="utf-8")
    done = experiment("show", "reuse", "--folder", str(tmp_path))
    assert done.exit_code == 5
    assert done.stderr.endswith(f"{tmp_path / 'reuse.csv'} has no rows.\n")


def test_lengths_as_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "lengths.svg"
    done = experiment("show", "lengths", "--picture", str(path))
    assert done.stdout.splitlines()[-1] == f"Picture: {path}"
    assert b">associative_recall</text>" in path.read_bytes()


def test_help_lists_all_keys() -> None:
    text = experiment("--help").stdout.replace("\n", " ")
    assert [name for name in rows_of("show", "reuse")[0] if name not in text] == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("reproduce reuse --seed 1", 2, "No such option '--seed'."),
        ("show reuse --compile", 2, "No such option '--compile'"),
        ("show reuse --threads 2", 2, "No such option '--threads'."),
        ("run reuse --folder x", 2, "No such option '--folder'"),
        ("show reuse --picture x.svg", 2, "--picture draws lengths"),
        ("reproduce dnc-ablations", 2, "saves no weights"),
        ("run reuse --machine planner", 2, "'planner' does not take part"),
        ("show reuse --machine planner", 2, "There are no figures of 'planner'; there are 'dnc'"),
        ("show lengths --task chess", 2, "There are no figures of 'chess'; there are "),
        ("run lengths --task chess", 2, "'chess' does not take part; there are 'copy', "),
        ("show reuse --folder x", 5, "There are no figures of the experiment 'reuse'"),
        ("reproduce reuse --folder x", 6, "There are no weights in x."),
        ("show nothing", 2, "Invalid value"),
    ],
)
def test_what_is_refused(words: str, code: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = experiment(*words.split())
    assert (done.exit_code, done.stdout) == (code, "")
    assert sentence in done.stderr


@pytest.mark.parametrize("name", ["lengths", "reuse"])
def test_the_figures_need_no_torch(name: str) -> None:
    code = f"from graphmem.cli import main\nmain(['experiment', 'show', '{name}'], standalone_mode=False)"
    code += "\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "graphmem.cli.experiment" in loaded
    assert not {"torch", "pandas", "networkx", "matplotlib"} & loaded
