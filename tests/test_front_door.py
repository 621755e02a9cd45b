"""``import graphmem``: what it offers, how little it loads, and routes and travel times in one call."""

import ast
import doctest
import importlib
import itertools
import json
import pydoc
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import graphmem
from graphmem.cli import main
from graphmem.errors import MissingExtra, NoRoute
from graphmem.routing import By

HEAVY = {"numpy", "pandas", "networkx", "scipy", "torch", "rich", "click", "matplotlib"}
BANK_TO_HEATHROW = """\
Bank to Heathrow Terminal 5, on london_underground, by minutes
   Central, West Ruislip / Ealing Broadway: Bank to Holborn, 3 stops, 5 minutes
   change at Holborn, 5 minutes
   Piccadilly, Heathrow Terminal 5: Holborn to Heathrow Terminal 5, 23 stops, 55.75 minutes
   26 stops, 65.75 minutes, 1 change"""


@pytest.fixture(scope="module")
def ring() -> graphmem.Network:
    """Red runs A, B, C, D both ways, blue straight from A to D, and one way leads to the end E."""
    ways = [("A", "B", "red", 2), ("B", "C", "red", 2), ("C", "D", "red", 2)]
    ways += [(end, start, line, minutes) for start, end, line, minutes in ways]
    ways += [("A", "D", "blue", 9), ("D", "A", "blue", 9), ("D", "E", "red", 1)]
    frame = pd.DataFrame(ways, columns=["source", "destination", "line", "minutes"])
    return graphmem.Network.from_edges(frame, name="ring", directed=True)


def loaded(code: str) -> set[str]:
    """Top-level modules after ``code``, in an interpreter of its own."""
    code = f"import sys\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return set(done.stdout.splitlines()[-1].split())


def test_the_import_is_light() -> None:
    assert not HEAVY & loaded("import graphmem; dir(graphmem)")


def test_a_route_needs_numpy_alone() -> None:
    modules = loaded("import graphmem; graphmem.route('Bank', 'Oval')")
    assert "numpy" in modules
    assert not {"torch", "pandas", "scipy", "networkx", "matplotlib"} & modules


def test_every_name_is_there_and_listed() -> None:
    assert set(graphmem.__all__) <= set(dir(graphmem))
    for name in graphmem.__all__:
        assert getattr(graphmem, name) is not None
        if name != "__version__":
            value = getattr(graphmem, name)
            texts = [
                value.__doc__,
                *(getattr(value, method).__doc__ for method in ("from_edges",) if hasattr(value, method)),
            ]
            assert any(">>>" in text for text in texts), f"{name} has no example"
    with pytest.raises(AttributeError, match="module 'graphmem' has no attribute 'rout'"):
        graphmem.rout  # type: ignore[attr-defined]  # noqa: B018


def test_help_and_inspection_without_torch() -> None:
    """They import every name that ``dir`` lists; a name that needs PyTorch is left out, but its error says so."""
    code = """
    import sys
    sys.modules["torch"] = None
    import inspect, pydoc, graphmem
    from graphmem.errors import MissingExtra
    print(sorted(name for name, _ in inspect.getmembers(graphmem) if name in graphmem.__all__))
    print("Nodes may have" in pydoc.render_doc(graphmem))
    for name in set(graphmem.__all__) - set(dir(graphmem)):
        try:
            exec(f"from graphmem import {name}")
        except MissingExtra as error:
            print(name, error)
    """
    done = subprocess.run([sys.executable, "-P", "-c", dedent(code)], capture_output=True, text=True, check=True)  # noqa: S603
    names, rendered, *errors = done.stdout.splitlines()
    need_torch = {"DNC", "NTM", "Planner"}
    assert set(ast.literal_eval(names)) == set(graphmem.__all__) - need_torch
    assert rendered == "True"
    sentence = 'A trainable machine needs PyTorch; install it with: pip install "graphmem[train]"'
    assert sorted(errors) == [f"{name} {sentence}" for name in sorted(need_torch)]


def test_help_with_torch_shows_the_machines() -> None:
    assert "class DNC(" in pydoc.render_doc(graphmem, renderer=pydoc.plaintext)


def test_types_are_those_of_the_modules() -> None:
    """The imports for type checkers name the same modules as those at run time."""
    tree = ast.parse(Path(graphmem.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    typed = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed == graphmem._MODULES
    assert set(typed) | {"__version__"} == set(graphmem.__all__)


@pytest.mark.parametrize("module", ["graphmem", "graphmem.api.routes", "graphmem.api.times", "graphmem.machines"])
def test_examples_in_docstrings(module: str) -> None:
    flags = doctest.NORMALIZE_WHITESPACE
    failed, attempted = doctest.testmod(importlib.import_module(module), optionflags=flags)
    assert (failed, attempted > 0) == (0, True)


def test_a_route_prints_its_legs_and_sums() -> None:
    found = graphmem.route("bank", "heathrow terminal 5")
    assert str(found) == repr(found) == BANK_TO_HEATHROW
    assert (found.stops, found.minutes, found.changes, found.by) == (26, 65.75, 1, "minutes")
    assert (found.valid, found.optimal) == (True, True)
    assert (found.planning_steps > 0, found.seconds > 0) == (True, True)
    assert [leg.line and leg.line.name for leg in found.legs] == ["Central", "Piccadilly"]
    assert [found.stations[place].name for place in (0, 3, -1)] == ["Bank", "Holborn", "Heathrow Terminal 5"]


def test_legs_stations_and_the_network_print_in_short() -> None:
    found = graphmem.route("Bank", "Victoria")
    assert [*map(repr, found.legs)] == [
        "<Leg Central, West Ruislip / Ealing Broadway: Bank to Oxford Circus, 5 stops, 8.25 minutes>",
        "<Leg Victoria, Southbound: Oxford Circus to Victoria, 2 stops, 4.5 minutes>",
    ]
    assert repr(found.stations[0]) == "Station(id='bank', name='Bank')"
    assert repr(found.network).startswith("<Network 'london_underground': 272 stations, 11 lines, ")


def test_one_name_is_as_good_as_a_list_of_one() -> None:
    """A text is one name, not a list of letters."""
    constraints = {"via": "Euston", "avoid_stations": "King's Cross", "avoid_lines": "Circle"}
    one, several = (
        graphmem.route("Angel", "Oval", **{name: make(value) for name, value in constraints.items()})  # type: ignore[arg-type]
        for make in (str, lambda value: [value])
    )
    assert "Euston" in [station.name for station in one.stations]
    assert str(one) == str(several)


def test_a_route_as_a_dictionary_is_what_the_command_prints() -> None:
    arguments = ["--from", "Angel", "--to", "Oval", "--via", "Euston", "--avoid-line", "Victoria", "--by", "changes"]
    printed = json.loads(CliRunner().invoke(main, ["route", *arguments, "--json", "--seed", "3"]).stdout)
    found = graphmem.route("Angel", "Oval", via="Euston", avoid_lines=["Victoria"], by="changes", seed=3).to_dict()
    assert found.pop("seconds") > 0
    assert printed.pop("seconds") > 0
    assert found == printed


def test_a_route_as_a_table_adds_up(ring: graphmem.Network) -> None:
    found = graphmem.route("B", "D", network=ring, via=["A"])
    frame = found.to_frame()
    assert list(frame) == ["line", "direction", "from", "to", "stops", "minutes", "change_minutes"]
    assert frame[["from", "to"]].to_numpy().tolist() == [["B", "A"], ["A", "D"]]
    assert frame["stops"].sum() == found.stops
    assert (frame["minutes"] + frame["change_minutes"]).sum() == found.minutes


def test_constraints_and_settings(ring: graphmem.Network, tmp_path: Path) -> None:
    def stations(**more: Any) -> str:
        return "".join(station.name for station in graphmem.route("A", "D", network=ring, **more).stations)

    assert stations() == "ABCD"
    assert stations(by="stops") == "AD"
    assert stations(avoid_stations="B") == stations(avoid_lines="red") == "AD"
    (tmp_path / "closed.csv").write_text("station\nC\n")
    assert stations(closed=tmp_path / "closed.csv") == stations(closed=[str(tmp_path / "closed.csv")]) == "AD"
    assert graphmem.route("B", "D", network=ring, via="A", change_minutes=7).minutes == 2 + 7 + 6
    with pytest.raises(NoRoute):
        graphmem.route("E", "A", network=ring)


@pytest.mark.parametrize("machine", ["planner", None])
def test_the_machine_by_name_and_itself(machine: str | None, ring: graphmem.Network) -> None:
    assert graphmem.route("A", "D", network=ring, machine=machine).stops == 3
    assert graphmem.route("A", "D", network=ring, machine=graphmem.load_machine("planner")).optimal


@pytest.mark.parametrize("name", ["route.svg", "route.png"])
def test_a_route_is_plotted_to_a_file(name: str, tmp_path: Path) -> None:
    found = graphmem.route("Oriente", "Rossio", network="lisbon_metro")
    assert found.plot(tmp_path / name) == tmp_path / name
    assert (tmp_path / name).stat().st_size > 1000
    if name.endswith("svg"):
        assert "Open Database" in (tmp_path / name).read_text(encoding="utf-8")  # the licence at its foot


def test_a_route_is_plotted_on_axes(ring: graphmem.Network) -> None:
    axes = graphmem.route("A", "D", network=ring).plot()
    assert type(axes).__name__ == "Axes"


def test_a_plot_without_matplotlib_says_how_to_install_it(
    ring: graphmem.Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = graphmem.route("A", "D", network=ring)
    monkeypatch.setattr("graphmem.common.extras.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r'pip install "graphmem\[map\]"'):
        found.plot()


@pytest.mark.parametrize("by", ["minutes", "changes", "stops"])
def test_travel_times_are_those_of_routes(by: By, ring: graphmem.Network) -> None:
    times = graphmem.travel_times(ring, by=by, change_minutes=3)
    assert list(times.index) == list(times.columns) == list("ABCDE")
    for origin, destination in itertools.product("ABCDE", repeat=2):
        value = times.loc[origin, destination]
        if origin == destination:
            assert value == 0
        elif origin == "E":
            assert np.isnan(value)
        else:
            found = graphmem.route(origin, destination, network=ring, by=by, change_minutes=3)
            assert value == getattr(found, by)


def test_travel_times_of_the_whole_underground() -> None:
    times = graphmem.travel_times()
    assert times.shape == (272, 272)
    assert times.notna().all(axis=None)
    assert (times.index.name, times.columns.name) == ("origin", "destination")
    pairs = [("Bank", "Heathrow Terminal 5"), ("Upminster", "Kew Gardens"), ("Chesham", "Morden")]
    assert [times.loc[pair] for pair in pairs] == [graphmem.route(*pair).minutes for pair in pairs]
    some = graphmem.travel_times(origins=["morden", "bank"])
    pd.testing.assert_frame_equal(some, times.loc[["Morden", "Bank"]])


def test_stations_of_one_name_are_told_apart() -> None:
    times = graphmem.travel_times("london_rail", "Bethnal Green (Central)", by="stops")
    assert list(times.index) == ["Bethnal Green (Central)"]
    assert times.columns.is_unique


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-P", "-m", "graphmem", "route", "--from", "Bank", "--to", "Oval"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.startswith("Bank to Oval, on london_underground, by minutes\n")
    failed = subprocess.run([*command[:4], "rote"], capture_output=True, text=True, check=False)  # noqa: S603
    assert (failed.returncode, failed.stderr) == (2, "graphmem: No such command 'rote'. Did you mean route?\n")
