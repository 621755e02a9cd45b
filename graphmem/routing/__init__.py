"""Routes, legs and station names."""

from ..graphs import traversal_problem
from .alternatives import find_alternatives
from .ask import RouteAnswer, RoutingSession, ask
from .closures import Closures
from .constraints import Constraints, describe_constraints, find_constraints
from .criteria import By, default_by
from .names import LineNames, StationNames
from .problem import CHANGE_MINUTES, RouteProblem, route_problem
from .route import Leg, Route, build_route
from .solver import Described, Plan, Planner

__all__ = [
    "CHANGE_MINUTES",
    "By",
    "Closures",
    "Constraints",
    "Described",
    "Leg",
    "LineNames",
    "Plan",
    "Planner",
    "Route",
    "RouteAnswer",
    "RouteProblem",
    "RoutingSession",
    "StationNames",
    "ask",
    "build_route",
    "default_by",
    "describe_constraints",
    "find_alternatives",
    "find_constraints",
    "route_problem",
    "traversal_problem",
]
