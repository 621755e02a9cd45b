"""Draw the picture at the top of the README: ``python -m graphmem.view.readme OUT.png``.

It shows a route on the London Underground, planned by minutes with the shipped weights, next to the wave of marks
that the route was read from.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import GraphmemError, UsageError
from ..interpreter import load_planner
from ..networks import load_network
from ..routing import StationNames, ask, route_problem
from ..seeding import generator
from .canvas import new_figure, write_picture
from .maps import draw_network
from .waves import arrivals, draw_wave

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ORIGIN, DESTINATION = "Heathrow Terminal 5", "Cockfosters"
SPREAD = 0.4


def draw() -> Figure:
    """The route and the wave, side by side."""
    problem = route_problem(load_network("london_underground"), "minutes")
    names, planner = StationNames(problem.network), load_planner()
    origin, destination = names.find(ORIGIN), names.find(DESTINATION)
    answer = ask(planner, problem, origin, destination, generator(0, "labels"))
    plan = planner.describe(problem.triples, generator(0, "labels")).plan(problem.destination_state(destination))

    figure = new_figure(1600 / 150, 600 / 150)
    left, right = figure.add_axes((0, 0, 0.5, 0.93)), figure.add_axes((0.5, 0, 0.5, 0.93))
    draw_network(problem.network, route=answer.route, axes=left, spread=SPREAD)
    draw_wave(problem, arrivals(problem, plan), destination, axes=right, spread=SPREAD)
    left.set_title(f"{ORIGIN} to {DESTINATION}: {answer.route.minutes:g} minutes", fontsize=10)
    right.set_title("The wave of marks that the machine plans with", fontsize=10)
    return figure


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the picture to the path in the arguments; returns the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        if len(words) != 1:
            raise UsageError("Usage: python -m graphmem.view.readme OUT.png")
        write_picture(draw(), Path(words[0]))
    except GraphmemError as error:
        print(f"graphmem: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
