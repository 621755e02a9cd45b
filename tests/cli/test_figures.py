"""What ``graphmem benchmark`` and ``graphmem experiment`` have in common, with the shipped figures."""

import csv
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmem.cli.figures import agreement
from graphmem.cli.main import main

BOTH = pytest.mark.parametrize("command", ["benchmark show", "experiment show lengths"])
FILES = pytest.mark.parametrize(("option", "name"), [("--csv", "rows.csv"), ("--picture", "rows.svg")])


def run(command: str, *more: str) -> Result:
    return CliRunner().invoke(main, [*command.split(), *more])


def refused(result: Result, code: int, sentence: str) -> None:
    """One line on standard error, and nothing else."""
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith(f"graphmem: {sentence}")
    assert result.stderr.endswith((".\n", "?\n"))
    assert result.stderr.count("\n") == 1


@BOTH
def test_json_and_csv_have_the_same_rows(command: str, tmp_path: Path) -> None:
    """Accuracies are shares."""
    table = tmp_path / "rows.csv"
    report = json.loads(run(command, "--json", "--csv", str(table)).stdout)
    assert list(report) == ["rows"]
    shares = [row["accuracy"] for row in report["rows"]]
    assert 0 <= min(shares) < 0.5 < max(shares) == 1
    with table.open(encoding="utf-8", newline="") as stream:
        assert [float(row["accuracy"]) for row in csv.DictReader(stream)] == shares


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("benchmark show --task chess", "Invalid value for '--task': 'chess' is not one of"),
        ("benchmark show --bogus", "No such option '--bogus'."),
        ("benchmark train dnc traversal --out x --seed -1", "Invalid value for '--seed': -1 is not in the range"),
        ("benchmark show now", "Got unexpected extra argument (now)."),
        ("benchmark now", "No such command 'now'."),
        ("benchmark --csv", "No such option '--csv'."),
        ("experiment show", "Missing argument 'NAME'. Choose from: lengths, reuse, resize, "),
        ("experiment show nothing", "Invalid value for 'NAME': 'nothing' is not one of 'lengths', "),
        ("experiment reuse", "No such command 'reuse'."),
        ("experiment run reuse --updates 0", "Invalid value for '--updates': 0 is not in the range"),
    ],
)
def test_usage_errors(command: str, sentence: str) -> None:
    refused(run(command), 2, sentence)


@BOTH
@FILES
def test_files_that_cannot_be_written(command: str, option: str, name: str, tmp_path: Path) -> None:
    what = "picture" if option == "--picture" else "table"
    (tmp_path / "file").write_text("no folder")
    (tmp_path / name).mkdir()
    missing, below, folder = tmp_path / "none" / name, tmp_path / "file" / name, tmp_path / name
    cannot = f"The {what} cannot be written to"
    refused(run(command, option, str(missing)), 5, f"{cannot} {missing}: there is no folder {tmp_path / 'none'}.")
    refused(run(command, option, str(below)), 5, f"{cannot} {below}: there is no folder {tmp_path / 'file'}.")
    refused(run(command, option, str(folder)), 5, f"{cannot} {folder}: it is a folder.")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["file", name])


@BOTH
@FILES
def test_a_folder_that_is_not_writable(
    command: str, option: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    what = "picture" if option == "--picture" else "table"
    sentence = f"The {what} cannot be written to {tmp_path / name}: the folder {tmp_path} is not writable."
    refused(run(command, option, str(tmp_path / name)), 5, sentence)


@BOTH
@FILES
def test_files_are_written_as_a_whole_or_not_at_all(
    command: str, option: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text("before")

    def no_room(path: Path, target: Path) -> None:
        raise OSError(28, "No room")

    monkeypatch.setattr(Path, "replace", no_room)
    what = "picture" if option == "--picture" else "table"
    result = run(command, option, str(tmp_path / name))
    refused(result, 5, f"The {what} cannot be written to {tmp_path / name}: No room.")
    assert (tmp_path / name).read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_only_regular_files_are_replaced(tmp_path: Path) -> None:
    """A pipe is refused; a link leads to its file."""
    os.mkfifo(tmp_path / "pipe")
    refused(run("benchmark show", "--csv", str(tmp_path / "pipe")), 5, "The table cannot be written to")
    assert (tmp_path / "pipe").is_fifo()
    (tmp_path / "link").symlink_to(tmp_path / "rows.csv")
    assert run("benchmark show", "--csv", str(tmp_path / "link")).exit_code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "rows.csv").read_text().startswith("machine,task,test,accuracy")


def test_files_are_checked_before_the_work(tmp_path: Path) -> None:
    out, table = tmp_path / "out", tmp_path / "none" / "rows.csv"
    refused(run("experiment run reuse", "--out", str(out), "--csv", str(table)), 5, "The table cannot be written to")
    out.write_text("no folder")
    refused(run("experiment run reuse", "--out", str(out)), 5, f"The folder {out} cannot be made: File exists.")
    refused(run("experiment run reuse --machine x", "--out", str(tmp_path / "new")), 2, "'x' does not take part")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_agreement() -> None:
    assert agreement(1) == "Reproduced: 1 figure agrees."
    assert agreement(1200) == "Reproduced: 1,200 figures agree."


@pytest.mark.parametrize("command", ["benchmark", "experiment"])
def test_the_help_of_a_group_fits_80_columns_and_cuts_nothing(command: str) -> None:
    text = run(command, "--help").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "..." not in text.partition("Commands:")[2]
    assert text.partition("Commands:")[2].split()[0] == "show"
