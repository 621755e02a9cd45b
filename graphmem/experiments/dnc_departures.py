"""The DNC with its reads changed into the planner's, one change at a time, trained on shortest paths.

What limits a DNC that plans may be the width of the search, not its depth: a read is a mean over all slots that match
the key.  So the tests have paths of two edges on graphs of growing out-degree: between lie the stations from which an
edge leads to the destination, and one lookup finds those.  Every machine is trained as ``graphmem train dnc
shortest_path`` trains one, but for a fraction of the examples: all but the first go step by step, which takes about ten
times as long, so that their seconds cannot be compared with those of the first.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from ..memory.dnc.access import access
from ..memory.dnc.departures import adding_fields, adding_reads, reading_fields
from ..models.dnc import Access
from ..seeding import generator
from ..tasks.paper import Episode
from ..tasks.paper.sampling import NearestNeighbours, PathStage, Sampler
from .copying import TEST_SEED
from .dnc_ablations import DNCAblationSettings, tested_row, train_variant
from .experiment import Experiment, ExperimentRequest, Rows

NAME = "dnc-departures"
TASK = "shortest_path"
DEPARTURES: dict[str, Access] = {
    "dnc": access,
    "dnc, reads add up": adding_reads,
    "dnc, fields apart": reading_fields,
    "dnc, fields apart, reads add up": adding_fields,
}
TESTS: dict[str, PathStage] = {
    f"2 edges, out-degree {low} to {high}": PathStage(
        NearestNeighbours((8, 14), (low, high)), (2, 2), (4, 4), wrong_first=True
    )
    for low, high in ((1, 2), (2, 3), (3, 5))
}
SETTINGS = DNCAblationSettings(updates=3000, tested=300)


def departure_rows(name: str, settings: DNCAblationSettings = SETTINGS, *, compiled: bool = False) -> Rows:
    """Train a machine by its name in ``DEPARTURES``; a row for each of ``TESTS``."""
    trained = train_variant(DEPARTURES[name], TASK, settings, compiled=compiled)
    for test in TESTS:
        rng = generator(TEST_SEED, test)
        yield tested_row(NAME, name, trained, test, _episodes(test, rng, settings.tested), rng)


def _episodes(test: str, rng: np.random.Generator, count: int) -> list[Episode]:
    """Episodes of a test."""
    (batch,) = Sampler([TESTS[test]]).draw(int(rng.integers(2**63)), np.zeros(count, np.int64), count)
    return batch.episodes()


def _run(request: ExperimentRequest) -> Rows:
    settings = dataclasses.replace(SETTINGS, seed=request.seed, updates=request.updates or SETTINGS.updates)
    for name in request.machines:
        yield from departure_rows(name, settings, compiled=request.compiled)


EXPERIMENT = Experiment(tuple(DEPARTURES), _run)
