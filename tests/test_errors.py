"""The tree of errors is the one that its docstring draws."""

import inspect
import re

import pytest

from graphmem import errors
from graphmem.errors import AmbiguousStation, GraphmemError, StationError, UnknownStation

CLASSES = {name: item for name, item in vars(errors).items() if inspect.isclass(item) and issubclass(item, Exception)}


def drawn() -> dict[str, tuple[int, int | None]]:
    """Class to its depth in the picture and the exit code beside it."""
    picture = {}
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"^ {4}((?:\|   |    )*)(?:\|-- |`-- )?(\w+)(?: {2,}(\d+)(?= |$))?", line):
            rest, name, code = found.groups()
            depth = len(rest) // 4 + ("-- " in line.split(name)[0])
            picture[name] = (depth, int(code) if code else None)
    return picture


def test_every_error_is_drawn_under_its_parent() -> None:
    picture = drawn()
    assert set(picture) == set(CLASSES)
    above: list[str] = []
    for name, (depth, _) in picture.items():
        del above[depth:]
        assert CLASSES[name].__bases__ == ((CLASSES[above[-1]],) if above else (Exception,))
        above.append(name)


def test_exit_codes_are_drawn_and_differ() -> None:
    own = {name: vars(item)["exit_code"] for name, item in CLASSES.items() if "exit_code" in vars(item)}
    assert len(set(own.values())) == len(own)
    assert min(own.values()) == own.pop("GraphmemError") == 1
    assert own == {name: code for name, (_, code) in drawn().items() if code is not None}
    assert {item.exit_code for item in (UnknownStation, AmbiguousStation)} == {StationError.exit_code}


@pytest.mark.parametrize("name", CLASSES)
def test_an_error_keeps_its_sentence(name: str) -> None:
    error = CLASSES[name]("This is why.")
    assert isinstance(error, GraphmemError)
    assert str(error) == "This is why."


@pytest.mark.parametrize("kind", [StationError, UnknownStation, AmbiguousStation])
def test_a_station_error_carries_suggestions(kind: type[StationError]) -> None:
    assert kind("Which?").suggestions == ()
    assert kind("Which?", ["Bank", "Bow"]).suggestions == ("Bank", "Bow")
