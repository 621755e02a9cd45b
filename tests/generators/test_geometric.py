"""The paper's graphs against a loop that sorts all distances."""

import numpy as np
import pytest

from graphmem.generators import GeneratedBatch, geometric


@pytest.mark.parametrize(("stations", "degree"), [((2, 10), (2, 4)), ((5, 20), (1, 2)), ((30, 60), (2, 6))])
def test_rows_lead_to_the_nearest_neighbours(stations: tuple[int, int], degree: tuple[int, int]) -> None:
    batch = geometric(np.random.default_rng(5), 15, stations=stations, degree=degree, connected=False)
    triples = batch.triples
    degrees = set()
    for graph in range(15):
        first = int(triples.station_offsets[graph])
        alone = triples.graph(graph)
        place = batch.coordinates[first : first + alone.num_stations]
        for station in range(alone.num_stations):
            distance = {
                other: np.hypot(*(place[other] - place[station]))
                for other in range(alone.num_stations)
                if other != station
            }
            led_to = alone.destination[alone.source == station].tolist()
            degrees.add(len(led_to))
            assert min(degree[0], alone.num_stations - 1) <= len(led_to) <= degree[1]
            assert set(led_to) == set(sorted(distance, key=distance.__getitem__)[: len(led_to)])
    assert set(range(degree[0], degree[1] + 1)) <= degrees


@pytest.mark.parametrize("connected", [True, False])
def test_labels_differ_at_a_station_and_repeat_across_the_graph(connected: bool) -> None:
    batch = geometric(np.random.default_rng(6), 20, stations=(3, 40), connected=connected)
    repeats = False
    for graph in range(20):
        alone = batch.triples.graph(graph)
        assert batch.num_lines[graph] == alone.num_stations
        leaving = list(zip(alone.source.tolist(), alone.line.tolist(), strict=True))
        assert len(set(leaving)) == len(leaving)
        repeats |= len(set(alone.line.tolist())) < len(alone)
    assert repeats


def arcs_by_place(batch: GeneratedBatch) -> set[tuple[tuple[float, ...], tuple[float, ...]]]:
    place = [tuple(point) for point in batch.coordinates.tolist()]
    return {(place[row.source], place[row.destination]) for row in batch.triples}


def test_connecting_only_adds_ways_back() -> None:
    options = {"stations": (30, 60), "degree": (3, 4)}
    plain = geometric(np.random.default_rng(7), 30, connected=False, **options)
    repaired = geometric(np.random.default_rng(7), 30, connected=True, **options)
    before, after = arcs_by_place(plain), arcs_by_place(repaired)
    assert before < after
    added = after - before
    assert len(added) < 0.15 * len(before)
    # Parts without any arc between them are rare with three neighbours each.
    assert sum((b, a) in before for a, b in added) > 0.9 * len(added)
