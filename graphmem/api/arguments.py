"""Checks of the arguments of the front door; the sentence on a wrong one names what was given and what is allowed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from numbers import Integral
from pathlib import Path
from typing import Any, cast, get_args

from ..common.text import joined, one_line
from ..errors import UsageError
from ..graphs import Network
from ..interpreter import DiscretePlanner, load_planner
from ..networks import load_network
from ..routing import By, RoutePlanner

StrPath = str | os.PathLike[str]
StationName = str | int  # an integer is an id, as of the nodes of a networkx graph


def as_network(value: object) -> tuple[Network, str | None]:
    """A network, and the name or path from which it was loaded, if any."""
    if isinstance(value, Network):
        return value, None
    if isinstance(value, str | os.PathLike):
        return load_network(os.fspath(value)), os.fspath(value)
    raise UsageError(f"network must be a name, a path or a graphmem.Network, not {shown(value)}.")


def as_planner(value: object) -> RoutePlanner:
    """The machine that plans."""
    if value is None:
        return load_planner()
    if isinstance(value, str | os.PathLike):
        from ..machines import load_machine

        value = load_machine(value)
    if not hasattr(value, "describe"):
        raise UsageError(f"machine must be a planner, or the name or folder of one, not {shown(value)}.")
    return cast(DiscretePlanner, value)


def as_criterion(value: object) -> By:
    """The criterion of a comparison."""
    allowed = get_args(By)
    if value not in allowed:
        raise UsageError(f"by must be {joined([shown(name) for name in allowed], 'or')}, not {shown(value)}.")
    return cast(By, value)


def check_times(by: By, where: Network) -> None:
    """Refuse to minimise minutes in a network without them."""
    if by == "minutes" and not where.timed:
        raise UsageError(f'{where.name} has no running times; give by="stops" or by="changes" instead of minutes.')


def as_name(argument: str, value: object) -> str:
    """The name of a station or line."""
    if not isinstance(value, str):
        raise UsageError(f"{argument} must be a name, not {shown(value)}.")
    return value


def as_names(argument: str, value: object) -> list[str]:
    """One name, or several."""
    return [as_name(argument, one) for one in _one_or_more(argument, value)]


def as_station(argument: str, value: object, where: Network) -> str:
    """The name or id of a station; an integer is an id, as the nodes of many networkx graphs are."""
    if not _is_integer(value):
        return as_name(argument, value)
    if str(value) not in where.station_index:
        raise UsageError(f"{argument} must be a name or an id; {where.name} has no station with the id {value}.")
    return str(value)


def as_stations(argument: str, value: object, where: Network) -> list[str]:
    """One station, or several."""
    value = [value] if _is_integer(value) else value
    return [as_station(argument, one, where) for one in _one_or_more(argument, value)]


def as_paths(argument: str, value: object) -> list[Path]:
    """No path, one, or several."""
    several = [] if value is None else [value] if isinstance(value, str | os.PathLike) else value
    if not isinstance(several, Iterable) or not all(isinstance(path, str | os.PathLike) for path in several):
        raise UsageError(f"{argument} must be a path or a list of paths, not {shown(value)}.")
    return list(map(Path, several))


def as_minutes(value: Any) -> float:
    """A time in minutes; its range is checked with the network."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"change_minutes must be a number, not {shown(value)}.")
    return float(value)


def as_seed(value: object) -> int:
    """The seed of a random generator."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UsageError(f"seed must be a whole number of 0 or more, not {shown(value)}.")
    return value


def _is_integer(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, Integral)


def _one_or_more(argument: str, value: object) -> Iterable[object]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Iterable):
        raise UsageError(f"{argument} must be a name or a list of names, not {shown(value)}.")
    return value


def shown(value: object) -> str:
    """A value in a sentence: a text in quotation marks, a number as it is, and anything else by its type."""
    if isinstance(value, str):
        return f'"{one_line(value)}"'
    return repr(value) if value is None or isinstance(value, bool | int | float) else f"a {type(value).__name__}"
