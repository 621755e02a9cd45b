"""Shell completion of stations, lines and networks.

An option uses it with ``shell_complete=complete_station``.  A network that cannot be read has no completions, since an
error message would appear in the line that is being typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from ..graphs import Network

DEFAULT_NETWORK = "london_underground"


def complete_station(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Stations of the command's network, by the beginning of words in their names and aliases."""
    from ..routing import StationNames

    network = _network(ctx)
    found = StationNames(network).complete(incomplete) if network else []
    return [_item(label, surroundings) for label, surroundings in found]


def complete_line(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Lines of the command's network, by the beginning of words in their names."""
    from ..routing import LineNames

    network = _network(ctx)
    return [_item(label) for label in LineNames(network).complete(incomplete)] if network else []


def complete_network(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Shipped networks by the beginning of their names; folders and files are left to the shell."""
    from ..networks import shipped_networks

    shipped = [_item(name) for name in shipped_networks() if name.startswith(incomplete.casefold())]
    return [*shipped, CompletionItem(incomplete, type="file")]


def _network(ctx: click.Context) -> Network | None:
    """The network named before the cursor, or the default one; None if it cannot be read."""
    from ..networks import load_network

    options = [option for option in ctx.command.params if "--network" in option.opts]
    named = [ctx.params.get(option.name or "") or option.get_default(ctx) for option in options]
    try:
        return load_network(str(named[0] if named and named[0] else DEFAULT_NETWORK))
    except Exception:  # a traceback would appear in the line that is being typed
        return None


def _item(value: str, shown: str = "") -> CompletionItem[str]:
    """A candidate, without line ends."""
    return CompletionItem(" ".join(value.split()), help=" ".join(shown.split()) or None)
