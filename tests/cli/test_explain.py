"""What ``graphmem explain`` prints."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from safetensors.numpy import save_file

from graphmem.cli import main
from graphmem.encoding.specs import interface_size, num_control_bits
from graphmem.encoding.words import interface_size as reasoner_size
from graphmem.errors import CheckpointError, UsageError
from graphmem.tasks.paper import paper_relations
from graphmem.tasks.paper.family import EDGE_WORDS, kin_chains


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """One head and one hidden unit that is always off, so that every gate follows its bias: shut."""
    size = interface_size(1)
    bias = np.full(size, -1, np.float32)
    tensors = {
        "controller.hidden.weight": np.zeros((1, num_control_bits(1)), np.float32),
        "controller.hidden.bias": np.zeros(1, np.float32),
        "controller.output.weight": np.zeros((size, 1), np.float32),
        "controller.output.bias": bias,
    }
    save_file(tensors, tmp_path / "model.safetensors")
    config = {"format": 1, "machine": "planner", "num_heads": 1, "hidden_size": 1}
    (tmp_path / "config.json").write_text(json.dumps(config))
    return tmp_path


def test_text(checkpoint: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--checkpoint", str(checkpoint), "--stations", "2"])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "DESCRIPTION: changes nothing.",
        "QUERY, PLANNING: changes nothing.",
        'ANSWER: says "no route".',
        'TRAVERSAL: says "no route".',
    ]
    assert "by construction" in lines[5]
    assert "2 to 2 stations" in lines[6]
    assert lines[7:] == ["  nothing"]


def test_raw(checkpoint: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--checkpoint", str(checkpoint), "--raw"])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 4  # all five kinds do the same; it reads otherwise where they answer


def test_json(checkpoint: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--checkpoint", str(checkpoint), "--json", "--stations", "0"])
    report = json.loads(result.stdout)
    assert [rule["when"] for rule in report["rules"]] == ["DESCRIPTION", "QUERY, PLANNING", "ANSWER", "TRAVERSAL"]
    assert report["removed"] == []
    assert len(report["notes"]) == 1


def test_a_missing_checkpoint(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--checkpoint", str(tmp_path / "none")])
    assert result.exit_code == CheckpointError.exit_code
    assert result.stdout == ""
    assert "There is no checkpoint folder" in result.stderr


def write_reasoner(folder: Path, letters: int = 10) -> Path:
    """All gates open; every word is one letter, in turn, then a rest."""
    logits = np.zeros((410, 2, letters + 1), np.float32)
    logits[np.arange(410), 0, np.arange(410) % letters] = 1
    logits[:, 1, letters] = 1
    size = reasoner_size()
    tensors = {
        "lexicon.logits": logits,
        "control.weight": np.zeros((size, 4), np.float32),
        "control.bias": np.ones(size, np.float32),
    }
    save_file(tensors, folder / "model.safetensors")
    config = {"format": 1, "machine": "reasoner", "num_words": 410, "num_letters": letters, "places": 2}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.fixture
def reasoner(tmp_path: Path) -> Path:
    return write_reasoner(tmp_path)


def test_relations(reasoner: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--machine", "inference", "--checkpoint", str(reasoner)])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "DESCRIPTION: writes the triple into the next free row.",
        "QUERY: starts at the query's source.",
        "PLANNING: reads the relation's next letter in the lexicon; on a rest it stays; else it finds all rows "
        "that leave a current station and run on the letter and lead to a current station, and moves to the starts of "
        "those rows or the ends of those rows.",
        "ANSWER: emits the query's source or the current stations; the query's relation; the query's source or the "
        "current stations.",
    ]
    assert lines[4] == lines[6] == ""
    assert lines[5].startswith("Left out by construction")
    assert len(lines) == 7 + 400


def test_relations_raw(reasoner: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--machine", "inference", "--checkpoint", str(reasoner), "--raw"])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "DESCRIPTION: writes the triple into the next free row.",
        "QUERY: starts at the query's source or the query's destination.",
        "PLANNING: reads the relation's next letter in the lexicon; on a rest it stays; else it finds all rows "
        "that leave a current station and run on the query's relation or the letter and lead to a current station, "
        "and moves to the starts of those rows or the ends of those rows.",
        "ANSWER: emits the query's source or the query's destination or the current stations; the query's relation; "
        "the query's source or the query's destination or the current stations.",
    ]
    assert lines[4] == ""
    assert len(lines) == 5 + 400
    assert "10 = mother" in lines[5]
    label = paper_relations().labels[kin_chains()["maternal great uncle"]]
    word = EDGE_WORDS[label % 10]
    assert f"{label} maternal great uncle = {word}" in lines


def test_relations_as_json(reasoner: Path) -> None:
    arguments = ["explain", "--machine", "inference", "--checkpoint", str(reasoner), "--json"]
    report = json.loads(CliRunner().invoke(main, arguments).stdout)
    assert list(report["program"]) == ["DESCRIPTION", "QUERY", "PLANNING", "ANSWER"]
    assert "destination" not in report["program"]["QUERY"]
    assert len(report["notes"]) == 1
    raw = json.loads(CliRunner().invoke(main, [*arguments, "--raw"]).stdout)
    assert raw["program"]["QUERY"] == "starts at the query's source or the query's destination"
    assert (raw["notes"], raw["relations"]) == ([], report["relations"])
    assert len(report["relations"]) == 400
    assert report["relations"][3]["chain"] == [3]
    assert report["relations"][3]["edges"] == ["husband"]
    assert report["relations"][3]["spelt"] == [3, None]
    assert sum(relation["name"] is not None for relation in report["relations"]) == 15


def test_options_of_the_other_machine_are_refused(reasoner: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "--machine", "inference", "--stations", "3"])
    assert result.exit_code == UsageError.exit_code
    result = CliRunner().invoke(main, ["explain", "--machine", "inference", "--checkpoint", str(reasoner / "none")])
    assert result.exit_code == CheckpointError.exit_code


@pytest.mark.parametrize("letters", [5, 11])
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_lexicon_of_other_letters_than_the_ten_edges(tmp_path: Path, letters: int, more: list[str]) -> None:
    folder = str(write_reasoner(tmp_path, letters))
    result = CliRunner().invoke(main, ["explain", "--machine", "inference", "--checkpoint", folder, *more])
    assert result.exit_code == CheckpointError.exit_code
    assert f"The lexicon of these weights has {letters} letters" in result.stderr
    printed = json.loads(result.stdout)["error"]["exit_code"] if more else result.stdout
    assert printed == (CheckpointError.exit_code if more else "")
