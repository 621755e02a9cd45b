"""Wrong arguments of the front door: the sentence names what was given and what is allowed."""

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import graphmem
from graphmem.errors import CheckpointError, DataError, NoRoute, UnknownStation, UsageError


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ({"by": "fastest"}, UsageError, 'by must be "minutes", "changes" or "stops", not "fastest".'),
        ({"by": 3}, UsageError, 'by must be "minutes", "changes" or "stops", not 3.'),
        ({"origin": 3}, UsageError, "origin must be a name or an id; london_underground has no station with the id 3."),
        ({"destination": None}, UsageError, "destination must be a name, not None."),
        ({"network": 3}, UsageError, "network must be a name, a path or a graphmem.Network, not 3."),
        (
            {"network": pd.DataFrame()},
            UsageError,
            "network must be a name, a path or a graphmem.Network, not a DataF",
        ),
        ({"via": 3}, UsageError, "via must be a name or an id; london_underground has no station with the id 3."),
        ({"via": 1.5}, UsageError, "via must be a name or a list of names, not 1.5."),
        ({"avoid_lines": 3}, UsageError, "avoid_lines must be a name or a list of names, not 3."),
        ({"avoid_lines": ["Victoria", 3]}, UsageError, "avoid_lines must be a name, not 3."),
        ({"closed": 3}, UsageError, "closed must be a path or a list of paths, not 3."),
        ({"change_minutes": "5"}, UsageError, 'change_minutes must be a number, not "5".'),
        ({"change_minutes": 0}, UsageError, "A change must take more than 0 and at most 100,000 minutes, not 0."),
        ({"seed": -1}, UsageError, "seed must be a whole number of 0 or more, not -1."),
        ({"seed": 1.5}, UsageError, "seed must be a whole number of 0 or more, not 1.5."),
        ({"machine": 3}, UsageError, "machine must be a planner, or the name or folder of one, not 3."),
        ({"machine": "nobody"}, CheckpointError, "There is no machine 'nobody'"),
        (
            {"machine": "inference"},
            UsageError,
            "machine must be a planner, or the name or folder of one, not a Dis",
        ),
        ({"origin": "Oval"}, UsageError, "Origin and destination are the same station: Oval."),
        ({"origin": "Bnak"}, UnknownStation, 'london_underground has no station "Bnak".'),
        ({"network": "londn_underground"}, DataError, "did you mean london_underground?"),
        (
            {"network": "lisbon_metro", "by": "minutes"},
            UsageError,
            'lisbon_metro has no running times; give by="stops"',
        ),
    ],
)
def test_a_wrong_argument_gets_a_sentence(arguments: dict[str, Any], error: type[Exception], sentence: str) -> None:
    ends = {"origin": "Bank", "destination": "Oval"}
    if "network" in arguments:
        ends = {"origin": "Oriente", "destination": "Rossio"}
    with pytest.raises(error) as caught:
        graphmem.route(**(ends | arguments))
    assert sentence in str(caught.value)


def test_travel_times_without_minutes_say_what_to_ask_for() -> None:
    frame = pd.DataFrame([("Ash", "Birch"), ("Birch", "Cedar")], columns=["source", "destination"])
    network = graphmem.Network.from_edges(frame, name="Woods")
    with pytest.raises(UsageError) as caught:
        graphmem.travel_times(network)
    assert str(caught.value) == 'Woods has no running times; give by="stops" or by="changes" instead of minutes.'
    assert graphmem.travel_times(network, by="stops").loc["Ash", "Cedar"] == 2


def test_a_network_is_loaded_by_a_name_or_a_path() -> None:
    folder = Path(__file__).parents[2] / "datasets" / "lisbon_metro"
    assert graphmem.load_network(folder) == graphmem.load_network(str(folder))
    with pytest.raises(UsageError, match="A network is loaded by a name or a path, not by int"):
        graphmem.load_network(3)  # type: ignore[arg-type]


def test_an_integer_is_the_id_of_a_station() -> None:
    network = graphmem.Network.from_networkx(nx.path_graph(5), name="Path")
    assert [station.id for station in graphmem.route(1, 3, network=network).stations] == ["1", "2", "3"]
    assert [station.id for station in graphmem.route(np.int64(0), 1, network=network).stations] == ["0", "1"]
    assert graphmem.travel_times(network, [0, "4"], by="stops").loc["0", "3"] == 3
    for given in ({"via": 7}, {"avoid_stations": [2, 7]}):
        with pytest.raises(UsageError, match=r"^[a-z_]+ must be a name or an id; Path has no station with the id 7\.$"):
            graphmem.route(1, 3, network=network, **given)  # type: ignore[arg-type]
    with pytest.raises(NoRoute):
        graphmem.route(1, 3, network=network, avoid_stations=2)
    with pytest.raises(UsageError, match=r"^destination must be a name, not True\.$"):
        graphmem.route(0, True, network=network)


@pytest.mark.parametrize("wrong", [3, None, b"planner"])
def test_a_machine_is_loaded_by_a_name_or_a_folder(wrong: Any) -> None:
    with pytest.raises(UsageError, match=f"A machine is loaded by a name or a folder, not by {type(wrong).__name__}"):
        graphmem.load_machine(wrong)


def test_suggestions_are_in_the_traceback() -> None:
    with pytest.raises(UnknownStation) as caught:
        graphmem.travel_times(origins=["Bank", "Kings Croos"])
    assert "King's Cross St. Pancras" in caught.value.suggestions
    assert caught.value.__notes__[0].startswith("Did you mean: ")
