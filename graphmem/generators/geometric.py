"""The random graphs of the DNC paper: edges from every station to its nearest neighbours."""

from __future__ import annotations

import numpy as np

from .batch import (
    GeneratedBatch,
    assemble,
    check_range,
    distinct_labels,
    draw_offsets,
    missing_arcs,
    nearest,
    owners,
    within,
)


def geometric(
    rng: np.random.Generator,
    num_graphs: int,
    *,
    stations: tuple[int, int],
    degree: tuple[int, int] = (2, 4),
    minutes: tuple[int, int] = (1, 1),
    connected: bool = True,
) -> GeneratedBatch:
    """Stations uniform in the unit square; the K nearest neighbours of each are its K outgoing edges.

    Graves et al. 2016, Methods, "Random graph generation".  Edges are directed: a station need not be among the
    nearest of its neighbours.  N labels are drawn for the edges of a graph of N stations; the edges that leave one
    station have different labels, and labels repeat across the graph.

    Args:
        rng: source of randomness.
        num_graphs: G.
        stations: closed range of N.
        degree: closed range of K, uniform per station; K is clipped to N - 1.
        minutes: closed range of whole minutes, uniform per edge, each direction on its own.
        connected: add the way back along some edges (see ``batch.missing_arcs``), which may lift a few stations above
            their K; False leaves the graphs as the paper has them, where some stations cannot be reached.

    Raises:
        UsageError: for a range that is empty or too low.
    """
    check_range("degree", degree, 1)
    check_range("minutes", minutes, 1)
    offsets = draw_offsets(rng, num_graphs, stations)
    size = np.diff(offsets)
    owner = owners(offsets)
    coordinates = rng.random((len(owner), 2))

    others = size[owner] - 1
    out_degree = np.minimum(rng.integers(degree[0], degree[1], size=len(owner), endpoint=True), others)
    source = np.repeat(np.arange(len(owner)), out_degree)
    destination = nearest(coordinates, owner, int(out_degree.max()))[source, within(out_degree)]
    if connected:
        back_source, back_destination = missing_arcs(offsets, coordinates, source, destination)
        source = np.concatenate([source, back_source])
        destination = np.concatenate([destination, back_destination])

    line = distinct_labels(rng, source, size[owner])
    time = rng.integers(minutes[0], minutes[1], size=len(source), endpoint=True)
    return assemble(rng, offsets, coordinates, (source, line, destination, time), size)
