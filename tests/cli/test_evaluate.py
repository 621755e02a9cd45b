"""What ``graphmem evaluate`` counts, prints and refuses."""

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmem.cli import main
from graphmem.networks import write_network

TOY = runpy.run_path(str(Path(__file__).parents[1] / "routing" / "conftest.py"))
ALPHA = 0
# Entrances: 11 segments come before the six stations.
FROM_ALPHA, FROM_OMEGA = 11, 16

Evaluate = Callable[..., Result]


@pytest.fixture
def evaluate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluate:
    """Run ``graphmem evaluate`` on the toy network; ``wrong`` makes the machine err."""
    write_network(TOY["make_network"](), tmp_path / "toy")

    def run(*arguments: str, wrong: dict[int, int | None] | None = None) -> Result:
        planner = TOY["StandIn"](wrong)
        monkeypatch.setattr("graphmem.interpreter.load_planner", lambda path=None: planner, raising=False)
        return CliRunner().invoke(main, ["evaluate", "--network", str(tmp_path / "toy"), *arguments])

    return run


def test_json_has_its_keys_and_nothing_else_is_printed(evaluate: Evaluate) -> None:
    result = evaluate("--pairs", "all", "--by", "stops", "--json", wrong={FROM_OMEGA: FROM_ALPHA})
    assert (result.exit_code, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert list(report) == ["network", "by", "pairs", "valid", "optimal", "seconds", "table"]
    assert report.pop("seconds") > 0
    assert report == {
        "network": "toy",
        "by": "stops",
        "pairs": 30,
        "valid": 25,
        "optimal": 25,
        "table": [
            {"stops": 1, "pairs": 11, "valid": 11, "optimal": 11},
            {"stops": 2, "pairs": 12, "valid": 12, "optimal": 12},
            {"stops": 3, "pairs": 2, "valid": 2, "optimal": 2},
            {"stops": None, "pairs": 5, "valid": 0, "optimal": 0},
        ],
    }


def test_text_is_a_table_with_totals(evaluate: Evaluate) -> None:
    title, blank, *table = evaluate("--by", "stops", wrong={FROM_OMEGA: FROM_ALPHA}).stdout.splitlines()
    assert title.startswith("toy by stops: 30 pairs in ")
    assert blank == ""
    assert table == [
        "stops  pairs         valid       optimal",
        "    1     11  11 (100.00%)  11 (100.00%)",
        "    2     12  12 (100.00%)  12 (100.00%)",
        "    3      2   2 (100.00%)   2 (100.00%)",
        " none      5     0 (0.00%)     0 (0.00%)",
        "  all     30   25 (83.33%)   25 (83.33%)",
    ]


def test_a_sample_depends_on_the_seed(evaluate: Evaluate) -> None:
    def table(seed: str) -> list[dict[str, int]]:
        return json.loads(evaluate("--pairs", "9", "--by", "minutes", "--seed", seed, "--json").stdout)["table"]

    assert sum(bucket["pairs"] for bucket in table("0")) == 9
    assert table("0") == table("0")
    assert any(table("0") != table(seed) for seed in "12345")


def test_traversal_counts_walks_right_so_far(evaluate: Evaluate) -> None:
    arguments = ("--task", "traversal", "--walks", "50", "--hops", "3")
    report = json.loads(evaluate(*arguments, "--json").stdout)
    assert list(report) == ["network", "task", "walks", "hops", "right", "right_after", "seconds"]
    assert (report["network"], report["task"], report["walks"], report["hops"]) == ("toy", "traversal", 50, 3)
    assert (report["right"], report["right_after"]) == (50, [50, 50, 50])
    _, _, header, *rows = evaluate(*arguments, wrong={ALPHA: ALPHA}).stdout.splitlines()
    assert header.split() == ["hop", "right", "so", "far"]
    right = [int(row.split()[1]) for row in rows]
    assert 50 > right[0] > right[2] > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--pairs", "0"), "--pairs must be all or a whole number of at least 1, not 0."),
        (("--pairs", "some"), "--pairs must be all or a whole number of at least 1, not some."),
        (("--task", "traversal", "--by", "stops"), "--by belongs to --task route"),
        (("--task", "traversal", "--pairs", "3"), "--pairs belongs to --task route"),
        (("--walks", "3"), "--walks belongs to --task traversal"),
    ],
)
def test_options_that_contradict_each_other_exit_with_2(
    evaluate: Evaluate, arguments: tuple[str, ...], message: str
) -> None:
    result = evaluate(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_percentage_is_never_rounded_up_to_all(evaluate: Evaluate) -> None:
    from graphmem.cli.evaluate_table import share

    assert share(73_711, 73_712) == "73,711 (99.99%)"
    assert share(3, 3) == "3 (100.00%)"
