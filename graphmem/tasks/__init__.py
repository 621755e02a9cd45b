"""Tasks: questions with all their right answers, and the stages of a curriculum."""

from .curriculum import CURRICULUM, Stage, draw_distance, draw_graphs, draw_planning_steps
from .labelled import LabelledQuestions, label_questions
from .questions import NO_ROUTE, NO_STATION, Questions, shortest_path, traversal

__all__ = [
    "CURRICULUM",
    "NO_ROUTE",
    "NO_STATION",
    "LabelledQuestions",
    "Questions",
    "Stage",
    "draw_distance",
    "draw_graphs",
    "draw_planning_steps",
    "label_questions",
    "shortest_path",
    "traversal",
]
