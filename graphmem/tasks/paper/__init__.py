"""The DNC paper's graph tasks (Graves et al. 2016): traversal, shortest path, inference, and graphs to test them on."""

from .curricula import PaperCurriculum, PaperStage
from .drawing import PAPER_TASKS, PaperTask, draw_batch, draw_stage_episodes
from .episodes import Episode, Query
from .graphs import BLANK, END, Fact, LabelledGraph
from .held_out import family_questions, map_paths, map_traversals
from .inference import paper_relations
from .shortest_path import Goal, goal_of, is_shortest, plan

__all__ = [
    "BLANK",
    "END",
    "PAPER_TASKS",
    "Episode",
    "Fact",
    "Goal",
    "LabelledGraph",
    "PaperCurriculum",
    "PaperStage",
    "PaperTask",
    "Query",
    "draw_batch",
    "draw_stage_episodes",
    "family_questions",
    "goal_of",
    "is_shortest",
    "map_paths",
    "map_traversals",
    "paper_relations",
    "plan",
]
