"""``graphmem explain``: the program that the weights hold, in sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ..common.tables import terminal_width, wrapped
from ..errors import UsageError
from .options import JSON


@click.command("explain")
@click.option(
    "--machine",
    type=click.Choice(["planner", "inference"]),
    default="planner",
    show_default=True,
    help="The planner of routes, or the machine that has learnt the relations of family trees.",
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
    help="Leave out terms that change no answer on any graph of up to so many stations; 0 keeps them.",
)
def command(machine: str, checkpoint: Path | None, as_json: bool, raw: bool, stations: int) -> None:
    """Print the program that the weights hold.

    The controller sees the kind of token and two bits for each head, so its discretised form is a table.  Each line
    describes what the machine does in some rows of the table.  Terms that cannot matter are left out; notes give the
    proof.

    For the inference machine the lexicon is printed too: the chain of edges of each relation, and the
    family word of each relation that has one.

    Exit code: 6 unusable checkpoint.
    """
    if machine == "inference":
        context = click.get_current_context()
        if context.get_parameter_source("stations") != ParameterSource.DEFAULT:
            raise UsageError("--stations applies to --machine planner only.")
        click.echo(_relations(checkpoint, as_json, raw))
        return
    from ..interpreter import load_planner
    from ..interpreter.explain import planner as explain

    explanation = explain.explain(load_planner(checkpoint), stations, raw)
    click.echo(_object(machine, explain.as_json(explanation)) if as_json else _folded(explain.as_text(explanation)))


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
