"""``graphmem import``: a network from another format, as tables."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import click

from ..errors import UsageError
from .figures import STANDARD_OUTPUT

MOST, WIDTH = 10, 240  # notes of each kind that are shown, and characters of each


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where to write the tables.")
@click.option(
    "--route-type",
    "route_types",
    multiple=True,
    metavar="TYPE",
    help="Read only routes of this type from a GTFS feed: a GTFS number, or tram, subway (metro), rail, bus, ferry, "
    "cable, gondola, funicular, trolleybus or monorail, which include the extended numbers.  Repeatable.  "
    "[default: all]",
)
@click.option("--force", is_flag=True, help="Replace the tables of another network in DIR.")
def command(source: Path, out: Path, route_types: tuple[str, ...], force: bool) -> None:
    """Read a network and write it as tables, with a README that lists what was merged, dropped and assumed.

    SOURCE is a GTFS feed (a zip or a folder), a folder of tables as this command writes them, a GraphML file, or the
    node-link JSON of networkx.  Nodes of a graph may have name, latitude, longitude and zone; edges may have line,
    minutes (or time, or weight), direction, and kind, which is "walk" for a walk.

    Exit codes: 2 usage, 5 unusable source.
    """
    from ..common.tables import terminal_width, wrapped
    from ..common.text import one_line
    from ..networks.import_folder import README, check_folder, summary, write_import
    from ..networks.importing import import_network

    if out == STANDARD_OUTPUT:
        raise UsageError("--out must be a folder; a network is several tables and cannot go to standard output.")
    check_folder(out, force)
    if out.resolve() == source.resolve():
        raise UsageError(f"{source} is both source and target; choose another folder.")
    imported = import_network(source, route_types)
    write_import(imported, out, force)
    click.echo(f"{imported.network.name}: {summary(imported)}.")
    for kind in ("faults", "merged", "dropped", "assumed"):
        sentences = getattr(imported.notes, kind)
        for sentence in sentences[:MOST]:
            note = f"  {kind}: {shorten(one_line(sentence), WIDTH, placeholder=' ...')}"
            click.echo("\n".join(wrapped(note, terminal_width(), indent="    ")))
        if len(sentences) > MOST:
            click.echo(f"  {kind}: {len(sentences) - MOST:,} more")
    click.echo(f"Written to {one_line(str(out))}; {README} there has all notes.")
