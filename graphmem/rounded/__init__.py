"""The planner with every gate, match and mark rounded to 0 or 1, without torch."""

from .checkpoint import load_planner
from .control import ControlRow, ControlState, HeadRow, Program
from .machine import RoundedDescription, RoundedPlan, RoundedPlanner
from .state import Snapshot

__all__ = [
    "ControlRow",
    "ControlState",
    "HeadRow",
    "Program",
    "RoundedDescription",
    "RoundedPlan",
    "RoundedPlanner",
    "Snapshot",
    "load_planner",
]
