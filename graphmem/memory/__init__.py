"""Memories and their addressing, on tensors alone: the planner's here, the DNC's in dnc/, the NTM's in ntm/."""

from ..common.extras import need

need("A memory", "torch")
