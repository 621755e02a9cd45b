"""Random small timetables: loops, hops and changes that take no time, walks, vehicles with several trips, ties."""

from __future__ import annotations

from hypothesis import strategies as st

from graphmem.routing import Closures

from .plain import Call, Plain, Run


@st.composite
def plains(draw: st.DrawFn) -> Plain:
    """Up to five stations and six runs within a few minutes."""
    stations, lines = draw(st.integers(2, 5)), draw(st.integers(1, 3))
    dwell, hop = st.sampled_from([0, 0, 0, 1]), st.sampled_from([0, 1, 1, 2, 5])
    runs = []
    for number in range(draw(st.integers(1, 6))):
        clock, calls = draw(st.integers(0, 12)), []
        for _ in range(draw(st.integers(2, 4))):
            wait = draw(dwell)
            can = draw(st.sampled_from([(True, True)] * 6 + [(True, False), (False, True)]))
            calls.append(Call(draw(st.integers(0, stations - 1)), clock, clock + wait, *can))
            clock += wait + draw(hop)
        runs.append((number, Run(draw(st.integers(0, lines - 1)), tuple(calls))))
    ordered = [run for _, run in sorted(runs, key=lambda pair: (pair[1].calls[0].departure, pair[1].calls[-1].arrival))]
    taken: set[int] = set()
    for number, one in enumerate(ordered):
        later = [
            other
            for other in range(number + 1, len(ordered))
            if one.calls[-1].arrival <= ordered[other].calls[0].departure and other not in taken
        ]
        if later and draw(st.booleans()):
            taken.add(later[0])
            ordered[number] = one._replace(following=later[0])
    pairs = st.tuples(st.integers(0, stations - 1), st.integers(0, stations - 1))
    transfers = {(here, here): draw(st.sampled_from([None, None, 0, 3])) for here in range(stations)}
    transfers |= draw(st.dictionaries(pairs, st.sampled_from([0, 1, 4]), max_size=3))
    for pair in draw(st.sets(pairs, max_size=1)):
        transfers.pop(pair, None)
    return Plain(stations, lines, tuple(ordered), transfers)


@st.composite
def closures(draw: st.DrawFn, source: Plain, ends: tuple[int, int]) -> Closures:
    """No closure, or a station between the ends, a line, or a connection."""
    others = [station for station in range(source.stations) if station not in ends]
    kind = draw(st.integers(0, 5))
    if kind == 0 and others:
        return Closures(stations=frozenset({draw(st.sampled_from(others))}))
    if kind == 1:
        return Closures(lines=frozenset({draw(st.integers(0, source.lines - 1))}))
    if kind == 2:
        line = draw(st.none() | st.integers(0, source.lines - 1))
        return Closures(ways=frozenset({(ends[0], draw(st.integers(0, source.stations - 1)), line)}))
    return Closures()
