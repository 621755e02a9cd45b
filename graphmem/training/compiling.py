"""Compiled steps of a DNC or an NTM in a training."""

from __future__ import annotations

from dataclasses import replace

from ..models.memory_machine import MemoryMachine
from .plan import Batch, Start, TrainingPlan


def with_compiled_steps(plan: TrainingPlan[Batch]) -> TrainingPlan[Batch]:
    """The plan, where a DNC or an NTM compiles its steps at every start; other machines stay as they are."""

    def start(number: int) -> Start[Batch]:
        begun = plan.start(number)
        if isinstance(begun.trainable.module, MemoryMachine):
            begun.trainable.module.compile_steps()
        return begun

    return replace(plan, start=start)
