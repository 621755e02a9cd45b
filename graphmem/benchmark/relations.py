"""The accuracy of trained weights by relation of the task "inference"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from ..errors import CheckpointError
from ..evaluation.outcomes import Evaluable
from ..evaluation.relations import TASK, TIMES, score_relations
from ..results.relations import RelationRow, relation_rows
from .archive import MachineEntry, check_task, initial_machine, kept_seeds, read_weights, trained_machine, weights_path
from .scoring import SEEDS, ReportEpisodes


def evaluate_relations(
    folder: Path,
    name: str,
    entry: MachineEntry,
    seeds: Sequence[int] = (),
    *,
    times: int = TIMES,
    relations: tuple[int, ...] = (),
    device: torch.device,
    report: ReportEpisodes = lambda done, total: None,
) -> Iterator[RelationRow]:
    """Ask every relation of the weights of some seeds.

    Args:
        folder: folder of weights.
        name: name of the machine.
        entry: the machine.
        seeds: the seeds; none for all.
        times: how often each relation is asked.
        relations: labels of relations; none for all.
        device: where to run.
        report: called with the number of episodes done and of all episodes of a seed.

    Raises:
        UsageError: if the machine does not take part in the task.
        CheckpointError: if there are no such weights, or they cannot be used.
    """
    check_task(name, entry.tasks, TASK)
    known = kept_seeds(folder, entry.weights_of, TASK) if entry.weights_of else list(SEEDS)
    missing = [seed for seed in seeds if seed not in known]
    if missing or not known:
        which = f", seed {missing[0]}" if missing else ""
        raise CheckpointError(f"There are no weights of {name} on {TASK}{which} in {folder}.")
    for seed in seeds or known:
        machine = _machine(folder, entry, seed, device)
        yield from relation_rows(name, seed, score_relations(machine, times, seed, relations, report))


def _machine(folder: Path, entry: MachineEntry, seed: int, device: torch.device) -> Evaluable:
    if not entry.weights_of:
        return initial_machine(entry.build, TASK, seed)
    path = weights_path(folder, entry.weights_of, TASK, seed)
    return trained_machine(entry, path, read_weights(path), device)
