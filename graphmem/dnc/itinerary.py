"""The trains of a path over labelled connections: the itinerary that a traveller reads."""

from __future__ import annotations

from collections.abc import Sequence

from ..graphs import Network
from ..graphs.traversal import connection_labels
from ..routing import Itinerary, RouteProblem, build_itinerary
from ..tasks.paper import Fact
from .labelled import LabelledNetwork


def path_itinerary(problem: RouteProblem, labelled: LabelledNetwork, path: Sequence[Fact]) -> Itinerary:
    """The itinerary of a path, with as few changes as its connections allow.

    Args:
        problem: of the same network.
        labelled: the network under the labels of the path.
        path: connections, each from the station that the one before leads to.
    """
    segments, following = problem.trains.segments, problem.trains.following
    taken = _fewest_changes(following, _trains_of(problem, labelled, path))
    states = [problem.origin_state(segments[taken[0]].source)]
    for place, number in enumerate(taken):
        if place and number not in following[taken[place - 1]]:
            states.append(problem.origin_state(segments[number].source))  # off trains
        states.append(number)
    states.append(problem.destination_state(segments[taken[-1]].destination))
    return build_itinerary(problem, states)


def _trains_of(problem: RouteProblem, labelled: LabelledNetwork, path: Sequence[Fact]) -> list[list[int]]:
    """For each connection of a path the numbers of the segments that run on it."""
    lines = _lines(labelled.network)
    running: dict[tuple[int, int, int], list[int]] = {}
    for number, train in enumerate(problem.trains.segments):
        running.setdefault((train.source, train.destination, train.line), []).append(number)
    found = []
    for fact in path:
        ends = labelled.stations[fact.source], labelled.stations[fact.destination]
        label = labelled.line_names[fact.edge]
        found.append([number for line in lines[*ends, label] for number in running.get((*ends, line), ())])
    return found


def _fewest_changes(following: Sequence[Sequence[int]], choices: Sequence[Sequence[int]]) -> list[int]:
    """One segment of each group, such that a passenger changes trains as rarely as possible.

    Args:
        following: the segments that the train of each segment runs next.
        choices: the groups.
    """
    changes = dict.fromkeys(choices[0], 0)  # the fewest up to each segment of the group at hand
    before: list[dict[int, int]] = []  # the segment before each segment of a group
    for group in choices[1:]:
        costs = {
            number: {other: cost + (number not in following[other]) for other, cost in changes.items()}
            for number in group
        }
        before.append({number: min(own, key=own.__getitem__) for number, own in costs.items()})
        changes = {number: min(own.values()) for number, own in costs.items()}
    taken = [min(changes, key=changes.__getitem__)]
    for chosen in reversed(before):
        taken.append(chosen[taken[-1]])
    return taken[::-1]


def _lines(network: Network) -> dict[tuple[int, int, str], list[int]]:
    """The lines, by number, between two stations under each label."""
    station, line = network.station_index, network.line_index
    found: dict[tuple[int, int, str], list[int]] = {}
    for row, label in zip(network.connections, connection_labels(network), strict=True):
        numbers = found.setdefault((station[row.source], station[row.destination], label), [])
        if line[row.line] not in numbers:
            numbers.append(line[row.line])
    return found
