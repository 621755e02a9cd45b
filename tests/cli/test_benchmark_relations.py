"""What ``graphmem benchmark relations`` prints and writes, and what it refuses."""

import csv
import io
import json
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result

import graphmem.benchmark as package
from graphmem.benchmark import Budget, registry, train_machine
from graphmem.cli import main
from graphmem.evaluation import relations

from ..benchmark.stand_ins import MACHINES

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small machines, and four relations."""
    monkeypatch.setattr(registry, "MACHINES", MACHINES)
    monkeypatch.setattr(package, "MACHINES", MACHINES)
    monkeypatch.setattr(relations, "relation_words", lambda: (11, 15, 27, 400))


@pytest.fixture
def folder(tmp_path: Path) -> str:
    entry = MACHINES["gru"]
    for seed in (0, 4):
        train_machine(tmp_path, entry, entry.settings("inference", seed), Budget(examples=2), device=CPU)
    return str(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["benchmark", "relations", *arguments])


def test_text_json_and_csv(folder: str) -> None:
    rows = json.loads(run("gru", "--folder", folder, "--times", "3", "--json").stdout)["rows"]
    assert [(row["seed"], row["relation"], row["questions"]) for row in rows] == [
        (seed, label, 3) for seed in (0, 4) for label in (11, 15, 27, 400)
    ]
    table = list(csv.DictReader(io.StringIO(run("gru", "--folder", folder, "--times", "3", "--csv", "-").stdout)))
    assert [{name: str(value) for name, value in row.items()} for row in rows] == table
    text = run("gru", "--folder", folder, "--times", "3", "--seed", "4", "--wide").stdout
    assert "daughter3 daughter3 daughter3 wife" in text
    assert "edges  repeated  relations" in text


def test_what_is_refused(folder: str) -> None:
    for arguments, code, sentence in (
        (("gru", "--seed", "3"), 6, f"There are no weights of gru on inference, seed 3 in {folder}."),
        (("lstm_that_is_none",), 6, f"There are no weights of lstm_that_is_none on inference in {folder}."),
        (("random_edge",), 2, "random_edge does not take part in inference, but in traversal."),
    ):
        done = run(*arguments, "--folder", folder)
        assert (done.exit_code, done.stdout, done.stderr) == (code, "", f"graphmem: {sentence}\n")


def test_help_lists_all_keys(folder: str) -> None:
    text = " ".join(run("--help").stdout.split())
    row = json.loads(run("gru", "--folder", folder, "--times", "1", "--json").stdout)["rows"][0]
    assert [name for name in row if name not in text] == []
