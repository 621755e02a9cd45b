"""``graphmem evaluate``: the accuracy of the planner on a network, over pairs of stations or random walks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..common.tables import Column, table_lines, terminal_width
from ..common.text import count, one_line, percentage
from ..errors import UsageError
from .options import criterion, question_options
from .progress import progress_bar

if TYPE_CHECKING:
    from ..evaluation.networks import NetworkEvaluation, TraversalScore
    from ..graphs import Network
    from ..routing import By, RoutePlanner

Report = tuple[dict[str, Any], list[str]]  # for JSON, and as lines of text
# Options that belong to one task.
ONLY_FOR = {"by": "route", "change_minutes": "route", "pairs": "route", "walks": "traversal", "hops": "traversal"}


def _parse_pairs(ctx: click.Context, param: click.Parameter, value: str) -> int | None:
    if value == "all":
        return None
    try:
        pairs = int(value)
    except ValueError:
        pairs = 0
    if pairs < 1:
        raise UsageError(f"--pairs must be all or a whole number of at least 1, not {one_line(value)}.")
    return pairs


@click.command("evaluate")
@click.option(
    "--pairs",
    callback=_parse_pairs,
    default="all",
    show_default=True,
    metavar="all|K",
    help="All ordered pairs, or a sample of K.",
)
@click.option(
    "--task",
    type=click.Choice(["route", "traversal"]),
    default="route",
    show_default=True,
    help="Plan routes, or follow given lines hop by hop.",
)
@click.option(
    "--walks", type=click.IntRange(1, 10**7), default=10_000, show_default=True, help="Random walks (traversal)."
)
@click.option(
    "--hops", type=click.IntRange(1, 10**4), default=20, show_default=True, help="Hops of each walk (traversal)."
)
@question_options
@click.pass_context
def command(
    ctx: click.Context,
    pairs: int | None,
    task: str,
    walks: int,
    hops: int,
    network_name: str,
    by: By | None,
    change_minutes: float,
    as_json: bool,
    seed: int,
    checkpoint: Path | None,
) -> None:
    """Measure the accuracy of the planner on a network: routes between pairs of stations, or random walks.

    A route is valid if it uses connections of the network and ends at the destination, and optimal if exact search
    finds no better one.  A walk is right if every hop is right.
    """
    for option, its_task in ONLY_FOR.items():
        if its_task != task and ctx.get_parameter_source(option) is ParameterSource.COMMANDLINE:
            raise UsageError(f"--{option.replace('_', '-')} belongs to --task {its_task}.")
    from ..interpreter import load_planner
    from ..networks import load_network

    network = load_network(network_name)
    planner = load_planner(checkpoint)
    ways: dict[str, Callable[[], Report]] = {
        "route": lambda: _routes(planner, network, criterion(by, network), change_minutes, pairs, seed),
        "traversal": lambda: _walks(planner, network, walks, hops, seed),
    }
    record, text = ways[task]()
    click.echo(json.dumps(record, indent=2, ensure_ascii=False) if as_json else "\n".join(text))


def _routes(
    planner: RoutePlanner, network: Network, by: By, change_minutes: float, pairs: int | None, seed: int
) -> Report:
    from ..evaluation.networks import evaluate
    from ..routing import route_problem
    from ..seeding import generator

    problem = route_problem(network, by, change_minutes)
    with progress_bar("destinations") as progress:
        result = evaluate(planner, problem, generator(seed, "evaluate"), pairs, progress)
    return asdict(result) | {"table": [bucket._asdict() for bucket in result.table]}, _routes_text(result)


def _walks(planner: RoutePlanner, network: Network, walks: int, hops: int, seed: int) -> Report:
    from ..evaluation.networks import evaluate_traversal
    from ..routing import traversal_problem
    from ..seeding import generator

    triples, _ = traversal_problem(network)
    described = planner.describe(triples, generator(seed, "labels"))
    score = evaluate_traversal(described, triples, generator(seed, "walks"), walks, hops)
    record = {"network": network.name, "task": "traversal"} | asdict(score)
    return record, _walks_text(network.name, score)


def _routes_text(result: NetworkEvaluation) -> list[str]:
    rows = [
        ("none" if stops is None else str(stops), pairs, _share(valid, pairs), _share(optimal, pairs))
        for stops, pairs, valid, optimal in result.table
    ]
    whole = result.pairs
    rows.append(("all", whole, _share(result.valid, whole), _share(result.optimal, whole)))
    title = f"{result.network} by {result.by}: {count(whole, 'pair')} in {result.seconds:.1f} s"
    return [title, "", *_table(("stops", "pairs", "valid", "optimal"), rows)]


def _walks_text(network: str, score: TraversalScore) -> list[str]:
    rows = [(str(hop), _share(right, score.walks)) for hop, right in enumerate(score.right_after, start=1)]
    title = f"{network}: {count(score.walks, 'walk')} of {count(score.hops, 'hop')} in {score.seconds:.1f} s"
    return [title, "", *_table(("hop", "right so far"), rows)]


def _share(part: int, whole: int) -> str:
    """A count and its percentage."""
    return f"{part:,} ({percentage(part / whole)})"


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    return table_lines([Column(name, align="right") for name in header], rows, terminal_width())
