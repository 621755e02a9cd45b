"""The machine in the paper's channels against answers read off the graph; all pairs at once against pair by pair."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from graphmem.encoding.paper import ANSWER_REQUIRED, OUTPUTS, read_channels, triple_channels
from graphmem.encoding.specs import ALL, SOURCE, TOKEN, Kind, LabelSource
from graphmem.graphs import Triples
from graphmem.interpreter import ControlRow, ControlState, DiscretePlanner, HeadRow, load_planner
from graphmem.interpreter.channels.paper_planner import PaperPlanner
from graphmem.interpreter.channels.planner import PlannerReading
from graphmem.tasks import paper
from graphmem.tasks.paper import (
    Episode,
    Fact,
    LabelledGraph,
    Query,
    draw_batch,
    encode,
    encode_questions,
    map_paths,
    plan,
)
from graphmem.tasks.paper.shortest_path import ask_path, goal_of

from .programs import HERE, IDLE, TO, control_states, dijkstra_program

Program = dict[ControlState, ControlRow]
Walk = tuple[Fact, ...]


def machine(program: Program | None = None) -> PaperPlanner:
    return PaperPlanner(DiscretePlanner(dijkstra_program() if program is None else program, 2))


def with_query(*heads: HeadRow) -> Program:
    """Dijkstra's algorithm, except for what the heads do when a query is read."""
    return {
        state: row._replace(heads=heads) if state.kind == Kind.QUERY else row
        for state, row in dijkstra_program().items()
    }


WAVE = dijkstra_program()[control_states(2)[2 * 16]].heads[0]
LEAVING = HeadRow(((HERE,), (), ()), (True, False, False), False, False, ALL, False)
ASTRAY = WAVE._replace(keys=((), (), (TO, HERE)))  # waves from origin and destination: many walks go wrong


def say(reading: PlannerReading, episodes: Sequence[Episode]) -> np.ndarray:
    """(T, B, 3) the labels of the outputs, paper.BLANK where they are zeros."""
    return read_channels(reading.read(encode(episodes).observations))


def walk(reading: PlannerReading, episode: Episode, steps: int) -> Walk:
    """Answers of an episode alone, each shown at the next step."""
    (span,) = encode_questions([episode], steps).spans
    observations = encode_questions([episode], steps).observations
    reading.read(observations[: span.start])
    walked: list[Fact] = []
    for time in range(span.start, span.stop):
        shown = observations[time : time + 1].copy()
        shown[..., ANSWER_REQUIRED] = 1
        shown[0, 0, :OUTPUTS] = triple_channels(np.array(walked[-1] if walked else Fact()))
        walked.append(Fact(*read_channels(reading.read(shown))[0, 0].tolist()))
        if walked[-1].destination == episode.queries[0].steps[0].destination:
            break
    return tuple(walked)


def chain(edges: int) -> LabelledGraph:
    """Nodes 100, 101, ... one after the other."""
    return LabelledGraph(tuple(range(100, 101 + edges)), tuple(Fact(100 + k, k, 101 + k) for k in range(edges)))


def test_a_traversal_step_by_step() -> None:
    graph = LabelledGraph((5, 8, 1), (Fact(5, 3, 8), Fact(8, 1, 5), Fact(5, 1, 1), Fact(1, 3, 8)))
    query = Query((Fact(5, 3), Fact(edge=1)), 0, (Fact(5, 3, 8), Fact(8, 1, 5), paper.END))
    nothing = (paper.BLANK,) * 3
    answered = say(PlannerReading(machine(), 1), [Episode(graph, (query, query))])[:, 0].tolist()
    answers = [[5, 3, 8], [8, 1, 5], [0, 0, 0]]
    assert answered == [*[list(nothing)] * 6, *answers, *[list(nothing)] * 2, *answers]


def test_a_hop_that_leads_nowhere_ends_the_answer() -> None:
    graph = LabelledGraph((5, 8), (Fact(5, 3, 8),))
    query = Query((Fact(5, 3), Fact(edge=3), Fact(edge=3)), 0, (Fact(5, 3, 8), paper.END, paper.END, paper.END))
    assert say(PlannerReading(machine(), 1), [Episode(graph, (query,))])[4:, 0].tolist() == [[5, 3, 8], *[[0] * 3] * 3]


@pytest.mark.parametrize("stage", [0, 6, 13])
def test_traversals_of_stages(stage: int) -> None:
    episodes = draw_batch(np.random.default_rng(stage), paper.PAPER_TASKS["traversal"], stage, 12)
    batch = encode(episodes)
    answered = say(PlannerReading(PaperPlanner(load_planner()), 12), episodes)
    for span in batch.spans:
        assert list(map(tuple, answered[span.start : span.stop, span.episode].tolist())) == [
            *map(tuple, episodes[span.episode].queries[0].answer)
        ]
    assert (answered[batch.mask == 0] == paper.BLANK).all()


@pytest.mark.parametrize("stage", [0, 8, 14])
def test_paths_of_stages(stage: int) -> None:
    for episode in draw_batch(np.random.default_rng(stage), paper.PAPER_TASKS["shortest_path"], stage, 12):
        for patient in (True, False):
            walked = walk(PlannerReading(PaperPlanner(load_planner()), 1, patient), episode, 6)
            assert goal_of(episode).accepts(episode.queries[0].steps[0].source, walked)


def test_of_parallel_edges_the_lowest_label_is_answered() -> None:
    graph = LabelledGraph((1, 2, 3), (Fact(1, 9, 2), Fact(1, 4, 2), Fact(1, 7, 2), Fact(2, 8, 3), Fact(1, 2, 2)))
    episode = ask_path(np.random.default_rng(0), plan(graph, 3), 1)
    assert walk(PlannerReading(machine(), 1), episode, 5) == (Fact(1, 2, 2), Fact(2, 8, 3))


@pytest.mark.parametrize(("edges", "given"), [(11, True), (12, False), (30, False)])
def test_ten_steps_of_planning_reach_eleven_edges(edges: int, given: bool) -> None:
    graph = chain(edges)
    episode = ask_path(np.random.default_rng(0), plan(graph, 100 + edges), 100)
    assert walk(PlannerReading(machine(), 1), episode, edges) == graph.facts
    assert (walk(PlannerReading(machine(), 1, patient=False), episode, edges) == graph.facts) is given
    for planning, right in ((None, True), (10, given)):
        walks = {walked[:2]: walked[2] for walked in machine().walk_all(np.array(graph.facts), planning)}
        assert (walks[100, 100 + edges] == graph.facts) is right


def test_no_route_is_the_reserved_pattern() -> None:
    episode = Episode(chain(3), (Query((Fact(102, destination=100),), 10, (Fact(102, 2, 103),), fed_back=True),))
    assert walk(PlannerReading(machine(), 1), episode, 1) == (paper.END,)
    assert (102, 100, ()) in machine().walk_all(np.array(episode.graph.facts))


@pytest.mark.parametrize("cuts", [(1,), (4, 5, 6), (30, 31), tuple(range(1, 200))])
@pytest.mark.parametrize("task", ["traversal", "shortest_path"])
def test_episodes_read_in_pieces_give_the_same_outputs(task: str, cuts: tuple[int, ...]) -> None:
    observations = encode(draw_batch(np.random.default_rng(2), paper.PAPER_TASKS[task], 3, 5)).observations
    places = [cut for cut in cuts if cut < len(observations)]
    for patient in (True, False):
        reading = PlannerReading(machine(), 5, patient)
        pieces = np.concatenate([reading.read(piece) for piece in np.split(observations, places)])
        assert np.array_equal(pieces, PlannerReading(machine(), 5, patient).read(observations))
        assert pieces.any()


@pytest.mark.parametrize(
    ("program", "reads", "right"),
    [
        (dijkstra_program(), False, True),
        (with_query(WAVE, LEAVING), True, True),
        (with_query(WAVE, LEAVING._replace(marked=True)), False, True),
        (with_query(WAVE, LEAVING._replace(counts=(True, True, False))), False, True),  # a query names no line
        (with_query(WAVE, LEAVING._replace(counts=(True, False, True))), False, True),  # no key for what they lead to
        (with_query(ASTRAY, IDLE), True, False),
    ],
)
def test_all_pairs_at_once_equal_pair_by_pair(program: Program, reads: bool, right: bool) -> None:
    described = machine(program)
    assert described.reads_origin is reads
    rows = np.array([(0, 0, 1), (1, 0, 2), (2, 0, 3), (3, 0, 0), (3, 1, 2), (1, 1, 0), (2, 1, 1)])
    source, line, destination = rows.T
    triples = Triples.single(source, line, destination, np.ones(len(rows), np.int64), 4)
    marks = []
    for episode in map_paths(np.random.default_rng(0), triples, length=None):
        goal, origin = goal_of(episode), episode.queries[0].steps[0].source
        for planning in (None, 10):
            walks = {one[:2]: one[2] for one in described.walk_all(np.array(episode.graph.facts), planning)}
            assert len(walks) == 12
            walked = walk(PlannerReading(described, 1, planning is None), episode, 4)
            assert tuple(fact for fact in walked if fact != paper.END) == walks[origin, goal.destination]
            marks.append(goal.accepts(origin, walked))
    assert len(marks) == 24
    assert all(marks) is right


@pytest.mark.parametrize("patient", [True, False])
def test_an_answer_starts_where_the_shown_triple_ends(patient: bool) -> None:
    """If another triple than its own is shown, the path continues from there."""
    graph = LabelledGraph((1, 2, 3, 4), (Fact(1, 1, 2), Fact(1, 2, 3), Fact(2, 1, 4), Fact(3, 5, 2)))
    episode = ask_path(np.random.default_rng(0), plan(graph, 4), 1)
    batch = encode_questions([episode], 2)
    observations, start = batch.observations.copy(), batch.spans[0].start
    observations[start:, 0, ANSWER_REQUIRED] = 1
    observations[start + 1, 0, :OUTPUTS] = triple_channels(np.array(Fact(1, 2, 3)))
    answered = read_channels(PlannerReading(machine(), 1, patient).read(observations))
    assert answered[start:, 0].tolist() == [[1, 1, 2], [3, 5, 2]]


def test_an_answer_that_no_held_row_ends_in_is_none() -> None:
    """A planner that emits the current station holds no row that leads there."""
    program = {
        state: row._replace(answer=(LabelSource(TOKEN, SOURCE),)) if state.kind == Kind.ANSWER else row
        for state, row in dijkstra_program().items()
    }
    facts = np.array(chain(2).facts)
    assert all(not walked for _, _, walked in machine(program).walk_all(facts))
