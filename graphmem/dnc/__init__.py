"""The trained DNC at work: it answers the tasks of its paper on real graphs, and its memory is watched while it does.

The modules need PyTorch; the machine itself is ``graphmem.models.DNC``.
"""

from ..common.extras import need

need("The DNC", "torch")

from .trained import TrainedDNC, load_dnc

__all__ = ["TrainedDNC", "load_dnc"]
