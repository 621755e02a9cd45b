"""``graphmem explain``: the program that the weights hold, in sentences; of a DNC, one episode step by step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..common.tables import terminal_width, wrapped
from ..common.text import joined
from ..errors import UsageError
from .completion import complete_network
from .options import JSON, WIDE, was_typed, with_options
from .route_request import PATH, station_option

# The options of each machine, by parameter.
OPTIONS = {
    "planner": {"raw": "--raw", "stations": "--stations"},
    "inference": {"raw": "--raw"},
    "dnc": {
        "raw": "--raw",
        "task": "--task",
        "network_name": "--network",
        "origin": "--from",
        "lines": "--line",
        "edges": "--edges",
        "seed": "--seed",
        "picture": "--picture",
        "wide": "--wide",
    },
}


@click.command("explain")
@click.option(
    "--machine",
    type=click.Choice(list(OPTIONS)),
    default="planner",
    show_default=True,
    help="The planner of routes, the machine that has learnt the relations of family trees, or the DNC.",
)
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path),
    help="Folder with the weights of the machine.  [default: those that ship with graphmem]",
)
@JSON
@click.option("--raw", is_flag=True, help="Leave nothing out, not even what cannot matter.")
@click.option(
    "--stations",
    type=click.IntRange(0, 4),
    default=3,
    show_default=True,
    help="Leave out terms that change no answer on any graph of up to so many stations; 0 keeps them (planner).",
)
@click.option(
    "--task",
    type=click.Choice(["traversal", "shortest_path", "inference"]),
    default="traversal",
    show_default=True,
    help="What the DNC is asked (dnc).",
)
@click.option(
    "--network",
    "network_name",
    metavar="NAME|PATH",
    shell_complete=complete_network,
    help="Watch a walk through a network instead of a small graph that is drawn (dnc).",
)
@with_options(
    station_option(
        "--from", "origin", help="Where the walk starts; on london_zone1_interchanges without --network (dnc)."
    )
)
@click.option(
    "--line",
    "lines",
    multiple=True,
    metavar="LINE",
    help='A line to follow, with its direction, such as "Central Eastbound"; several are followed in order (dnc).',
)
@click.option(
    "--edges", type=click.IntRange(1, 100), help="Edges of the walk, shortest path or relation that is drawn (dnc)."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of graph, walk and labels (dnc)."
)
@click.option("--picture", type=PATH, metavar="FILE", help="Draw the episode too, .svg or .png (dnc).")
@WIDE
def command(machine: str, checkpoint: Path | None, as_json: bool, raw: bool, stations: int, **options: Any) -> None:
    """Print the program that the weights hold, or watch the DNC in one episode.

    The controller of the planner sees the kind of token and two bits for each head, so its discretised form is a table.
    Each line describes what the machine does in some rows of the table.  Terms that cannot matter are left out; notes
    give the proof.

    For the inference machine the lexicon is printed too: the chain of edges of each relation, and the
    family word of each relation that has one.

    The DNC holds no such table.  It answers one question, and every step is shown: what is written to which slot, and
    how and where each head reads.

    Exit codes: 2 usage, 3 unknown or ambiguous station, 5 unusable network or file, 6 unusable checkpoint.
    """
    _check_options(machine)
    if machine == "dnc":
        from .explain_dnc import Request, explain_episode

        wide = options.pop("wide")
        explain_episode(Request(checkpoint=checkpoint, **options), as_json, raw, wide)
        return
    if machine == "inference":
        click.echo(_relations(checkpoint, as_json, raw))
        return
    from ..interpreter import load_planner
    from ..interpreter.explain import planner as explain

    explanation = explain.explain(load_planner(checkpoint), stations, raw)
    click.echo(_object(machine, explain.as_json(explanation)) if as_json else _folded(explain.as_text(explanation)))


def _check_options(machine: str) -> None:
    for parameter, option in {name: text for own in OPTIONS.values() for name, text in own.items()}.items():
        if was_typed(parameter) and parameter not in OPTIONS[machine]:
            owners = [name for name, own in OPTIONS.items() if parameter in own]
            raise UsageError(f"{option} applies to --machine {joined(owners, 'or')} only.")


def _object(machine: str, report: dict[str, Any]) -> str:
    """One JSON object; the machine is named as by ``--machine``."""
    return json.dumps({"machine": machine, **report}, indent=2)


def _folded(text: str) -> str:
    """The text with lines that fit the terminal."""
    width = terminal_width()
    return "\n".join(part for line in text.splitlines() for part in wrapped(line, width, indent="    ") or [""])


def _relations(checkpoint: Path | None, as_json: bool, raw: bool) -> str:
    """The program and the lexicon of the inference machine."""
    from ..interpreter import load_reasoner
    from ..interpreter.explain import reasoner as relations
    from ..tasks.paper import paper_relations
    from ..tasks.paper.family import EDGE_WORDS, kin_chains

    labels = paper_relations().labels
    names = {labels[chain]: name for name, chain in kin_chains().items()}
    arguments = load_reasoner(checkpoint), EDGE_WORDS, names, raw
    if as_json:
        return _object("inference", relations.as_json(*arguments))
    return _folded(relations.as_text(*arguments))
