"""Traversal with fewer and with more slots than triples (Graves et al. 2016, Extended Data Figure 2).

The paper's machine needed about one slot per triple.  The benchmark's ``dnc`` was trained with a slot for each triple
and each step of the query, and a few to spare, since it writes the query down too.  Here its shipped weights traverse
graphs of one size with fewer slots and with more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from ..benchmark.archive import kept_seeds, read_weights, trained_machine, weights_path
from ..benchmark.machines import MACHINES
from ..benchmark.sequence_adapter import SequenceAdapter
from ..results.experiments import ExperimentRow
from ..results.folders import benchmark_folder, check_weights
from ..seeding import generator
from ..tasks.paper import PAPER_TASKS, Episode, draw_stage_episodes
from ..tasks.paper.curricula import PaperStage

MACHINE, TASK = "dnc", "traversal"
NODES, OUT_DEGREE, HOPS = 10, 3, 3
TRIPLES = NODES * OUT_DEGREE
SLOTS = (5, 10, 15, 20, 25, 28, 30, 32, 40, 60, 120, 240)
TESTED = 400  # episodes, always the same


class Resized(SequenceAdapter):
    """The same machine with exactly as many slots as it is given, even where a description is longer."""

    def _start(self, episodes: Sequence[Episode], slots: int) -> object:
        del slots
        return self._machine.zero_state(len(episodes), self.num_slots)


def resize_traversal_rows(
    slots: Sequence[int] = SLOTS, tested: int = TESTED, *, weights: Path | None = None
) -> Iterator[ExperimentRow]:
    """Share of walks of up to three edges that are correct in every triple, freely decoded, against slots.

    Args:
        slots: numbers of slots.
        tested: number of walks.
        weights: folder of the benchmark's weights; None for those of graphmem.

    Raises:
        CheckpointError: if the weights cannot be used.
    """
    stage = PaperStage((NODES, NODES), (OUT_DEGREE, OUT_DEGREE), (1, HOPS))
    rng = generator(0, "resize", TASK)
    episodes = draw_stage_episodes(rng, PAPER_TASKS[TASK], stage, tested)
    with benchmark_folder(weights) as folder:
        check_weights(folder, shipped=weights is None)
        for seed in kept_seeds(folder, MACHINE, TASK):
            path = weights_path(folder, MACHINE, TASK, seed)
            kept = read_weights(path)
            module = trained_machine(MACHINES[MACHINE], path, kept, torch.device("cpu")).module
            for number in slots:
                outcomes = Resized(module, TASK, number).evaluate(episodes, rng)
                yield ExperimentRow(
                    experiment="resize",
                    machine=MACHINE,
                    task=TASK,
                    test=f"{TRIPLES} triples",
                    slots=number,
                    accuracy=sum(outcome.free for outcome in outcomes) / len(outcomes),
                    loss=None,
                    seed=seed,
                    examples=kept.progress.examples,
                    parameters=kept.parameters,
                    seconds=round(kept.progress.seconds, 1),
                )
