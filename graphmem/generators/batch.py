"""The result of every generator, and steps that generators share.

All steps work on whole batches without loops over graphs: the stations of all graphs are in one table, in which graph g
owns the stations ``offsets[g]`` up to ``offsets[g + 1]``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..graphs.triples import Ints, Triples

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GeneratedBatch:
    """Random graphs and the coordinates of their stations.

    Attributes:
        triples: G graphs; the rows and the numbers of the stations of each are in random order.
        coordinates: (stations, 2) x and y in the unit square.
        num_lines: (G,) line labels of each graph; graph g uses labels 0 up to ``num_lines[g] - 1``, perhaps not all.
    """

    triples: Triples
    coordinates: Floats
    num_lines: Ints


def check_range(what: str, bounds: tuple[float, float], least: float, most: float = np.inf) -> None:
    """Raise UsageError unless ``bounds`` is a closed range within ``least`` and ``most``."""
    low, high = bounds
    if not least <= low <= high <= most:
        limit = f"from {least} upwards" if most == np.inf else f"between {least} and {most}"
        raise UsageError(f"The range of {what} must lie {limit}, lower end first, not ({low}, {high}).")


def draw_offsets(rng: np.random.Generator, num_graphs: int, stations: tuple[int, int]) -> Ints:
    """(G + 1,) first station of each graph; sizes uniform in the closed range ``stations``.

    Raises:
        UsageError: if no graph is wanted, or a graph could have fewer than two stations.
    """
    if num_graphs < 1:
        raise UsageError(f"A batch holds at least one graph, not {num_graphs}.")
    check_range("stations", stations, 2)
    return starts(rng.integers(stations[0], stations[1], size=num_graphs, endpoint=True))


def starts(counts: Ints) -> Ints:
    """(G + 1,) where each of G groups of ``counts`` begins, and the total."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def within(counts: Ints) -> Ints:
    """0 up to ``counts[g] - 1`` for each group g, one group after the other."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def owners(offsets: Ints) -> Ints:
    """The graph of each station."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def nearest(coordinates: Floats, owner: Ints, k: int) -> Ints:
    """(stations, k) the nearest other stations of the same graph, nearest first; -1 where there are no more.

    The graphs are stacked in a third dimension, far apart, so that one tree serves them all.
    """
    from scipy.spatial import cKDTree  # imported on use: tables of figures know the tasks, but draw no graphs

    floors = np.column_stack([coordinates, 4.0 * owner])
    found: Ints = cKDTree(floors).query(floors, k + 1)[1][:, 1:].astype(np.int64)
    missing = found == len(owner)
    found[missing] = 0
    found[missing | (owner[found] != owner[:, None])] = -1
    return found


def distinct_labels(rng: np.random.Generator, source: Ints, num_labels: Ints) -> Ints:
    """(E,) a label for each row, uniform, but different on the rows that leave one station.

    Args:
        rng: source of randomness.
        source: (E,) station that each row leaves.
        num_labels: (stations,) how many labels each station may choose from; at least its rows.
    """
    degree = np.bincount(source, minlength=len(num_labels))
    by_degree = np.argsort(-degree, kind="stable")
    table = np.zeros((len(degree), degree.max(initial=0)), np.int64)
    for rank in range(table.shape[1]):
        rows = by_degree[: np.count_nonzero(degree > rank)]
        # One of the remaining labels, counted past those that are taken.
        label = rng.integers(num_labels[rows] - rank)
        for taken in np.sort(table[rows, :rank], axis=1).T:
            label += label >= taken
        table[rows, rank] = label
    order = np.argsort(source, kind="stable")
    labels = np.empty_like(source)
    labels[order] = table[source[order], within(degree)]
    return labels


def pair_minutes(rng: np.random.Generator, source: Ints, destination: Ints, minutes: tuple[int, int]) -> Ints:
    """(E,) whole minutes, uniform in the closed range ``minutes``, equal for all rows between the same two stations."""
    check_range("minutes", minutes, 1)
    if minutes[0] == minutes[1]:
        return np.full(len(source), minutes[0], np.int64)
    low, high = np.minimum(source, destination), np.maximum(source, destination)
    pairs, pair = np.unique(low * (high.max(initial=0) + 1) + high, return_inverse=True)
    return rng.integers(minutes[0], minutes[1], size=len(pairs), endpoint=True)[pair]


def missing_arcs(offsets: Ints, coordinates: Floats, source: Ints, destination: Ints) -> tuple[Ints, Ints]:
    """Arcs to add so that in every graph each station can reach every other.

    The strongly connected components of a graph are joined by a spanning tree with arcs both ways.  Its branches are
    existing arcs, short ones first, which lack only the arc back.  Only where there is no arc is a branch new and needs
    two arcs, between neighbours along a path that snakes through the square in strips.  So one arc is added for each
    component but the first, and one more for each further weakly connected part.  The minimum would be the number of
    components that cannot be entered, or that cannot be left, whichever is larger.

    Returns:
        source and destination of the arcs; none of them repeats an existing arc.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

    size, num_graphs = len(coordinates), len(offsets) - 1
    matrix = csr_array((np.ones(len(source), bool), (source, destination)), shape=(size, size))
    count, component = connected_components(matrix, connection="strong")
    if count == num_graphs:
        return np.empty(0, np.int64), np.empty(0, np.int64)

    path = _snake(offsets, coordinates)
    same_graph = np.ones(size, bool)
    same_graph[offsets[:-1]] = False
    tail, head = (
        np.concatenate([source, path[:-1][same_graph[1:]]]),
        np.concatenate([destination, path[1:][same_graph[1:]]]),
    )
    new = np.arange(len(tail)) >= len(source)
    across = component[tail] != component[head]
    tail, head, new = tail[across], head[across], new[across]
    length = np.hypot(*(coordinates[tail] - coordinates[head]).T)
    order = np.lexsort((length, new))
    tail, head, new = tail[order], head[order], new[order]

    # Ranks as weights are exact, and identify the branches of the resulting tree.
    first, second = np.sort(component[[tail, head]].astype(np.int64), axis=0)
    best = np.unique(first * count + second, return_index=True)[1]
    weights = csr_array((best + 1.0, (first[best], second[best])), shape=(count, count))
    branch = minimum_spanning_tree(weights).data.astype(np.int64) - 1
    there = branch[new[branch]]
    return np.concatenate([head[branch], tail[there]]), np.concatenate([tail[branch], head[there]])


def _snake(offsets: Ints, coordinates: Floats) -> Ints:
    """Stations in the order of a path through each graph that goes up one narrow strip and down the next."""
    owner = owners(offsets)
    strips = np.ceil(np.sqrt(np.diff(offsets) / 2))[owner]
    strip = np.floor(coordinates[:, 0] * strips)
    along = np.where(strip % 2 == 0, coordinates[:, 1], -coordinates[:, 1])
    return np.lexsort((along, strip, owner))


def assemble(
    rng: np.random.Generator,
    offsets: Ints,
    coordinates: Floats,
    columns: tuple[Ints, Ints, Ints, Ints],
    num_lines: Ints,
) -> GeneratedBatch:
    """Group the rows by graph, in random order within each; number its stations at random.

    Args:
        rng: source of randomness.
        offsets: (G + 1,) first station of each graph.
        coordinates: (stations, 2).
        columns: source, line, destination, minutes, each (E,), in any order.
        num_lines: (G,) line labels of each graph.
    """
    source, line, destination, minutes = columns
    owner = owners(offsets)
    old = np.argsort(owner + rng.random(len(owner)))
    number = np.empty_like(old)
    number[old] = np.arange(len(old))
    graph = owner[source]
    rows = np.argsort(graph + rng.random(len(graph)))
    row_offsets = starts(np.bincount(graph, minlength=len(num_lines)))
    triples = Triples(number[source[rows]], line[rows], number[destination[rows]], minutes[rows], offsets, row_offsets)
    return GeneratedBatch(triples, coordinates[old], num_lines)
