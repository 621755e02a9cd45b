"""The DNC paper's graph tasks (Graves et al. 2016): traversal, shortest path and inference.

``PAPER_TASKS`` names them.  The modules ``answers``, ``learning`` and ``walks`` need PyTorch and are imported by their
own names; everything here runs without it.
"""

from ...encoding.paper import BLANK
from .batches import PaperBatch, Span, encode, encode_questions
from .curricula import PaperCurriculum, PaperStage
from .episodes import Episode, Query
from .graphs import END, Fact, LabelledGraph
from .held_out import drawn_family_questions, family_questions, map_paths, map_traversals
from .inference import paper_relations
from .registry import PAPER_TASKS
from .shortest_path import Goal, goal_of, plan
from .task import AnswerForm, EvaluationSet, PaperTask, draw_batch, draw_stage_episodes

__all__ = [
    "BLANK",
    "END",
    "PAPER_TASKS",
    "AnswerForm",
    "Episode",
    "EvaluationSet",
    "Fact",
    "Goal",
    "LabelledGraph",
    "PaperBatch",
    "PaperCurriculum",
    "PaperStage",
    "PaperTask",
    "Query",
    "Span",
    "draw_batch",
    "draw_stage_episodes",
    "drawn_family_questions",
    "encode",
    "encode_questions",
    "family_questions",
    "goal_of",
    "map_paths",
    "map_traversals",
    "paper_relations",
    "plan",
]
