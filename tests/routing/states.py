"""States of a problem by readable names: "enter A", "red A-B", "platform B", "leave B".

A dash is put behind for every station of ``via`` that has been passed, and where two services have the same segment the
second is "red A-B #2".  What a name stands for is tested against rows made by hand, in ``test_problem``.
"""

from collections import Counter

from graphmem.routing import RouteProblem

Named = tuple[str, str, str, int]


def state_names(problem: RouteProblem) -> list[str]:
    """(states,) the names of all states."""
    stations, seen = [station.name for station in problem.network.stations], Counter[str]()
    layer = []
    for source, destination, line, *_ in problem.trains.segments:
        text = f"{problem.network.lines[line].id} {stations[source]}-{stations[destination]}"
        seen[text] += 1
        layer.append(text if seen[text] == 1 else f"{text} #{seen[text]}")
    layer += [f"{place} {name}" for place in ("enter", "platform") for name in stations]
    layers = [f"{name}{'-' * passed}" for passed in range(len(problem.via) + 1) for name in layer]
    return [*layers, *(f"leave {name}" for name in stations)]


def state(problem: RouteProblem, name: str) -> int:
    """The number of a state."""
    return state_names(problem).index(name)


def states(problem: RouteProblem, *names: str) -> list[int]:
    """The numbers of several states."""
    return [state(problem, name) for name in names]


def named_rows(problem: RouteProblem) -> list[Named]:
    """All rows as (source, line, destination, cost); the line is an id, "walk" or "leave"."""
    names, words = state_names(problem), [*(line.id for line in problem.network.lines), "walk", "leave"]
    return [(names[source], words[line], names[end], number) for source, line, end, number in problem.triples]
