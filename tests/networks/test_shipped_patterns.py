"""Stopping patterns of the shipped networks: which rides need no change, and which are impossible."""

import re

import networkx as nx
import pytest

from graphmem.graphs import Network
from graphmem.networks import load_network, shipped_networks

# Trains round Heathrow by Terminal 4, trains that pass West India Quay one way, and loops with a sign for each half.
ONE_WAY = {
    "piccadilly-cockfosters-heathrow-terminal-4-heathrow-terminals-2-3",
    "piccadilly-heathrow-terminal-4-heathrow-terminals-2-3-cockfosters",
    "dlr-bank-westferry-canary-wharf-lewisham",
    "dlr-lewisham-west-india-quay-westferry-bank",
    "bukit-panjang-lrt-choa-chu-kang-senja-fajar-petir-bukit-panjang",
    "bukit-panjang-lrt-choa-chu-kang-petir-fajar-senja-bukit-panjang",
    "bukit-panjang-lrt-senja-fajar-petir-choa-chu-kang",
    "bukit-panjang-lrt-petir-fajar-senja-choa-chu-kang",
}
# Direct connections on tracks of their own, while other trains of the line call on the way: Bank instead of Mornington
# Crescent; Terminal 5 instead of Terminal 4; one side of a triangle at Stratford and Poplar.
STRAIGHT = {
    "northern": {("camden-town", "euston"), ("euston", "camden-town")},
    "piccadilly": {("hatton-cross", "heathrow-terminals-2-3")},
    "dlr": {
        ("westferry", "canary-wharf"),
        ("west-india-quay", "westferry"),
        ("westferry", "poplar"),
        ("poplar", "westferry"),
        ("west-india-quay", "canary-wharf"),
        ("west-india-quay", "poplar"),
    },
    "elizabeth": {
        ("liverpool-street", "whitechapel"),
        ("whitechapel", "liverpool-street"),
        ("liverpool-street", "stratford"),
        ("stratford", "liverpool-street"),
    },
}


@pytest.mark.parametrize("name", shipped_networks())
def test_lines_without_stopping_patterns_do_not_branch(name: str) -> None:
    network = load_network(name)
    served = {service.line for service in network.stopping_patterns}
    for line in network.lines:
        track = nx.Graph((c.source, c.destination) for c in network.connections if c.line == line.id)
        assert line.id in served or (nx.is_connected(track) and max(dict(track.degree).values()) <= 2), line


@pytest.mark.parametrize("name", shipped_networks())
def test_stopping_patterns_run_in_both_directions(name: str) -> None:
    services = load_network(name).stopping_patterns
    rides = {(service.line, service.stations) for service in services}
    assert len(rides) == len(services)
    alone = {service.id for service in services if (service.line, service.stations[::-1]) not in rides}
    assert alone == ONE_WAY & {service.id for service in services}


@pytest.mark.parametrize("name", shipped_networks())
def test_trains_pass_no_station_where_others_call(name: str) -> None:
    """No way of the line leads from a call to the next by stations that the train leaves out, but where we know it."""
    network = load_network(name)
    passed: dict[str, set[tuple[str, str]]] = {}
    for service in network.stopping_patterns:
        left_out = nx.DiGraph(
            (c.source, c.destination)
            for c in network.connections
            if c.line == service.line and not {c.source, c.destination} <= set(service.stations)
        )
        for one, other in zip(service.stations, service.stations[1:], strict=False):
            around = left_out.subgraph(set(left_out) - set(service.stations) | {one, other})
            if {one, other} <= set(around) and nx.has_path(around, one, other):
                passed.setdefault(service.line, set()).add((one, other))
    if name == "london_zone1_interchanges":
        assert passed == {}
    else:
        assert passed == {
            line: ways for line, ways in STRAIGHT.items() if line in {s.line for s in network.stopping_patterns}
        }


def calls(network: Network, line: str) -> list[tuple[str, ...]]:
    return [service.stations for service in network.stopping_patterns if service.line == line]


@pytest.mark.parametrize(
    ("name", "line", "origin", "destination"),
    [
        ("london_underground", "piccadilly", "heathrow-terminal-5", "cockfosters"),
        ("london_underground", "piccadilly", "heathrow-terminal-4", "cockfosters"),
        ("london_underground", "piccadilly", "hounslow-west", "heathrow-terminal-4"),
        ("london_underground", "northern", "battersea-power-station", "edgware"),
        ("london_underground", "northern", "high-barnet", "morden"),
        ("london_underground", "circle", "hammersmith-hc", "paddington"),
        ("london_underground", "district", "wimbledon", "edgware-road-circle"),
        ("london_underground", "metropolitan", "chesham", "aldgate"),
        ("london_rail", "elizabeth", "heathrow-terminal-5", "shenfield"),
        ("london_rail", "dlr", "lewisham", "west-india-quay"),
        ("london_zone1_interchanges", "circle", "paddington-hc", "paddington"),
        ("singapore_mrt", "circle-line", "marina-bay", "harbourfront"),
        ("singapore_mrt", "bukit-panjang-lrt", "petir", "choa-chu-kang"),
        ("tokyo_metro", "marunouchi-line", "honancho", "ikebukuro"),
        ("tokyo_metro", "oedo-line", "hikarigaoka", "roppongi"),
    ],
)
def test_one_seat_rides(name: str, line: str, origin: str, destination: str) -> None:
    rides = [" ".join(stations) for stations in calls(load_network(name), line)]
    assert any(re.search(rf"(^| ){origin} (.* )?{destination}( |$)", ride) for ride in rides)


@pytest.mark.parametrize(
    ("name", "line", "corner"),
    [
        ("london_underground", "district", "gloucester-road earls-court high-street-kensington"),
        ("london_underground", "district", "chiswick-park turnham-green gunnersbury"),
        ("london_underground", "circle", "paddington edgware-road-circle paddington-hc"),
        ("london_underground", "central", "snaresbrook leytonstone wanstead"),
        ("london_underground", "northern", "chalk-farm camden-town kentish-town"),
        ("london_underground", "northern", "kings-cross-st-pancras euston warren-street"),
        ("london_underground", "northern", "camden-town euston warren-street"),
        ("london_underground", "northern", "mornington-crescent euston kings-cross-st-pancras"),
        ("london_underground", "piccadilly", "heathrow-terminal-4 heathrow-terminals-2-3 heathrow-terminal-5"),
        ("london_rail", "mildmay", "acton-central willesden-junction shepherds-bush"),
        ("london_rail", "elizabeth", "canary-wharf whitechapel stratford"),
        ("london_zone1_interchanges", "northern", "kings-cross-st-pancras euston warren-street"),
        ("singapore_mrt", "east-west-line", "expo tanah-merah simei"),
        ("singapore_mrt", "circle-line", "bayfront promenade esplanade"),
        ("tokyo_metro", "marunouchi-line", "nakano-shimbashi nakano-sakaue shin-nakano"),
        ("tokyo_metro", "oedo-line", "shinjuku-nishiguchi tochomae nishi-shinjuku-gochome"),
    ],
)
def test_stopping_patterns_exclude_impossible_rides(name: str, line: str, corner: str) -> None:
    network = load_network(name)
    one, junction, other = corner.split()
    ways = {(c.source, c.destination) for c in network.connections if c.line == line}
    assert {(one, junction), (junction, other)} <= ways
    turns = {
        turn for stations in calls(network, line) for turn in zip(stations, stations[1:], stations[2:], strict=False)
    }
    assert not {(one, junction, other), (other, junction, one)} & turns
