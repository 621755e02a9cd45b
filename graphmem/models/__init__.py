"""Machines and their controllers, as PyTorch modules; none of them depends on a task."""

from ..common.extras import need

need("A trainable machine", "torch")

from .dnc import DNC  # noqa: E402
from .ntm import NTM  # noqa: E402
from .planner import Planner  # noqa: E402
from .reasoner import Reasoner  # noqa: E402
from .recording import DNCRecording, NTMRecording  # noqa: E402

__all__ = ["DNC", "NTM", "DNCRecording", "NTMRecording", "Planner", "Reasoner"]
