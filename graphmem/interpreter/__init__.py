"""Machines with every gate, match and mark discretised to 0 or 1; they need no torch.

planner/     the planner: a control table run on sets of rows
reasoner/    the reasoner: gates for each kind of token, and a lexicon
channels/    both on the input and output channels of the DNC paper
explain/     the programs that their weights hold, in sentences
weights.py   the tensors that they are made from, by name
"""

from .planner.checkpoint import load_planner
from .planner.control import ControlRow, ControlState, HeadRow, Program
from .planner.machine import DiscreteDescription, DiscretePlan, DiscretePlanner
from .planner.recording import PlanRecording
from .planner.state import Snapshot
from .reasoner.checkpoint import load_reasoner
from .reasoner.machine import DiscreteReasoner

__all__ = [
    "ControlRow",
    "ControlState",
    "DiscreteDescription",
    "DiscretePlan",
    "DiscretePlanner",
    "DiscreteReasoner",
    "HeadRow",
    "PlanRecording",
    "Program",
    "Snapshot",
    "load_planner",
    "load_reasoner",
]
