"""Routes, legs and station names."""

from .evaluate import Bucket, Evaluation, TraversalScore, evaluate, evaluate_traversal
from .names import StationNames
from .problem import By, Problem, route_problem, traversal_problem
from .route import Answer, Leg, Route, ask
from .solver import Described, Plan, Planner

__all__ = [
    "Answer",
    "Bucket",
    "By",
    "Described",
    "Evaluation",
    "Leg",
    "Plan",
    "Planner",
    "Problem",
    "Route",
    "StationNames",
    "TraversalScore",
    "ask",
    "evaluate",
    "evaluate_traversal",
    "route_problem",
    "traversal_problem",
]
