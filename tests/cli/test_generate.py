import json
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from click.testing import CliRunner

from graphmem.cli import main
from graphmem.generators import GENERATORS


def generate(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["generate", *words])
    return result.exit_code, result.output


@pytest.mark.parametrize("generator", GENERATORS)
def test_lines_hold_every_right_answer(generator: str, tmp_path: Path) -> None:
    out = tmp_path / "episodes.jsonl"
    code, text = generate(generator, "--out", str(out), "--episodes", "20", "--minutes", "1", "4", "--any")
    assert code == 0
    assert "20 episodes" in text
    episodes = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(episodes) == 20
    lost = 0
    for episode in episodes:
        graph = nx.DiGraph()
        graph.add_nodes_from(range(episode["num_stations"]))
        for source, _, destination, minutes in episode["triples"]:
            known = graph.get_edge_data(source, destination, {"minutes": minutes})["minutes"]
            graph.add_edge(source, destination, minutes=min(minutes, known))
        assert len(episode["questions"]) == len(episode["answers"]) >= 1
        for (station, line), right in zip(episode["questions"], episode["answers"], strict=True):
            assert line is None
            target = episode["destination"]
            if nx.has_path(graph, station, target):
                ways = nx.all_shortest_paths(graph, station, target, weight="minutes")
                assert right == sorted({way[1] for way in ways})
            else:
                assert right == []
                lost += 1
    assert f"{lost:,} of them without a route" in " ".join(text.split())


def test_parquet_and_lines_have_the_same_episodes(tmp_path: Path) -> None:
    words = ["transit", "--task", "traversal", "--episodes", "5", "--seed", "3"]
    for name in ("a.jsonl", "b.jsonl", "c.parquet"):
        assert generate(*words, "--out", str(tmp_path / name))[0] == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    table = pd.read_parquet(tmp_path / "c.parquet")
    for row, line in zip(table.itertuples(), (tmp_path / "a.jsonl").read_text().splitlines(), strict=True):
        episode = json.loads(line)
        assert [triple.tolist() for triple in row.triples] == episode["triples"]
        assert [right.tolist() for right in row.answers] == episode["answers"]
    assert generate(*words[:-1], "4", "--out", str(tmp_path / "d.jsonl"))[0] == 0
    assert (tmp_path / "d.jsonl").read_bytes() != (tmp_path / "a.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--out", "x.csv"], 2, "must end in"),
        (["--out", "x.jsonl", "--stations", "9", "3"], 2, "range of stations"),
        (["--out", "no/such/folder/x.jsonl"], 5, "cannot be written"),
    ],
)
def test_bad_requests_leave_nothing_behind(
    words: list[str], code: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, text = generate("sparse", *words)
    assert status == code
    assert message in " ".join(text.split())
    assert not list(tmp_path.iterdir())


def test_lines_on_standard_output(tmp_path: Path) -> None:
    out = tmp_path / "episodes.jsonl"
    words = ["generate", "sparse", "--episodes", "3"]
    assert CliRunner().invoke(main, [*words, "--out", str(out)]).exit_code == 0
    done = CliRunner().invoke(main, [*words, "--out", "-"])
    assert (done.exit_code, done.stdout) == (0, out.read_text())
    assert "standard output: 3 episodes of shortest_path on sparse graphs" in " ".join(done.stderr.split())
    one = CliRunner().invoke(main, ["generate", "sparse", "--episodes", "1", "--questions", "1", "--out", "-"])
    said = " ".join(one.stderr.split())
    assert "standard output: 1 episode of shortest_path on sparse graphs" in said
    assert " 1 question, " in said
