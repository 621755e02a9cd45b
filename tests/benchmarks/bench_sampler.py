"""Episodes a second that the sampler draws and encodes, beside those that a DNC trains on, on one core.

Run by hand: python tests/benchmarks/bench_sampler.py

A row is a stage, from tiny to as large as the tests of the paper.  Pools of 64 episodes make batches of 16.  The DNC is
trained as in a run: outputs, loss, gradients, Adam; feed-forward controller of 320 units, words of 64, four read
heads, a slot for each triple and step of a query and two to spare.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
import torch

from graphmem.encoding.paper import INPUTS, OUTPUTS
from graphmem.models import DNC
from graphmem.seeding import integer_seed
from graphmem.tasks.paper.answers import answer_loss
from graphmem.tasks.paper.sampling import (
    EDGES_ALONE,
    EncodedBatch,
    InferenceStage,
    NearestNeighbours,
    PathStage,
    RelationGraphs,
    Sampler,
    Stage,
    TransitLines,
    TraversalStage,
    practice_words,
    relation_words,
)

STAGES: dict[str, Stage] = {
    "walks of 1-6, 2-4 stations": TraversalStage(NearestNeighbours((2, 4), (1, 2)), (1, 6)),
    "walks of 1-8, 6-12 stations": TraversalStage(NearestNeighbours((6, 12), (2, 3)), (1, 8)),
    "walks of 1-10, 10-20 stations": TraversalStage(NearestNeighbours((10, 20), (2, 4)), (1, 10)),
    "walks of 1-20, 10-40 stations": TraversalStage(NearestNeighbours((10, 40), (2, 6)), (1, 20)),
    "walks of 1-10, lines, 20-44 stations": TraversalStage(TransitLines((20, 44), (100, 214)), (1, 10)),
    "paths of 1, 3-5 stations": PathStage(NearestNeighbours((3, 5), (1, 2)), (1, 1), (1, 1), 0.1, wrong_first=True),
    "paths of 2-4, 10-20 stations": PathStage(NearestNeighbours((10, 20), (2, 4)), (2, 4), deviation=0.1),
    "paths of 2-5, 20-25 stations": PathStage(
        NearestNeighbours((20, 25), (2, 6), (0.0, 0.5)), (2, 5), deviation=0.1, wrong_first=True
    ),
    "paths of 1-5, lines, 20-44 stations": PathStage(TransitLines((20, 44), (100, 214)), (1, 5), deviation=0.1),
    "one edge, 6-12 stations": InferenceStage(RelationGraphs((6, 12), (2, 4)), EDGES_ALONE, (2, 2), (1, 1)),
    "practice, 6-10 stations": InferenceStage(RelationGraphs((6, 10), (3, 4)), practice_words(), (3, 3), (5, 6)),
    "relations, 6-12 stations": InferenceStage(RelationGraphs((6, 12), (2, 4)), relation_words()),
    "relations, 20-40 stations": InferenceStage(RelationGraphs((20, 40), (1, 4)), relation_words()),
}
POOL, BATCH = 64, 16


def rate(work: Callable[[int], int], seconds: float) -> float:
    """Episodes a second of ``work``, which does that many in its call number i; one call beforehand is not timed."""
    work(0)
    done, start = 0, time.perf_counter()
    for call in count(1):
        done += work(call)
        if (taken := time.perf_counter() - start) >= seconds:
            return done / taken
    raise AssertionError


def batches(sampler: Sampler, number: int) -> Iterator[EncodedBatch]:
    """Batches of one stage without end."""
    for pool in count():
        yield from sampler.draw(integer_seed(0, "bench", pool), np.full(POOL, number), BATCH)


def trainer(sampler: Sampler, number: int) -> Callable[[int], int]:
    """One update of a DNC."""
    machine = DNC(
        INPUTS, OUTPUTS, hidden_size=320, word_size=64, num_read_heads=4, controller="feed-forward",
        generator=torch.Generator().manual_seed(0),
    )  # fmt: skip
    optimizer = torch.optim.Adam(machine.parameters(), 1e-3)
    drawn = batches(sampler, number)

    def update(_: int) -> int:
        batch = next(drawn)
        slots = int((batch.triples + batch.query_steps).max()) + 2
        outputs, _state = machine(torch.from_numpy(batch.observations), machine.zero_state(BATCH, slots))
        loss = answer_loss(outputs, torch.from_numpy(batch.targets), torch.from_numpy(batch.mask))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return BATCH

    return update


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2, help="for each figure")
    options = parser.parse_args()
    torch.set_num_threads(1)
    native, python = (Sampler(list(STAGES.values()), native) for native in (True, False))
    if not native.native:
        print("There is no native code; both samplers are Python.")
    print(f"{'stage':<38}{'steps':>7}{'C++/s':>10}{'Python/s':>10}{'trained/s':>11}{'C++/trained':>13}")
    for number, name in enumerate(STAGES):
        steps = native.draw_pool(0, np.full(POOL, number)).tables.counts[:, 0].mean()

        def draw(sampler: Sampler, call: int, number: int = number) -> int:
            return BATCH * len(sampler.draw(call, np.full(POOL, number), BATCH))

        rates = [rate(lambda call, one=one: draw(one, call), options.seconds) for one in (native, python)]
        trained = rate(trainer(native, number), options.seconds)
        print(
            f"{name:<38}{steps:>7.0f}{rates[0]:>10,.0f}{rates[1]:>10,.0f}{trained:>11,.0f}{rates[0] / trained:>13.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
