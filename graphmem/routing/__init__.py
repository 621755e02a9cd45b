"""Routes, legs and station names."""

from ..graphs import traversal_problem
from .alternatives import find_alternatives
from .ask import Answer, Session, ask
from .criteria import By, default_by
from .evaluate import Bucket, Evaluation, TraversalScore, evaluate, evaluate_traversal
from .names import LineNames, StationNames
from .problem import CHANGE_MINUTES, Problem, route_problem
from .route import Leg, Route, build_route
from .solver import Described, Plan, Planner
from .trains import Closures
from .wishes import Wishes, describe_wishes, find_wishes

__all__ = [
    "CHANGE_MINUTES",
    "Answer",
    "Bucket",
    "By",
    "Closures",
    "Described",
    "Evaluation",
    "Leg",
    "LineNames",
    "Plan",
    "Planner",
    "Problem",
    "Route",
    "Session",
    "StationNames",
    "TraversalScore",
    "Wishes",
    "ask",
    "build_route",
    "default_by",
    "describe_wishes",
    "evaluate",
    "evaluate_traversal",
    "find_alternatives",
    "find_wishes",
    "route_problem",
    "traversal_problem",
]
