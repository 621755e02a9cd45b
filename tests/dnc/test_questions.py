"""Episodes to watch."""

import numpy as np
import pytest

from graphmem.dnc.questions import NETWORK_EDGES, drawn_episode, network_episode
from graphmem.errors import StationError, UsageError
from graphmem.networks import load_network
from graphmem.tasks.paper import END, PAPER_TASKS, LabelledGraph

from ..routing.conftest import ALPHA, make_network


@pytest.mark.parametrize("task", list(PAPER_TASKS))
def test_drawn_questions_have_the_length_that_is_asked_for(task: str) -> None:
    rng = np.random.default_rng(0)
    episode = drawn_episode(task, rng, 3)
    assert len(episode.graph.nodes) == 6
    assert PAPER_TASKS[task].length(episode.queries[0]) == 3
    assert isinstance(drawn_episode(task, rng).graph, LabelledGraph)


def test_a_length_that_no_graph_has_is_one_sentence() -> None:
    with pytest.raises(UsageError, match=r"^Graphs of 6 nodes have no question of shortest path with 9 edges\.$"):
        drawn_episode("shortest_path", np.random.default_rng(0), 9)


def test_lines_are_followed_one_after_another() -> None:
    labelled, episode = network_episode(
        make_network(), np.random.default_rng(0), ALPHA, ["blue eastbound", "Green E", "red w"]
    )
    query = episode.queries[0]
    assert [labelled.words(fact) for fact in query.answer[:-1]] == [
        ("Alpha", "Blue Eastbound", "Chi"),
        ("Chi", "Green Eastbound", "Delta"),
        ("Delta", "Red Westbound", "Gamma"),
    ]
    assert query.answer[-1] == END
    assert [labelled.words(fact) for fact in query.steps] == [
        ("Alpha", "Blue Eastbound", None),
        (None, "Green Eastbound", None),
        (None, "Red Westbound", None),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["green"], 'No line from Alpha begins with "green"; there are Blue Eastbound, Red Eastbound, Red Southbound.'),
        (["red"], 'Several lines from Alpha begin with "red"; there are Red Eastbound, Red Southbound.'),
        (["blue", "red"], 'No line from Chi begins with "red"; there are Blue Westbound, Green Eastbound.'),
    ],
)
def test_lines_that_do_not_lead_on(lines: list[str], message: str) -> None:
    with pytest.raises(UsageError) as error:
        network_episode(make_network(), np.random.default_rng(0), ALPHA, lines)
    assert str(error.value) == message
    assert not isinstance(error.value, StationError)


def test_lines_need_an_origin() -> None:
    with pytest.raises(UsageError, match="need a station to start from"):
        network_episode(make_network(), np.random.default_rng(0), None, ["red"])


def test_a_random_walk_starts_where_it_is_told() -> None:
    network = load_network("london_zone1_interchanges")
    labelled, episode = network_episode(network, np.random.default_rng(0), 5)
    assert labelled.stations[episode.queries[0].steps[0].source] == 5
    assert len(episode.queries[0].steps) == NETWORK_EDGES
    _, shorter = network_episode(network, np.random.default_rng(0), edges=2)
    assert len(shorter.queries[0].steps) == 2
