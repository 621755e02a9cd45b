"""What is left out of the reasoner's program changes no answer about a relation, whatever the gates."""

from __future__ import annotations

import numpy as np

from graphmem.encoding.specs import Kind
from graphmem.interpreter import DiscreteReasoner
from graphmem.interpreter.explain.reasoner import program, pruned
from graphmem.interpreter.reasoner.control import ControlGates

REST, BLANK = 3, 20
LEXICON = np.array([[0, REST], [1, REST], [2, REST], [0, 1], [2, REST], [REST, 1]])
OPEN = ControlGates((0, 1), (0, 1), (0, 1), (True, True, True), ((0, 1, 2), (0,), (0, 1, 2)), True)


def some(rng: np.random.Generator, count: int) -> tuple[int, ...]:
    return tuple(np.flatnonzero(rng.random(count) < 0.6).tolist())


def draw_gates(rng: np.random.Generator) -> ControlGates:
    counts = tuple((rng.random(3) < 0.5).tolist())
    return ControlGates(
        some(rng, 2), some(rng, 2), some(rng, 2), counts, (some(rng, 3), some(rng, 1), some(rng, 3)), True
    )


def test_no_answer_about_a_relation_changes() -> None:
    rng = np.random.default_rng(0)
    answered = shorter = others = 0
    for _ in range(600):
        control = {kind: draw_gates(rng) for kind in Kind}
        less = {kind: pruned(gates) for kind, gates in control.items()}
        whole, short = (DiscreteReasoner(gates, LEXICON, REST) for gates in (control, less))
        rows = rng.integers(0, (6, REST, 6), size=(8, 3))
        node, relation, edge = rng.integers((0, REST, 0), (6, len(LEXICON), REST)).tolist()
        asked = np.array([node, relation, BLANK])
        answer = whole.answer(rows, asked, 3, BLANK)
        assert short.answer(rows, asked, 3, BLANK) == answer
        answered += any(answer)
        shorter += less != control
        # Where an edge were asked about, or a destination were named, it would be otherwise.
        for other in (np.array([node, edge, BLANK]), np.array([node, relation, (node + 1) % 6])):
            others += short.answer(rows, other, 3, BLANK) != whole.answer(rows, other, 3, BLANK)
    assert min(answered, shorter, others) > 100


def test_what_is_left_out() -> None:
    assert pruned(OPEN) == OPEN._replace(start=(0,), line=(1,), answer=((0, 2), (0,), (0, 2)))
    idle = OPEN._replace(start=(1,), line=(0,))
    reasoner = DiscreteReasoner(dict.fromkeys(Kind, idle), LEXICON, REST)
    assert program(reasoner)["QUERY"] == "starts at nothing"
    assert "and run on nothing and" in program(reasoner)["PLANNING"]
    assert program(reasoner, raw=True)["QUERY"] == "starts at the query's destination"
    assert "and run on the query's relation and" in program(reasoner, raw=True)["PLANNING"]
