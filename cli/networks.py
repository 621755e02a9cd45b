"""``graphmem networks``: what is shipped, and what one network holds."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .completion import complete_network
from .options import JSON
from .wording import count, swatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..graphs import Network
    from ..networks import About

WIDTH = 100  # of running text at most


@click.group("networks", invoke_without_command=True)
@JSON
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the networks that are shipped, or show one."""
    if ctx.invoked_subcommand is not None:
        if as_json:
            raise UsageError(f"--json stands behind {ctx.invoked_subcommand}.")
        return
    from ..networks import load_described, shipped_networks

    found = [_summary(*load_described(name)) for name in shipped_networks()]
    click.echo(json.dumps({"networks": found}, indent=2, ensure_ascii=False) if as_json else "\n".join(_list(found)))


@command.command("show")
@click.argument("network_name", metavar="NAME|PATH", shell_complete=complete_network)
@click.option(
    "--map", "picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw it as a .png or .svg file."
)
@JSON
def show(network_name: str, picture: Path | None, as_json: bool) -> None:
    """Show a network: its lines, how large it is, where it comes from and under which licence.

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
    click.echo(json.dumps(report, indent=2, ensure_ascii=False) if as_json else "\n".join(_show(report)))


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


def _list(found: Sequence[dict[str, Any]]) -> list[str]:
    rows = [
        (entry["name"], entry["stations"], entry["lines"], "yes" if entry["timed"] else "no", f" {entry['title']}")
        for entry in found
    ]
    return [*_table([("name", "stations", "lines", "minutes", " network"), *rows]), "", "graphmem networks show NAME"]


def _show(report: dict[str, Any]) -> list[str]:
    date = f", {report['date']}" if report["date"] else ""
    size = ", ".join(count(report[part], part) for part in ("stations", "lines", "connections", "services", "walks"))
    names = "line", "stations", "connections", "services"
    lines = report["line_table"]
    header, *table = _table([names, *([line["name"], *(line[key] for key in names[1:])] for line in lines)])
    width = min(shutil.get_terminal_size((WIDTH, 0)).columns, WIDTH)
    texts = [f"{word}: {report[word.lower()] or 'not known'}" for word in ("Source", "Licence")]
    if report["map"]:
        texts.append(f"Map: {report['map']}")
    return [
        f"{report['title']} ({report['name']}){date}",
        f"{size}; {'with' if report['timed'] else 'without'} minutes",
        "",
        f"   {header}",
        *(f"{swatch(line['colour'])} {row}" for line, row in zip(lines, table, strict=True)),
        "",
        *(textwrap.fill(text, width, subsequent_indent="  ", break_on_hyphens=False) for text in texts),
    ]


def _table(rows: Sequence[Sequence[object]]) -> list[str]:
    """Words to the left of their column, numbers and what stands over them to the right."""
    right = [isinstance(cell, int) for cell in rows[1]]
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            str(cell).rjust(width) if to_the_right else str(cell).ljust(width)
            for cell, width, to_the_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    ]
