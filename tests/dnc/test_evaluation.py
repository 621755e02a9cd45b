"""The accuracy of a DNC on networks and in families."""

from collections import Counter
from pathlib import Path

import pytest

from graphmem.dnc import evaluation, load_dnc
from graphmem.dnc.evaluation import Score, evaluate_paths, evaluate_sets, evaluate_walks
from graphmem.errors import UsageError
from graphmem.evaluation.paper_sets import evaluation_episodes
from graphmem.graphs import Network
from graphmem.networks import load_network
from graphmem.tasks.paper import PAPER_TASKS

from .tiny import tiny


def quiet(done: int, total: int) -> None:
    assert 0 < done <= total


def ring(stations: int) -> Network:
    """One line around a ring, in one direction."""
    import pandas as pd

    names = [f"s{number}" for number in range(stations)]
    table = pd.DataFrame({"source": names, "destination": [*names[1:], names[0]], "line": "ring"})
    return Network.from_edges(table, directed=True)


def test_walks_on_a_network_of_any_size() -> None:
    dnc = load_dnc("traversal")
    (score,) = evaluate_walks(dnc, load_network("lisbon_metro"), 10, 3, 0, quiet)
    assert score[:3] == ("lisbon_metro", 3, 10)
    assert score.valid >= 9
    assert score == evaluate_walks(dnc, load_network("lisbon_metro"), 10, 3, 0, quiet)[0]


def test_episodes_are_drawn_in_parts_but_counted_as_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    walking, planning = tiny(tmp_path / "1", "traversal"), tiny(tmp_path / "2", "shortest_path")
    done: list[tuple[int, int]] = []

    def scores() -> list[Score]:
        walks = evaluate_walks(walking, ring(4), 7, 2, 0, lambda *numbers: done.append(numbers))
        return walks + evaluate_paths(planning, load_network("london_zone1_interchanges"), 7, 0, quiet)

    whole = scores()
    monkeypatch.setattr(evaluation, "_AT_ONCE", 3)
    assert scores() == whole
    assert done == [(7, 7), (3, 7), (6, 7), (7, 7)]


def test_paths_are_counted_by_their_edges(tmp_path: Path) -> None:
    dnc = tiny(tmp_path, "shortest_path")
    scores = evaluate_paths(dnc, ring(5), None, 0, quiet)
    assert [(score.edges, score.questions) for score in scores] == [(1, 5), (2, 5), (3, 5), (4, 5)]
    # Every station has one way out, so that even this machine is right over the edges that leave a station.
    assert [(score.free, score.valid) for score in scores] == [(0, 5)] * 4
    assert sum(score.questions for score in evaluate_paths(dnc, ring(5), 7, 0, quiet)) == 7


def test_families_are_counted_by_the_edges_of_the_relation(tmp_path: Path) -> None:
    scores = evaluate_sets(tiny(tmp_path, "inference"), ["family"], 0, quiet)
    episodes = evaluation_episodes("inference", "family")
    lengths = Counter(PAPER_TASKS["inference"].length(episode.queries[0]) for episode in episodes)
    assert [(score.graph, score.edges, score.questions) for score in scores] == [
        ("family", edges, number) for edges, number in sorted(lengths.items())
    ]


def test_a_network_must_fit_the_labels_of_the_paper() -> None:
    with pytest.raises(UsageError, match=r"^The DNC of the paper has 1,000 labels, but .* needs 1,001\.$"):
        evaluate_walks(load_dnc("traversal"), ring(1001), 1, 1, 0, quiet)
