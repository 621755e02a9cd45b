"""``graphmem networks``: the shipped networks, and the contents of one network."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..common.tables import Column, table_lines, terminal_width, wrapped
from ..common.text import count
from ..errors import UsageError
from .completion import complete_network
from .options import JSON, WIDE
from .wording import swatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..graphs import Network
    from ..networks import About

WIDTH = 100  # characters of running text at most


@click.group("networks", invoke_without_command=True)
@JSON
@WIDE
@click.pass_context
def command(ctx: click.Context, as_json: bool, wide: bool) -> None:
    """List the shipped networks, or show one."""
    if ctx.invoked_subcommand is not None:
        for option in ("--json",) * as_json + ("--wide",) * wide:
            raise UsageError(f"{option} belongs after {ctx.invoked_subcommand}.")
        return
    from ..networks import load_described, shipped_networks

    found = [_summary(*load_described(name)) for name in shipped_networks()]
    if as_json:
        click.echo(json.dumps({"networks": found}, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_list(found, terminal_width(wide))))


@command.command("show")
@click.argument("network_name", metavar="NAME|PATH", shell_complete=complete_network)
@click.option(
    "--map", "picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw it as a .png or .svg file."
)
@JSON
@WIDE
def show(network_name: str, picture: Path | None, as_json: bool, wide: bool) -> None:
    """Show a network: its lines, its size, its source and its licence.

    Exit codes: 2 usage, 5 unusable network, or a picture that cannot be written.
    """
    from ..networks import load_described

    network, about = load_described(network_name)
    if picture is not None:
        from ..view import write_map

        write_map(network, picture, about=about)
    report = _summary(network, about) | {
        "source": about.source if about else None,
        "licence": about.licence if about else None,
        "line_table": _lines(network),
        "map": None if picture is None else str(picture),
    }
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_show(report, terminal_width(wide))))


def _summary(network: Network, about: About | None) -> dict[str, Any]:
    return {
        "name": network.name,
        "title": about.title if about else network.name,
        "date": about.date if about else None,
        "stations": len(network.stations),
        "lines": len(network.lines),
        "connections": len(network.connections),
        "stopping_patterns": len(network.stopping_patterns),
        "walks": len(network.walks),
        "timed": network.timed,
    }


def _lines(network: Network) -> list[dict[str, Any]]:
    stations = Counter(line for lines in network.lines_at.values() for line in lines)
    connections = Counter(connection.line for connection in network.connections)
    patterns = Counter(pattern.line for pattern in network.stopping_patterns)
    return [
        {
            "id": line.id,
            "name": line.name,
            "colour": line.colour,
            "stations": stations[line.id],
            "connections": connections[line.id],
            "stopping_patterns": patterns[line.id],
        }
        for line in network.lines
    ]


def _list(found: Sequence[dict[str, Any]], width: int | None) -> list[str]:
    columns: list[Column | str] = ["name", Column("stations", 2), Column("lines", 3), Column("minutes", 4), "network"]
    rows = [
        (entry["name"], entry["stations"], entry["lines"], "yes" if entry["timed"] else "no", entry["title"])
        for entry in found
    ]
    return [*table_lines(columns, rows, width), "", "graphmem networks show NAME"]


def _show(report: dict[str, Any], width: int | None) -> list[str]:
    date = f", {report['date']}" if report["date"] else ""
    parts = ("stations", "lines", "connections", "stopping patterns", "walks")
    size = ", ".join(count(report[part.replace(" ", "_")], part.removesuffix("s")) for part in parts)
    columns: list[Column | str] = [
        "line",
        Column("stations", 1),
        Column("connections", 2),
        Column("stopping patterns", 3),
    ]
    rows = [
        (
            f"{swatch(line['colour'])} {line['name']}",
            *(line[column] for column in ("stations", "connections", "stopping_patterns")),
        )
        for line in report["line_table"]
    ]
    texts = [f"{word}: {report[word.lower()] or 'unknown'}" for word in ("Source", "Licence")]
    if report["map"]:
        texts.append(f"Map: {report['map']}")
    return [
        *wrapped(f"{report['title']} ({report['name']}){date}", width),
        *wrapped(f"{size}; {'with' if report['timed'] else 'without'} minutes", width),
        "",
        *table_lines(columns, rows, width),
        "",
        *(line for text in texts for line in wrapped(text, min(width or WIDTH, WIDTH), indent="  ")),
    ]
