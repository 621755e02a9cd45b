"""``graphmem evaluate``: the accuracy of a machine on a network, over pairs of stations or random walks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..common.text import count, joined, one_line
from ..errors import UsageError
from .evaluate_table import Report, share, table
from .options import criterion, question_options, was_typed
from .progress import progress_bar

if TYPE_CHECKING:
    from ..evaluation.networks import NetworkEvaluation, TraversalScore
    from ..graphs import Network
    from ..routing import By, RoutePlanner

# The tasks of each machine, the default first, and the options that belong to each.
TASKS: dict[str, dict[str, set[str]]] = {
    "planner": {"route": {"network", "pairs", "by", "change-minutes"}, "traversal": {"network", "walks", "hops"}},
    "dnc": {
        "traversal": {"network", "walks", "hops"},
        "shortest_path": {"network", "pairs"},
        "inference": set(),
    },
}
WALKS = {"planner": (10_000, 20), "dnc": (500, 7)}  # number and hops


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
    "--machine",
    type=click.Choice(list(TASKS)),
    default="planner",
    show_default=True,
    help="The planner, or the DNC, which answers in the encoding of its paper; on london_zone1_interchanges if no "
    "network is named.",
)
@click.option(
    "--task",
    type=click.Choice(list(dict.fromkeys(task for tasks in TASKS.values() for task in tasks))),
    help="Planner: route or traversal; DNC: traversal, shortest_path or inference.  [default: the first]",
)
@click.option(
    "--walks", type=click.IntRange(1, 10**7), help="Random walks (traversal).  [default: 10,000, or 500 for a DNC]"
)
@click.option(
    "--hops", type=click.IntRange(1, 10**4), help="Hops of each walk (traversal).  [default: 20, or 7 for a DNC]"
)
@question_options
def command(
    machine: str,
    pairs: int | None,
    task: str | None,
    walks: int | None,
    hops: int | None,
    network_name: str,
    by: By | None,
    change_minutes: float,
    as_json: bool,
    seed: int,
    checkpoint: Path | None,
) -> None:
    """Measure the accuracy of a machine on a network: routes between pairs of stations, or random walks.

    A route is valid if it uses connections of the network and ends at the destination, and optimal if exact search
    finds no better one.  A walk is right if every hop is right.

    The DNC answers the tasks of its paper: walks along given lines, shortest paths by stops, and relations in
    families.  An answer counts if all of it is right, as the mode of the output (free) or as the likeliest triples of
    the graph (valid).

    Exit codes: 2 usage, 5 unusable network or file, 6 unusable checkpoint, 130 interrupted.
    """
    task = task or next(iter(TASKS[machine]))
    _check_options(machine, task)
    walks, hops = (given or default for given, default in zip((walks, hops), WALKS[machine], strict=True))
    ways: dict[str, Callable[[], Report]] = {}
    if machine == "dnc":
        from .evaluate_dnc import reports

        ways = reports(network_name, walks, hops, pairs, seed, checkpoint)
    else:
        from ..interpreter import load_planner
        from ..networks import load_network

        network = load_network(network_name)
        planner = load_planner(checkpoint)
        ways = {
            "route": lambda: _routes(planner, network, criterion(by, network), change_minutes, pairs, seed),
            "traversal": lambda: _walks(planner, network, walks, hops, seed),
        }
    record, text = ways[task]()
    click.echo(json.dumps(record, indent=2, ensure_ascii=False) if as_json else "\n".join(text))


def _check_options(machine: str, task: str) -> None:
    tasks = TASKS[machine]
    if task not in tasks:
        raise UsageError(f"The tasks of --machine {machine} are {joined(list(tasks))}, so not {task}.")
    for option in sorted({option for owned in TASKS.values() for options in owned.values() for option in options}):
        typed = was_typed("network_name" if option == "network" else option.replace("-", "_"))
        if typed and option not in tasks[task]:
            owners = [name for name, options in tasks.items() if option in options]
            where = f"belongs to --task {joined(owners, 'or')}" if owners else f"does not apply to --machine {machine}"
            raise UsageError(f"--{option} {where}.")


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
        ("none" if stops is None else str(stops), pairs, share(valid, pairs), share(optimal, pairs))
        for stops, pairs, valid, optimal in result.table
    ]
    whole = result.pairs
    rows.append(("all", whole, share(result.valid, whole), share(result.optimal, whole)))
    title = f"{result.network} by {result.by}: {count(whole, 'pair')} in {result.seconds:.1f} s"
    return [title, "", *table(("stops", "pairs", "valid", "optimal"), rows)]


def _walks_text(network: str, score: TraversalScore) -> list[str]:
    rows = [(str(hop), share(right, score.walks)) for hop, right in enumerate(score.right_after, start=1)]
    title = f"{network}: {count(score.walks, 'walk')} of {count(score.hops, 'hop')} in {score.seconds:.1f} s"
    return [title, "", *table(("hop", "right so far"), rows)]
