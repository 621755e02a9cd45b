"""The tasks of the DNC paper, by name.

Evaluation sets besides the last stage of each curriculum:

    zone1             interchanges of London's Zone 1: random traversals of seven steps, or all shortest paths of four
                      edges
    underground       all of the London Underground: traversals of seven steps, or shortest paths between any stations
    family            every person and relation of a family tree that lead to someone; relations of four edges count
    drawn_families    every person and relation of four edges that lead to someone, in forty families drawn at random

Zone 1 and the family are the paper's (Graves et al. 2016, Methods); it drew its traversals as is done here.
"""

from __future__ import annotations

from ...graphs import Triples, traversal_problem
from . import curricula
from .graphs import draw_graphs, draw_relation_graphs
from .held_out import drawn_family_questions, family_questions, map_paths, map_traversals
from .inference import LENGTHS, draw_inference, inference_choices, relation_length
from .random_answers import random_inference, random_path, random_traversal
from .shortest_path import draw_path, goal_of, path_choices, path_length
from .task import AnswerForm, EvaluationSet, PaperTask
from .traversal import draw_traversal, traversal_choices, traversal_length

_ZONE1_WALKS, _UNDERGROUND_QUESTIONS, _FAMILIES = 500, 200, 40


def _zone1() -> Triples:
    return _network("london_zone1_interchanges")


def _underground() -> Triples:
    return _network("london_underground")


def _network(name: str) -> Triples:
    from ...networks import load_network  # imported on use: tables of figures do not need networks

    return traversal_problem(load_network(name))[0]


PAPER_TASKS: dict[str, PaperTask] = {
    "traversal": PaperTask(
        name="traversal",
        curriculum=curricula.TRAVERSAL,
        graphs=draw_graphs,
        ask=lambda rng, graph, stage: draw_traversal(rng, graph, stage.length),
        choices=traversal_choices,
        length=traversal_length,
        answer_form=AnswerForm.TRIPLES,
        paper_decoding="free",
        random_answer=random_traversal,
        held_out={
            "zone1": EvaluationSet(lambda rng: map_traversals(rng, _zone1(), _ZONE1_WALKS), published=(98.8, 1.6)),
            "underground": EvaluationSet(lambda rng: map_traversals(rng, _underground(), _UNDERGROUND_QUESTIONS)),
        },
    ),
    "shortest_path": PaperTask(
        name="shortest_path",
        curriculum=curricula.SHORTEST_PATH,
        graphs=draw_graphs,
        ask=lambda rng, graph, stage: draw_path(rng, graph, stage.length),
        choices=path_choices,
        length=path_length,
        answer_form=AnswerForm.WALK,
        paper_decoding="valid",
        random_answer=random_path,
        goal=goal_of,
        held_out={
            "zone1": EvaluationSet(lambda rng: map_paths(rng, _zone1()), published=(55.3, 6.4)),
            "underground": EvaluationSet(
                lambda rng: map_paths(rng, _underground(), length=None, count=_UNDERGROUND_QUESTIONS)
            ),
        },
    ),
    "inference": PaperTask(
        name="inference",
        curriculum=curricula.INFERENCE,
        graphs=draw_relation_graphs,
        ask=lambda rng, graph, stage: draw_inference(rng, graph, stage.length, stage.queries),
        choices=inference_choices,
        length=relation_length,
        answer_form=AnswerForm.NODE,
        paper_decoding="free",
        random_answer=random_inference,
        held_out={
            "family": EvaluationSet(
                lambda rng: [episode for length in LENGTHS for episode in family_questions(rng, length)],
                counted_length=4,
                published=(81.8, 13.5),
            ),
            "drawn_families": EvaluationSet(lambda rng: drawn_family_questions(rng, _FAMILIES)),
        },
    ),
}
