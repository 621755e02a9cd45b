"""Controllers and whole machines, in torch.  They know no task."""

from .dnc import DNC
from .ntm import NTM
from .planner import Planner

__all__ = ["DNC", "NTM", "Planner"]
