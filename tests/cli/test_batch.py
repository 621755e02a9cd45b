"""``graphmem route --pairs``: every row answered once, whatever happens in between."""

import json
import runpy
import shutil
from collections.abc import Callable
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
        files = ["--pairs", str(tmp_path / "pairs.csv"), "--out", str(tmp_path / "out.jsonl")]
        return CliRunner().invoke(main, ["route", "--network", str(tmp_path / "toy"), *files, *arguments])

    return run


def records(tmp_path: Path) -> list[dict[str, Any]]:
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    return [{key: value for key, value in json.loads(line).items() if key != "seconds"} for line in lines]


def test_one_result_a_row_and_errors_as_rows(batch: Batch, tmp_path: Path) -> None:
    result = batch()
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith("out.jsonl: 7 answers; 4 errors among the 7 answered now.\n")
    answers = records(tmp_path)
    assert [answer["row"] for answer in answers] == ROWS
    assert [answer["asked"] for answer in answers][:3] == [["alpha", "delta"], ["beta", "delta"], ["omega", "alpha"]]
    assert [answer.get("exit_code") for answer in answers] == [None, None, 4, 3, 2, 5, None]
    assert "no route from Omega to Alpha" in answers[2]["error"]
    assert answers[3]["suggestions"] == []
    assert answers[0]["stations"] == ["Alpha", "Beta", "Gamma", "Delta"]  # 6 minutes, against 2 and a change over Chi
    assert (answers[0]["minutes"], answers[0]["optimal"], answers[0]["network"]) == (6, True, "toy")


def test_each_row_is_what_one_question_alone_is_answered(batch: Batch, tmp_path: Path) -> None:
    batch("--by", "stops", "--change-minutes", "2")
    for answer in (answer for answer in records(tmp_path) if "error" not in answer):
        origin, destination = answer["asked"]
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
def test_it_goes_on_where_it_stopped(batch: Batch, tmp_path: Path, cut: int) -> None:
    batch()
    whole = records(tmp_path)
    text = (tmp_path / "out.jsonl").read_bytes()
    (tmp_path / "out.jsonl").write_bytes(text[: len(text) - cut])
    result = batch()
    assert result.exit_code == 0
    assert records(tmp_path) == whole
    kept = text[: len(text) - cut].count(b"\n")
    assert f"7 answers, {kept} of them before" in result.stderr


def test_what_is_answered_is_not_answered_again(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch()
    monkeypatch.setattr("graphmem.routing.RoutingSession.ask", None)
    assert batch().exit_code == 0


def test_other_questions_do_not_go_into_the_same_file(batch: Batch, tmp_path: Path) -> None:
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
    assert "8 answers, 7 of them before" in batch().stderr
    assert [answer["row"] for answer in records(tmp_path)] == [*ROWS, 10]


def test_a_file_of_something_else_is_left_alone(batch: Batch, tmp_path: Path) -> None:
    for text in ("dear diary\n", "dear diary", "[1]\n", '{"row": 2}\n', "[" * 100_000 + "\n"):
        (tmp_path / "out.jsonl").write_text(text, encoding="utf-8")
        result = batch()
        assert (result.exit_code, "line 1 is no answer" in result.stderr) == (2, True)
        assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == text


def test_the_questions_themselves_are_no_place_for_the_answers(batch: Batch, tmp_path: Path) -> None:
    table = "from,to\ralpha,delta\r"
    (tmp_path / "pairs.csv").write_text(table, encoding="utf-8", newline="")
    result = batch("--out", str(tmp_path / "pairs.csv"))
    assert (result.exit_code, "is no answer of this command" in result.stderr) == (2, True)
    assert (tmp_path / "pairs.csv").read_text(encoding="utf-8").split() == table.split()


def test_answers_are_not_written_into_a_device(batch: Batch) -> None:
    result = batch("--out", "/dev/null")
    assert (result.exit_code, "no regular file" in result.stderr) == (5, True)


def test_other_weights_do_not_go_on_with_the_file(batch: Batch, tmp_path: Path) -> None:
    shipped = Path(weights.__file__).parent / "planner"
    mine = tmp_path / "mine"
    shutil.copytree(shipped, mine)
    assert batch("--checkpoint", str(mine)).exit_code == 0
    assert batch("--checkpoint", str(mine)).exit_code == 0
    config = json.loads((mine / "config.json").read_text(encoding="utf-8"))
    (mine / "config.json").write_text(json.dumps(config | {"seconds": 0.5}), encoding="utf-8")
    result = batch("--checkpoint", str(mine))
    assert (result.exit_code, "other options or weights" in result.stderr) == (2, True)


def test_an_interruption_keeps_what_is_answered(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphmem.routing import RoutingSession

    original, asked = RoutingSession.ask, list[int]()

    def ask(self: RoutingSession, origin: int, destination: int) -> Any:
        asked.append(origin)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return original(self, origin, destination)

    monkeypatch.setattr(RoutingSession, "ask", ask)
    result = batch()
    assert (result.exit_code, "the same command goes on" in result.stderr) == (130, True)
    assert [answer["row"] for answer in records(tmp_path)] == [2, 3]
    monkeypatch.setattr(RoutingSession, "ask", original)
    assert "7 answers, 2 of them before" in batch().stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [("from\na\n", "column 'to' is missing"), ("from,to\n", "has a header but no rows"), ("", "is empty")],
)
def test_a_bad_table_exits_with_5_and_writes_nothing(batch: Batch, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "pairs.csv").write_text(text, encoding="utf-8")
    result = batch()
    assert (result.exit_code, said in result.stderr) == (5, True)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    "arguments",
    [["--from", "alpha"], ["--alternatives", "2"], ["--map", "a.svg"], ["--depart", "2026-01-01 08:00"], ["--json"]],
)
def test_options_for_one_question_are_refused(batch: Batch, arguments: list[str]) -> None:
    result = batch(*arguments)
    assert (result.exit_code, f"{arguments[0]} says nothing to --pairs" in result.stderr) == (2, True)


def test_a_file_that_cannot_be_written(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").mkdir()
    result = batch()
    assert result.exit_code == 5
    assert "out.jsonl cannot be" in result.stderr
