"""``graphmem count``: how many stations and lines a network has."""

from __future__ import annotations

import json

import click

from graphmem.cli.options import JSON


@click.command("count")
@click.argument("network_name", metavar="NAME|PATH")
@JSON
def command(network_name: str, as_json: bool) -> None:
    """Count the stations and lines of a network.

    Exit code: 5 unusable network.
    """
    from graphmem import load_network

    network = load_network(network_name)
    report = {"stations": len(network.stations), "lines": len(network.lines)}
    click.echo(json.dumps(report) if as_json else f"{report['stations']} stations, {report['lines']} lines")
