"""Route planning: problems, constraints, answers checked by exact search, and names of stations and lines."""

from ..graphs import traversal_problem
from .alternatives import find_alternatives
from .ask import RouteAnswer, RoutingSession, ask
from .closures import Closures
from .constraints import Constraints, describe_constraints, find_constraints
from .criteria import By, default_by
from .itinerary import Itinerary, Leg, build_itinerary
from .names import LineNames, StationNames
from .problem import CHANGE_MINUTES, RouteProblem, route_problem
from .solver import Described, Plan, RoutePlanner

__all__ = [
    "CHANGE_MINUTES",
    "By",
    "Closures",
    "Constraints",
    "Described",
    "Itinerary",
    "Leg",
    "LineNames",
    "Plan",
    "RouteAnswer",
    "RoutePlanner",
    "RouteProblem",
    "RoutingSession",
    "StationNames",
    "ask",
    "build_itinerary",
    "default_by",
    "describe_constraints",
    "find_alternatives",
    "find_constraints",
    "route_problem",
    "traversal_problem",
]
