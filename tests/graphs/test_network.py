"""What a network refuses, and what it says of itself."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis.vendor.pretty import pretty

from graphmem.errors import DataError
from graphmem.graphs import Connection, Line, Network, Station, StoppingPattern, Walk

FORK = Network(
    "fork",
    tuple(Station(i, i.upper()) for i in "abcd"),
    (Line("red", "Red"), Line("blue", "Blue")),
    (
        Connection("a", "b", "red", minutes=1),
        Connection("b", "c", "red", minutes=2),
        Connection("b", "d", "red", minutes=3),
        Connection("d", "a", "blue", minutes=4),
    ),
    (StoppingPattern("to c", "red", ("a", "b", "c")), StoppingPattern("to d", "red", ("a", "b", "d"))),
    (Walk("c", "d", 5), Walk("d", "c", 6)),
)


def without_times(network: Network) -> Network:
    connections = tuple(replace(row, minutes=None) for row in network.connections)
    return replace(network, connections=connections, walks=tuple(replace(walk, minutes=None) for walk in network.walks))


def test_properties() -> None:
    assert FORK.station_index == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert FORK.lines_at == {"a": ("red", "blue"), "b": ("red",), "c": ("red",), "d": ("red", "blue")}
    assert (FORK.timed, without_times(FORK).timed) == (True, False)


def test_it_prints_its_name_and_size() -> None:
    sizes = "4 stations, 2 lines, 4 connections, 2 stopping patterns, 2 walks"
    assert str(FORK) == f"fork: {sizes}; with minutes"
    assert repr(FORK) == f"<Network 'fork': {sizes}; with minutes>"
    assert repr(without_times(FORK)).endswith("; without minutes>")


def test_parts_print_on_one_line_and_compare_by_all_fields() -> None:
    bank = Station("bank", "Bank", 51.5, -0.1, "1", ("Monument",), 4)
    assert repr(bank) == "Station(id='bank', name='Bank')"
    assert bank != replace(bank, zone="2")
    assert hash(bank) == hash(replace(bank))
    assert repr(Line("red", "Red")) == "Line(id='red', name='Red', colour='#808080')"
    assert len(repr(Connection("a", "b", "red", "North", 2))) < 90
    assert all(part in hypothesis_text(bank) for part in ("latitude=51.5", "zone='1'", "aliases=('Monument',)"))


def test_failures_of_drawn_networks_show_every_field() -> None:
    text = hypothesis_text(FORK)
    assert all(part in text for part in ("name='fork'", "id='a'", "stopping_patterns=(", "minutes=6"))


def hypothesis_text(value: object) -> str:
    """What hypothesis prints of an example that fails."""
    return str(pretty(value))


def test_a_stopping_pattern_may_call_twice() -> None:
    ring = (Connection("a", "b", "red"), Connection("b", "a", "red"))
    stations, lines = FORK.stations[:2], FORK.lines[:1]
    network = Network("ring", stations, lines, ring, (StoppingPattern("round", "red", ("a", "b", "a", "b")),))
    assert network.stopping_patterns[0].stations == ("a", "b", "a", "b")


Change = Callable[[Network], dict[str, tuple[object, ...]]]


def first(table: str, **fields: object) -> Change:
    """The network with other fields of the first row of a table."""

    def change(network: Network) -> dict[str, tuple[object, ...]]:
        row, *others = getattr(network, table)
        return {table: (replace(row, **fields), *others)}

    return change


FAULTS: list[tuple[Change, str]] = [
    (lambda n: {"stations": ()}, "Network fork has no stations."),
    (lambda n: {"connections": ()}, "Network fork has no connections."),
    (lambda n: {"stations": (*n.stations, n.stations[0])}, "Network fork: station id 'a' occurs twice."),
    (lambda n: {"lines": n.lines * 2}, "Network fork: line id 'red' occurs twice."),
    (
        lambda n: {"stopping_patterns": (n.stopping_patterns[0],) * 2},
        "Network fork: stopping pattern id 'to c' occurs twice.",
    ),
    (
        lambda n: {"connections": (*n.connections, Connection("a", "b", "green"))},
        "Network fork, connection 5: line 'green' is not a line of this network.",
    ),
    (
        lambda n: {"connections": (*n.connections, Connection("a", "e", "red"))},
        "Network fork, connection 5: destination 'e' is not a station of this network.",
    ),
    (
        lambda n: {"connections": (*n.connections, Connection("a", "a", "red"))},
        "Network fork, connection 5: it leads from 'a' to itself.",
    ),
    (
        lambda n: {"connections": (*n.connections, Connection("a", "b", "red", minutes=0))},
        "Network fork, connection 5: minutes must be above 0, not 0.",
    ),
    (
        lambda n: {"connections": (*n.connections, Connection("a", "b", "red", minutes=float("nan")))},
        "Network fork, connection 5: minutes must be above 0, not nan.",
    ),
    (
        lambda n: {"connections": (*n.connections, Connection("a", "b", "red", minutes=None))},
        "Network fork, connection 5: it has no minutes, unlike connection 1.",
    ),
    (
        lambda n: {"connections": without_times(n).connections},
        "Network fork, walk 1: it has minutes, unlike connection 1.",
    ),
    (lambda n: {"walks": (Walk("c", "d"),)}, "Network fork, walk 1: it has no minutes, unlike connection 1."),
    (lambda n: {"walks": (Walk("c", "c", 1),)}, "Network fork, walk 1: it leads from 'c' to itself."),
    (lambda n: {"walks": (Walk("e", "c", 1),)}, "Network fork, walk 1: source 'e' is not a station of this network."),
    (lambda n: {"walks": (Walk("c", "d", -1),)}, "Network fork, walk 1: minutes must be above 0, not -1."),
    (
        lambda n: {"stations": (*n.stations, Station("e", "E"))},
        "Network fork: station e (E) has no connection.",
    ),
    (
        lambda n: {"stations": (replace(n.stations[0], change_minutes=float("inf")), *n.stations[1:])},
        "Network fork, station a: minutes must be above 0, not inf.",
    ),
    (
        lambda n: {"stopping_patterns": (*n.stopping_patterns, StoppingPattern("odd", "green", ("a", "b")))},
        "Network fork, stopping pattern odd: line 'green' is not a line of this network.",
    ),
    (
        lambda n: {"stopping_patterns": (*n.stopping_patterns, StoppingPattern("odd", "red", ("a",)))},
        "Network fork, stopping pattern odd: it calls at fewer than two stations.",
    ),
    (
        lambda n: {"stopping_patterns": (*n.stopping_patterns, StoppingPattern("odd", "red", ("a", "b", "a")))},
        "Network fork, stopping pattern odd: line red has no connection b to a.",
    ),
    (
        lambda n: {"stopping_patterns": (*n.stopping_patterns, StoppingPattern("odd", "red", ("d", "a")))},
        "Network fork, stopping pattern odd: line red has no connection d to a.",
    ),
    (first("stations", id=""), "Network fork, station 1: its id is empty."),
    (first("stations", name=""), "Network fork, station a: its name is empty."),
    (first("stations", name="Ash\n"), "Network fork, station a: its name begins or ends with a space: 'Ash\\n'."),
    (
        first("stations", name="\ud800"),
        "Network fork, station a: its name contains a lone surrogate, which is not valid text.",
    ),
    (first("stations", zone=" 2"), "Network fork, station a: its zone begins or ends with a space: ' 2'."),
    (first("stations", aliases=("Esche", "")), "Network fork, station a: an alias is empty."),
    (first("lines", id=" red"), "Network fork, line 1: its id begins or ends with a space: ' red'."),
    (first("lines", name=""), "Network fork, line red: its name is empty."),
    (first("lines", colour="red"), "Network fork, line red: colour must be written #rrggbb, not 'red'."),
    (first("lines", colour="#12345"), "Network fork, line red: colour must be written #rrggbb, not '#12345'."),
    (first("stopping_patterns", id=""), "Network fork, stopping pattern 1: its id is empty."),
    (
        first("connections", direction="up "),
        "Network fork: a direction begins or ends with a space: 'up '.",
    ),
    (
        first("stopping_patterns", direction="\tup"),
        "Network fork: a direction begins or ends with a space: '\\tup'.",
    ),
    (
        lambda n: {"stopping_patterns": n.stopping_patterns[:1]},
        "Network fork: connection b to d of line red is in no stopping pattern.",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS, ids=[sentence for _, sentence in FAULTS])
def test_fault_gives_its_sentence(change: Change, sentence: str) -> None:
    parts = {"name": FORK.name} | {
        part: getattr(FORK, part) for part in ("stations", "lines", "connections", "stopping_patterns", "walks")
    }
    with pytest.raises(DataError) as caught:
        Network(**(parts | change(FORK)))
    assert str(caught.value) == sentence
