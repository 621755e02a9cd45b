"""The curricula by which a DNC learns the tasks; the paper's own are in ``curricula``.

The whole task comes first, on tiny graphs.  If the walks grow by one edge from stage to stage, every stage is passed by
some trick that fails in the next; on graphs of two to four stations walks of one to six edges cost little, and only the
general solution passes.  Larger graphs then need little more training.
"""

from __future__ import annotations

from .sampling import NearestNeighbours, Stage, TraversalStage


def _walks(stations: tuple[int, int], out_degree: tuple[int, int], length: tuple[int, int]) -> TraversalStage:
    return TraversalStage(NearestNeighbours(stations, out_degree), length)


TRAINING_STAGES: dict[str, tuple[Stage, ...]] = {
    "traversal": (
        _walks((2, 3), (1, 1), (1, 1)),
        _walks((2, 4), (1, 2), (1, 6)),
        _walks((3, 5), (1, 2), (1, 8)),
        _walks((3, 6), (1, 3), (1, 8)),
        _walks((5, 8), (2, 3), (1, 8)),
        _walks((6, 12), (2, 3), (1, 8)),
        _walks((8, 16), (2, 4), (1, 9)),
        _walks((10, 20), (2, 4), (1, 10)),
        _walks((10, 30), (2, 4), (1, 10)),
        _walks((10, 40), (2, 6), (1, 12)),
        _walks((10, 40), (2, 6), (1, 20)),
    ),
}
