"""The planner with every gate, match and mark rounded to 0 or 1, without torch."""

from .planner.checkpoint import load_planner
from .planner.control import ControlRow, ControlState, HeadRow, Program
from .planner.machine import DiscreteDescription, DiscretePlan, DiscretePlanner
from .planner.state import Snapshot

__all__ = [
    "ControlRow",
    "ControlState",
    "DiscreteDescription",
    "DiscretePlan",
    "DiscretePlanner",
    "HeadRow",
    "Program",
    "Snapshot",
    "load_planner",
]
