"""Relations in groups, and the hardest ones first."""

from graphmem.results.relations import RelationGroup, hardest_first, relation_groups, relation_rows
from graphmem.tasks.paper import paper_relations
from graphmem.tasks.paper.family import kin_chains

LABELS = paper_relations().labels
UNCLE, OLDEST = (LABELS[kin_chains()[name]] for name in ("maternal uncle", "great-great-grandmother"))
COUNTS = {UNCLE: (4, 3, 4), OLDEST: (4, 0, 1)}


def test_rows() -> None:
    rows = {row.relation: row for row in relation_rows("dnc", 7, COUNTS)}
    assert rows[UNCLE].as_dict() == {
        "machine": "dnc",
        "seed": 7,
        "relation": UNCLE,
        "edges": 3,
        "repeated": 1,
        "chain": "mother mother son1",
        "questions": 4,
        "correct_free": 3,
        "correct_valid": 4,
    }
    assert (rows[OLDEST].edges, rows[OLDEST].repeated) == (4, 3)
    assert list(rows) == sorted(rows)


def test_groups_and_order() -> None:
    rows = [*relation_rows("dnc", 0, COUNTS), *relation_rows("dnc", 1, {UNCLE: (4, 4, 4), OLDEST: (4, 4, 4)})]
    assert relation_groups(rows) == [
        RelationGroup(edges=3, repeated=1, relations=1, free=7 / 8, valid=1.0, failing=0),
        RelationGroup(edges=4, repeated=3, relations=1, free=4 / 8, valid=5 / 8, failing=0),
    ]
    assert relation_groups(relation_rows("dnc", 0, COUNTS))[1].failing == 1
    assert [(row.relation, row.seed) for row in hardest_first(rows)] == [(OLDEST, 0), (UNCLE, 0)]
