"""``graphmem import``: a network that is kept elsewhere, as tables."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import click

from ..errors import UsageError

MOST, WIDTH = 10, 240  # sentences of a kind that are shown, and letters of each


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Where to write the tables.")
@click.option(
    "--route-type",
    "route_types",
    multiple=True,
    metavar="TYPE",
    help="Of a GTFS feed, take only this: a GTFS number, or tram, subway (metro), rail, bus, ferry, cable, gondola, "
    "funicular, trolleybus or monorail, which include the extended numbers; may be given again.  [default: all]",
)
@click.option("--force", is_flag=True, help="Replace the tables of another network in DIR.")
def command(source: Path, out: Path, route_types: tuple[str, ...], force: bool) -> None:
    """Read a network and write it as tables, with a README that names what was merged, dropped and assumed.

    SOURCE is a GTFS feed (a zip or a folder; pip install 'graphmem[gtfs]'), a folder of our own tables, a GraphML file,
    or the node-link JSON of networkx.  Of a graph, nodes may have name, latitude, longitude and zone; edges line,
    minutes, direction, and kind, which is "walk" for a way on foot.

    Exit codes: 2 usage, 5 unusable source.
    """
    from ..common.text import one_line
    from ..networks.import_folder import README, check_folder, summary, write_import
    from ..networks.importing import import_network

    check_folder(out, force)
    if out.resolve() == source.resolve():
        raise UsageError(f"{source} would be written over what it is read from; choose another folder.")
    imported = import_network(source, route_types)
    write_import(imported, out, force)
    click.echo(f"{imported.network.name}: {summary(imported)}.")
    for kind in ("faults", "merged", "dropped", "assumed"):
        sentences = getattr(imported.notes, kind)
        for sentence in sentences[:MOST]:
            click.echo(f"  {kind}: {shorten(one_line(sentence), WIDTH, placeholder=' ...')}")
        if len(sentences) > MOST:
            click.echo(f"  {kind}: {len(sentences) - MOST:,} more")
    click.echo(f"Written to {one_line(str(out))}; {README} there says all of it.")
