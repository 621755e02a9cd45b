"""``graphmem explain``: the program that the weights hold, in sentences."""

from __future__ import annotations

import json
from pathlib import Path

import click
from click.core import ParameterSource

from ..errors import UsageError


@click.command("explain")
@click.option(
    "--machine",
    type=click.Choice(["planner", "inference"]),
    default="planner",
    show_default=True,
    help="What was taught: to plan routes, or what relations mean.",
)
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path),
    help="Weights of the machine.  [default: those that ship with graphmem]",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--raw", is_flag=True, help="Leave nothing out.")
@click.option(
    "--stations",
    type=click.IntRange(0, 4),
    default=3,
    show_default=True,
    help="Leave out what changes no answer on graphs of up to so many stations; 0: leave out nothing for that.",
)
def command(machine: str, checkpoint: Path | None, as_json: bool, raw: bool, stations: int) -> None:
    """Print the program that the weights hold.

    The machine's control sees the kind of token and two bits a head, so rounded it is a table; each line is what it
    does in some rows of the table.  What cannot matter is left out, and the text says on which proof that rests.

    Of the machine that was taught inference, the lexicon is printed too: the chain of edges that each relation was
    learnt to stand for, with the family words of those that have one.

    Exit code: 6 unusable checkpoint.
    """
    if machine == "inference":
        context = click.get_current_context()
        if context.get_parameter_source("stations") != ParameterSource.DEFAULT:
            raise UsageError("--stations is of the planner; of the other machine nothing is left out by trying graphs.")
        click.echo(_relations(checkpoint, as_json, raw))
        return
    from .. import interpreter as rounded
    from ..interpreter.explain import planner as explain

    explanation = explain.explain(rounded.load_planner(checkpoint), stations, raw)
    click.echo(json.dumps(explain.as_json(explanation), indent=2) if as_json else explain.as_text(explanation))


def _relations(checkpoint: Path | None, as_json: bool, raw: bool) -> str:
    """What the machine that was taught inference has learnt."""
    from ..interpreter.explain import reasoner as relations
    from ..interpreter.reasoner.machine import load_reasoner
    from ..tasks.paper import paper_relations
    from ..tasks.paper.family import EDGE_WORDS, kin_chains

    labels = paper_relations().labels
    told = load_reasoner(checkpoint), EDGE_WORDS, {labels[chain]: name for name, chain in kin_chains().items()}, raw
    return json.dumps(relations.as_json(*told), indent=2) if as_json else relations.as_text(*told)
