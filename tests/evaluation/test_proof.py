"""The proof by exhaustion finds no errors in a right program, and finds those of others."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from graphmem.encoding.specs import ALL, Kind, LabelSource
from graphmem.evaluation import proof as proof_module
from graphmem.evaluation.proof import prove, prove_range, prove_small
from graphmem.graphs import distances_to
from graphmem.interpreter import DiscretePlanner
from graphmem.interpreter.explain.exhaustion import (
    Tally,
    as_triples,
    count_graphs,
    distances,
    numbered_graph,
    random_graph,
)

from ..interpreter.programs import dijkstra_program


def planner(**changes: object) -> DiscretePlanner:
    """The wave with changes to its second head at ANSWER."""
    program = {
        state: row._replace(heads=(row.heads[0], row.heads[1]._replace(**changes)))
        if state.kind == Kind.ANSWER
        else row
        for state, row in dijkstra_program().items()
    }
    return DiscretePlanner(program, 2)


@pytest.mark.parametrize(("stations", "graphs"), [(2, 4), (3, 64)])
def test_all_small_graphs(stations: int, graphs: int) -> None:
    assert prove_small(planner(), stations) == Tally(graphs, graphs * stations * (stations - 1), 0)


@pytest.mark.slow
def test_all_graphs_of_four() -> None:
    assert prove_small(planner(), 4) == Tally(4096, 4096 * 12, 0)


def test_one_destination_is_enough() -> None:
    wrong = planner(mode=ALL)
    assert prove_small(wrong, 3).failures == 3 * prove_small(wrong, 3, one_destination=True).failures > 0


def test_weighted_graphs() -> None:
    first = count_graphs(2)
    assert prove_range(planner(), 2, True, range(first, first + 200)).failures == 0
    assert prove_range(planner(mode=ALL), 2, True, range(first, first + 200)).failures > 20
    assert prove_range(planner(counts=(False, False, False)), 2, True, range(first, first + 200)).failures > 20


def test_a_program_with_extra_answers_is_wrong() -> None:
    here = LabelSource(-1, 0)
    program = {
        state: row._replace(answer=(*row.answer, here)) if state.kind == Kind.ANSWER else row
        for state, row in dijkstra_program().items()
    }
    assert prove_small(DiscretePlanner(program, 2), 2).failures == 8


def test_graphs_by_number() -> None:
    seen = {numbered_graph(number, 3).tobytes() for number in range(64)}
    assert len(seen) == 64
    assert all(np.isinf(np.diag(numbered_graph(number, 3))).all() for number in range(64))


@pytest.mark.parametrize("number", range(10))
def test_distances_agree_with_exact_search(number: int) -> None:
    minutes, triples = random_graph(number)
    for station in range(len(minutes)):
        assert np.array_equal(distances(minutes)[:, station], distances_to(triples, np.array([station])))
    assert len(as_triples(minutes)) == len(triples)


def test_chunks_in_two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_module, "CHUNK", 24)
    ends = list(prove(planner(), 3, range(10, 64), 2))
    assert [end for end, _ in ends] == [34, 58, 64]
    assert ends[-1][1] == Tally(54, 108, 0)


@pytest.mark.parametrize(("mode", "code"), [(None, 0), (ALL, 1)])
def test_the_exit_code_of_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mode: int | None, code: int
) -> None:
    machine = planner() if mode is None else planner(mode=mode)
    monkeypatch.setattr(proof_module, "load_planner", lambda path: machine)
    monkeypatch.setattr(sys, "argv", ["proof", "--stations", "3", "--weighted", "5", "--from", "8", "--processes", "1"])
    assert proof_module.main() == code
    assert capsys.readouterr().out.splitlines()[-1].startswith("61 graphs, ")
