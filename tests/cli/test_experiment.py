"""``graphmem experiment``: rows for people and for programs."""

import csv
import json
from pathlib import Path

from click.testing import CliRunner

from graphmem.cli.experiment import NAMES
from graphmem.cli.main import main
from graphmem.training.experiments.catalogue import EXPERIMENTS

RUN = ["experiment", "resize", "--updates", "1"]


def test_names_are_those_of_the_experiments() -> None:
    assert tuple(EXPERIMENTS) == NAMES


def test_run_keep_and_retest(tmp_path: Path) -> None:
    weights, table = tmp_path / "weights", tmp_path / "rows.csv"
    done = CliRunner().invoke(main, [*RUN, "--weights", str(weights), "--json", "--csv", str(table)])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    with table.open(encoding="utf-8", newline="") as stream:
        assert [row["test"] for row in csv.DictReader(stream)] == [row["test"] for row in rows]
    again = CliRunner().invoke(main, ["experiment", "resize", "--retest", "--weights", str(weights), "--json"])
    assert json.loads(again.stdout) == rows
    text = CliRunner().invoke(main, ["experiment", "resize", "--retest", "--weights", str(weights)])
    assert len(text.stdout.splitlines()) == 1 + len(rows)
    assert f"{rows[0]['accuracy']:.2%}" in text.stdout


def test_shipped_weights_are_measured() -> None:
    done = CliRunner().invoke(main, ["experiment", "reuse", "--retest", "--machine", "dnc", "--json"])
    assert done.exit_code == 0, done.output
    shares = {(row["machine"], row["test"]): row["accuracy"] for row in json.loads(done.stdout)}
    assert shares["dnc", "10 copies, 50 vectors"] > 0.95
    assert shares["dnc, free gates closed after training", "10 copies, 50 vectors"] < 0.5


def test_shipped_weights_need_a_slot_a_vector() -> None:
    done = CliRunner().invoke(main, ["experiment", "resize", "--retest", "--json"])
    for row in json.loads(done.stdout):
        if row["test"] == "1 of 5 vectors":
            assert (row["accuracy"] > 0.99) == (row["slots"] >= 5)


def test_what_cannot_be(tmp_path: Path) -> None:
    for words, code in (
        (["experiment", "reuse", "--retest", "--seed", "1"], 2),
        (["experiment", "parts", "--retest"], 2),
        (["experiment", "reuse", "--machine", "planner"], 2),
        (["experiment", "reuse", "--retest", "--weights", str(tmp_path)], 6),
        (["experiment", "nothing"], 2),
    ):
        assert CliRunner().invoke(main, words).exit_code == code, words
