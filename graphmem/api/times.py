"""``graphmem.travel_times``: a table of minutes, changes or stops between stations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..graphs import Network
from ..routing import CHANGE_MINUTES, By, StationNames, route_problem
from ..routing.exact_router import ExactRouter
from . import arguments
from .arguments import StationName, StrPath

if TYPE_CHECKING:
    import pandas as pd


def travel_times(
    network: StrPath | Network = "london_underground",
    origins: StationName | Sequence[StationName] | None = None,
    *,
    by: By = "minutes",
    change_minutes: float = CHANGE_MINUTES,
) -> pd.DataFrame:
    """The minutes, changes or stops of best routes from stations to all stations, found by exact search.

    This is the search that checks every answer of the machine; the machine itself is not asked.

    >>> import graphmem
    >>> graphmem.travel_times("london_underground", ["Bank", "Oval"])[["Bank", "Oval", "Angel"]]
    destination  Bank  Oval  Angel
    origin
    Bank          0.0  11.0    6.0
    Oval         10.5   0.0   16.5

    Args:
        network: the name of a shipped network, a folder or file, or a ``Network``.
        origins: a station to start from, or several; None is all.
        by: what is minimised and returned: "minutes", "changes" or "stops"; a network without times has no minutes.
        change_minutes: time to change trains at stations that have no time of their own.

    Returns:
        A table with a row for each origin and a column for each station; NaN where there is no route.  Stations that
        share a name are distinguished by an addition: "Bethnal Green (Central)".

    Raises:
        UsageError: if an argument is wrong, or minutes are asked for in a network without times.
        StationError: if an origin is unknown or ambiguous.
        DataError: if the network is unusable.
    """
    import numpy as np
    import pandas as pd

    criterion = arguments.as_criterion(by)
    where, _ = arguments.as_network(network)
    arguments.check_times(criterion, where)
    problem = route_problem(where, criterion, arguments.as_minutes(change_minutes))
    names, every = StationNames(where), range(len(where.stations))
    starts = list(every) if origins is None else list(map(names.find, arguments.as_stations("origins", origins, where)))
    costs = ExactRouter(problem).costs([problem.destination_state(station) for station in every])
    costs = costs[[problem.origin_state(station) for station in starts]]
    reached = np.isfinite(costs)
    values = getattr(problem.counts(np.where(reached, costs, 0)), criterion)
    unit = problem.ticks_per_minute if criterion == "minutes" else 1
    labels = pd.Index([names.label(station) for station in every])
    return pd.DataFrame(
        np.where(reached, values / unit, np.nan),
        index=labels[starts].rename("origin"),
        columns=labels.rename("destination"),
    )
