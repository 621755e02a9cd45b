"""``graphmem explain``: the program that the weights hold, in sentences."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("explain")
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
def command(checkpoint: Path | None, as_json: bool, raw: bool, stations: int) -> None:
    """Print the program that the weights hold.

    The machine's control sees the kind of token and two bits a head, so rounded it is a table; each line is what it
    does in some rows of the table.  What cannot matter is left out, and the text says on which proof that rests.

    Exit code: 6 unusable checkpoint.
    """
    from .. import rounded
    from ..rounded import explain

    explanation = explain.explain(rounded.load_planner(checkpoint), stations, raw)
    click.echo(json.dumps(explain.as_json(explanation), indent=2) if as_json else explain.as_text(explanation))
