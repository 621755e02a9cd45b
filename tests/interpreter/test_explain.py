"""Terms that are left out change no answer, and the rest reads like a program."""

from __future__ import annotations

import json

import numpy as np
import pytest

from graphmem.encoding.specs import ALL, DESTINATION, SOURCE, Kind, LabelSource
from graphmem.interpreter import ControlRow, ControlState, DiscretePlanner
from graphmem.interpreter.explain.exhaustion import as_triples, emitted_stations, numbered_graph, random_graph
from graphmem.interpreter.explain.planner import as_json, as_text, explain
from graphmem.interpreter.explain.reach import reachable
from graphmem.interpreter.explain.rules import as_program
from graphmem.interpreter.explain.simplify import simplify
from graphmem.interpreter.planner.control import ControlTable
from graphmem.models.tensors import as_arrays

from .programs import HERE, IDLE, TO, control_states, dijkstra_program
from .test_equality import draw_machine

WAVE = (
    "QUERY, PLANNING: head 0 adds all unmarked rows that lead to the destination, "
    "or to a start of a readable row it holds; marks them."
)


def answers(planner: DiscretePlanner) -> list[tuple[bytes, list[int | None]]]:
    graphs = [as_triples(numbered_graph(number, 3)) for number in range(0, 64, 5)]
    graphs += [random_graph(number)[1] for number in range(12)]
    result = []
    for triples in graphs:
        described = planner.describe(triples, np.random.default_rng(0))
        plan = described.plan(0)
        assert plan.state.control(Kind.ANSWER) in planner.program
        result.append(
            (emitted_stations(plan).tobytes(), [described.hop(station, 0) for station in range(triples.num_stations)])
        )
    return result


@pytest.mark.parametrize("heads", [1, 2, 3])
def test_what_is_left_out_by_construction_changes_no_answer(heads: int) -> None:
    rng = np.random.default_rng(heads)
    for _ in range(40):
        machine = draw_machine(rng, heads, 2.0, True)
        table = ControlTable(as_arrays(machine), heads)
        simple = as_program(simplify(table, heads, 0).rules)  # has no row for a state that cannot be met
        assert answers(DiscretePlanner(simple, heads)) == answers(DiscretePlanner(table, heads))
        met = {state for state in table if state.kind != Kind.DESCRIPTION}
        assert met <= set(reachable(table, heads))


def cluttered_program() -> dict[ControlState, ControlRow]:
    """The wave with terms that change nothing: a second head that follows the wave, blank labels, an idle field."""
    plain, second = dijkstra_program(), LabelSource(1, DESTINATION)
    program = {}
    for state, row in plain.items():
        if state.kind in (Kind.QUERY, Kind.PLANNING):
            wave, _ = row.heads
            idle = IDLE._replace(
                keys=((LabelSource(0, SOURCE),), (), (TO, HERE)), counts=(False, False, True), mode=ALL
            )
            wave = wave._replace(keys=((second,), (), (HERE, *wave.keys[DESTINATION])))
            row = row._replace(heads=(wave, idle))
        program[state] = row
    return program


def test_clutter_is_left_out_by_construction() -> None:
    planner = DiscretePlanner(cluttered_program(), 2)
    explanation = explain(planner, 0)
    assert WAVE in as_text(explanation).splitlines()
    assert "head 1" not in as_text(explanation).split("ANSWER")[0]
    assert "Heads that no answer depends on" in as_text(explanation)
    assert answers(planner) == answers(DiscretePlanner(as_program(explanation.rules), 2))


def test_a_superfluous_term_is_left_out_by_exhaustion() -> None:
    program = {
        state: row._replace(heads=(row.heads[0], row.heads[1]._replace(keys=((HERE, LabelSource(0, SOURCE)), (), ()))))
        if state.kind == Kind.ANSWER and not any(state.holds)
        else row
        for state, row in dijkstra_program().items()
    }
    explanation = explain(DiscretePlanner(program, 2))
    text = as_text(explanation)
    assert "that rows must be unmarked" in explanation.removed[0]
    assert WAVE.replace("unmarked ", "") in text
    assert "proof for those graphs only" in text


def test_terms_that_answers_need_stay() -> None:
    simplified = simplify(dijkstra_program(), 2)
    assert len(simplified.rules) == 4
    assert [rule.row.answer for rule in simplified.rules] == [(), (), *[(LabelSource(1, DESTINATION),)] * 2]
    assert simplified.graphs > 64


def test_raw_and_json() -> None:
    planner = DiscretePlanner(dijkstra_program(), 2)
    raw = explain(planner, raw=True)
    assert WAVE in as_text(raw)
    assert not raw.notes
    report = json.loads(json.dumps(as_json(explain(planner, 0))))
    assert set(report) == {"rules", "notes", "removed"}
    plan = report["rules"][1]
    assert plan["when"] == "QUERY, PLANNING"
    assert plan["heads"][0] == {
        "keys": {"destination": [{"of": "token", "field": "destination"}, {"of": 0, "field": "source"}]},
        "conditions": ["unmarked"],
        "mode": "union",
        "marks": True,
    }
    kinds = {state["kind"] for rule in report["rules"] for state in rule["states"]}
    assert kinds == {kind.name for kind in Kind}
    assert len(control_states(2)) == 80
