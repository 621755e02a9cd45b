"""Settings in which the training on each of the paper's tasks differs; its stages are in tasks/paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .paper_settings import DNCSettings


@dataclass(frozen=True)
class TaskDefaults:
    """Settings of a task that are not those of ``PaperSettings`` and ``DNCSettings``.

    Attributes:
        training: of the training of any machine.
        sizes: of the DNC.
    """

    training: Mapping[str, Any] = field(default_factory=dict)
    sizes: Mapping[str, Any] = field(default_factory=dict)


# In trials relations were learned more slowly where gradients were clipped to a norm of 1, and paths of two edges more
# slowly from larger initial weights.  The accuracy of paths and relations grows gradually, so that a stage is passed at
# a lower one than in traversal.  A path is planned in the memory, which takes spare slots.
TASK_DEFAULTS: dict[str, TaskDefaults] = {
    "traversal": TaskDefaults(),
    "shortest_path": TaskDefaults(
        {
            "gradient_norm": 10.0,
            "pass_accuracy": 0.88,
            "least_spare": 12,
            "most_spare": 20,
            "cool_down": 60_000,
            "max_examples": 1_000_000,
        },
        {"input_scale": 2.0},
    ),
    "inference": TaskDefaults(
        {"gradient_norm": 10.0, "pass_accuracy": 0.8, "cool_down": 150_000, "max_examples": 600_000}
    ),
}


def task_defaults(task: str) -> TaskDefaults:
    """The settings of a task that are not the usual ones; none for a task that is not in ``TASK_DEFAULTS``."""
    return TASK_DEFAULTS.get(task, TaskDefaults())


def dnc_settings(task: str, seed: int = 0, **changes: Any) -> DNCSettings:
    """The settings of a DNC on a task.

    Args:
        task: a name in ``PAPER_TASKS``.
        seed: seed of weights and episodes.
        changes: settings with other values.
    """
    defaults = task_defaults(task)
    return DNCSettings(task, seed, **{**defaults.training, **defaults.sizes, **changes})
