"""``graphmem route-batch``: every row is answered once, whatever happens in between."""

import json
import runpy
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graphmem import weights
from graphmem.cli import main
from graphmem.networks import write_network

TOY = runpy.run_path(str(Path(__file__).parents[1] / "routing" / "conftest.py"))
PAIRS = "from,to\nalpha,delta\nbeta,delta\n\nomega,alpha\nalpha,nowhere\nalpha,alpha\nalpha,\nchi,gamma\n"
ROWS = [2, 3, 5, 6, 7, 8, 9]  # the blank row counts

Batch = Callable[..., Result]


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    """Run the command on the toy network with the shipped weights."""
    write_network(TOY["make_network"](), tmp_path / "toy")
    (tmp_path / "pairs.csv").write_text(PAIRS, encoding="utf-8")

    def run(*arguments: str) -> Result:
        files = [str(tmp_path / "pairs.csv"), "--out", str(tmp_path / "out.jsonl")]
        return CliRunner().invoke(main, ["route-batch", "--network", str(tmp_path / "toy"), *files, *arguments])

    return run


def records(tmp_path: Path) -> list[dict[str, Any]]:
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    return [{key: value for key, value in json.loads(line).items() if key != "seconds"} for line in lines]


def test_every_row_has_an_answer_or_an_error_and_errors_are_counted(batch: Batch, tmp_path: Path) -> None:
    result = batch()
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("out.jsonl: 7 answers; 4 of them failed.\n")
    answers = records(tmp_path)
    assert [answer["row"] for answer in answers] == ROWS
    assert [answer["pair"] for answer in answers][:3] == [["alpha", "delta"], ["beta", "delta"], ["omega", "alpha"]]
    assert [answer["error"]["exit_code"] if "error" in answer else 0 for answer in answers] == [0, 0, 4, 3, 2, 5, 0]
    assert "no route from Omega to Alpha" in answers[2]["error"]["message"]
    assert [answers[place]["error"]["kind"] for place in (2, 3, 4)] == ["NoRoute", "UnknownStation", "UsageError"]
    assert answers[3]["error"]["suggestions"] == ["Alpha", "Beta", "Gamma", "Delta", "Chi", "Omega"]
    assert answers[0]["stations"] == ["Alpha", "Beta", "Gamma", "Delta"]  # 6 minutes, against 2 and a change over Chi
    assert (answers[0]["minutes"], answers[0]["optimal"], answers[0]["network"]) == (6, True, "toy")


def test_each_answer_is_that_of_route_json(batch: Batch, tmp_path: Path) -> None:
    batch("--by", "stops", "--change-minutes", "2")
    for answer in (answer for answer in records(tmp_path) if "error" not in answer):
        origin, destination = answer["pair"]
        arguments = ["--from", origin, "--to", destination, "--by", "stops", "--change-minutes", "2", "--json"]
        single = json.loads(CliRunner().invoke(main, ["route", "--network", str(tmp_path / "toy"), *arguments]).stdout)
        del single["seconds"]
        assert {key: answer[key] for key in single} == single


def test_plans_are_shared_by_destination(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphmem.interpreter.planner.machine import DiscreteDescription

    planned: list[int] = []
    original = DiscreteDescription.plan

    def plan(self: DiscreteDescription, destination: int, origin: int | None = None) -> Any:
        planned.append(destination)
        return original(self, destination, origin)

    monkeypatch.setattr(DiscreteDescription, "plan", plan)
    batch()
    assert len(planned) == len(set(planned)) == 3  # Delta, Alpha and Gamma


@pytest.mark.parametrize("cut", [0, 1, 40, 200, 1000])
def test_it_continues_where_it_stopped(batch: Batch, tmp_path: Path, cut: int) -> None:
    batch()
    whole = records(tmp_path)
    text = (tmp_path / "out.jsonl").read_bytes()
    (tmp_path / "out.jsonl").write_bytes(text[: len(text) - cut])
    result = batch()
    assert result.exit_code == 1
    assert records(tmp_path) == whole
    kept = text[: len(text) - cut].count(b"\n")
    assert f"7 answers, {kept} of them from before; 4 of them failed" in result.stderr


def test_no_question_is_answered_again(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch()
    monkeypatch.setattr("graphmem.routing.RoutingSession.ask", None)
    assert batch().exit_code == 1


def test_a_file_with_answers_to_other_questions_is_refused(batch: Batch, tmp_path: Path) -> None:
    batch()
    before = (tmp_path / "out.jsonl").read_bytes()
    for other in (("--by", "stops"), ("--change-minutes", "4"), ("--avoid-line", "blue"), ("--seed", "1")):
        result = batch(*other)
        assert (result.exit_code, "written with other options" in result.stderr) == (2, True), other
    (tmp_path / "pairs.csv").write_text(PAIRS.replace("beta", "chi"), encoding="utf-8")
    result = batch()
    assert (result.exit_code, "line 2 answers another question" in result.stderr) == (2, True)
    (tmp_path / "pairs.csv").write_text("from,to\nalpha,delta\n", encoding="utf-8")
    assert "more than there are questions" in batch().stderr
    assert (tmp_path / "out.jsonl").read_bytes() == before


def test_new_rows_are_answered_into_the_same_file(batch: Batch, tmp_path: Path) -> None:
    batch()
    (tmp_path / "pairs.csv").write_text(PAIRS + "gamma,chi\n", encoding="utf-8")
    assert "8 answers, 7 of them from before" in batch().stderr
    assert [answer["row"] for answer in records(tmp_path)] == [*ROWS, 10]


def test_a_file_of_something_else_is_refused_and_left_alone(batch: Batch, tmp_path: Path) -> None:
    for text in ("dear diary\n", "dear diary", "[1]\n", '{"row": 2}\n', "[" * 100_000 + "\n"):
        (tmp_path / "out.jsonl").write_text(text, encoding="utf-8")
        result = batch()
        assert (result.exit_code, "line 1 is not an answer" in result.stderr) == (2, True)
        assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == text


def test_the_table_of_questions_is_not_overwritten(batch: Batch, tmp_path: Path) -> None:
    table = "from,to\ralpha,delta\r"
    (tmp_path / "pairs.csv").write_text(table, encoding="utf-8", newline="")
    result = batch("--out", str(tmp_path / "pairs.csv"))
    assert (result.exit_code, "is not an answer of this command" in result.stderr) == (2, True)
    assert (tmp_path / "pairs.csv").read_text(encoding="utf-8").split() == table.split()


def test_answers_are_not_written_into_a_device(batch: Batch) -> None:
    result = batch("--out", "/dev/null")
    assert (result.exit_code, "not a regular file" in result.stderr) == (5, True)


def test_a_file_with_answers_of_other_weights_is_refused(batch: Batch, tmp_path: Path) -> None:
    shipped = Path(weights.__file__).parent / "planner"
    mine = tmp_path / "mine"
    shutil.copytree(shipped, mine)
    assert batch("--checkpoint", str(mine)).exit_code == 1
    assert batch("--checkpoint", str(mine)).exit_code == 1
    config = json.loads((mine / "config.json").read_text(encoding="utf-8"))
    (mine / "config.json").write_text(json.dumps(config | {"seconds": 0.5}), encoding="utf-8")
    result = batch("--checkpoint", str(mine))
    assert (result.exit_code, "other options or weights" in result.stderr) == (2, True)


@pytest.mark.parametrize("change", [{"minutes": 2.25}, {"direction": "Up"}])
def test_a_file_with_answers_on_another_network_is_refused(
    batch: Batch, change: dict[str, Any], tmp_path: Path
) -> None:
    batch()
    network = TOY["make_network"]()
    first, *others = network.connections
    write_network(replace(network, connections=(replace(first, **change), *others)), tmp_path / "toy")
    result = batch()
    assert (result.exit_code, "other options or weights" in result.stderr) == (2, True)


def test_an_interruption_keeps_the_answers_so_far(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphmem.routing import RoutingSession

    original, asked = RoutingSession.ask, list[int]()

    def ask(self: RoutingSession, origin: int, destination: int) -> Any:
        asked.append(origin)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return original(self, origin, destination)

    monkeypatch.setattr(RoutingSession, "ask", ask)
    result = batch()
    assert (result.exit_code, "the same command continues" in result.stderr) == (130, True)
    assert [answer["row"] for answer in records(tmp_path)] == [2, 3]
    monkeypatch.setattr(RoutingSession, "ask", original)
    assert "7 answers, 2 of them from before" in batch().stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("from\na\n", "column 'to' is missing"), ("from,to\n", "has a header but no rows"), ("", "is empty")],
)
def test_a_bad_table_exits_with_5_and_writes_nothing(batch: Batch, tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "pairs.csv").write_text(text, encoding="utf-8")
    result = batch()
    assert (result.exit_code, sentence in result.stderr) == (5, True)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("option", ["--from", "--alternatives", "--map", "--depart", "--horizon", "--pairs"])
def test_options_for_one_question_do_not_exist(batch: Batch, option: str) -> None:
    result = batch(option, "2")
    assert (result.exit_code, f"No such option '{option}'" in result.stderr) == (2, True)


@pytest.mark.parametrize("option", [["--out", "-"], []])
def test_answers_on_standard_output(batch: Batch, tmp_path: Path, option: list[str]) -> None:
    batch()
    arguments = ["route-batch", str(tmp_path / "pairs.csv"), "--network", str(tmp_path / "toy"), *option]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stderr) == (1, "graphmem: 7 answers; 4 of them failed.\n")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [{key: value for key, value in line.items() if key != "seconds"} for line in lines] == records(tmp_path)
    assert not (tmp_path / "-").exists()


def test_a_batch_without_failures_exits_with_0(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("from,to\nalpha,delta\n", encoding="utf-8")
    result = batch()
    assert (result.exit_code, result.stderr.endswith("out.jsonl: 1 answer.\n")) == (0, True)


def test_a_file_that_cannot_be_written(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").mkdir()
    result = batch()
    assert result.exit_code == 5
    assert "out.jsonl is not a regular file" in result.stderr
