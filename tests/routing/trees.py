"""A small network for tests of constraints and closures."""

from graphmem.graphs import Connection, Line, Network, Station, Walk

ASH, BIRCH, CEDAR, DALE = range(4)
RED, BLUE, NIGHT = range(3)


def trees() -> Network:
    """Red runs Ash - Birch - Cedar and back, blue Birch - Cedar - Dale, and one may walk from Dale to Ash."""
    stations = (
        Station("a", "Ash"),
        Station("b", "Birch", aliases=("Bouleau",)),
        Station("c", "Cedar"),
        Station("d", "Dale"),
    )
    lines = (Line("red", "Red"), Line("blue", "Blue"), Line("night", "Night Line"))
    ways = [("a", "b", "red"), ("b", "c", "red"), ("c", "b", "red"), ("b", "a", "red")]
    ways += [("b", "c", "blue"), ("c", "d", "blue"), ("c", "d", "night")]
    return Network("trees", stations, lines, tuple(Connection(*way) for way in ways), walks=(Walk("d", "a", 9),))
