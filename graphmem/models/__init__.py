"""Machines and their controllers, as PyTorch modules; none of them depends on a task."""

from ..common.extras import need

need("A trainable machine", "torch")

from .dnc import DNC
from .ntm import NTM
from .planner import Planner
from .reasoner import Reasoner
from .recording import DNCRecording, NTMRecording

__all__ = ["DNC", "NTM", "DNCRecording", "NTMRecording", "Planner", "Reasoner"]
