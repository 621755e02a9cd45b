"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from .completion import complete_network

if TYPE_CHECKING:
    from ..graphs import Network
    from ..routing import By

F = TypeVar("F", bound=Callable[..., Any])
DNC_NETWORK = "london_zone1_interchanges"  # that of the DNC's paper; a DNC reads it if no network is named

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, also for an error.")
WIDE = click.option(
    "--wide", is_flag=True, help="Show every column of a table, however narrow the terminal; a pipe always gets them."
)


class RegistryChoice(click.Choice):  # type: ignore[type-arg]  # the class has no parameter in Click 8.1
    """A choice among the names of a registry, which are looked up at every use.

    Args:
        names: returns the names.
    """

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names
        super().__init__(())

    @property
    def choices(self) -> tuple[str, ...]:
        """The names at present."""
        return tuple(self._names())

    @choices.setter
    def choices(self, names: Sequence[str]) -> None:
        """Ignored: Click sets the choices once."""


class Group(click.Group):
    """A group of commands that prints its help if there are no arguments."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their definition."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options before the command."""
        if not args:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()
        return super().parse_args(ctx, args)


def with_options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """A decorator that adds options in the order in which ``--help`` lists them."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def question_options(function: F) -> F:
    """The options of every command that asks the machine about a network and prints one result."""
    return with_options(routing_options, JSON)(function)


def routing_options(function: F) -> F:
    """The options for a network, the comparison of routes on it, and the machine."""
    return with_options(
        click.option(
            "--network",
            "network_name",
            default="london_underground",
            show_default=True,
            metavar="NAME|PATH",
            shell_complete=complete_network,
            help="A shipped network, a folder of tables, a GTFS feed, or a GraphML or node-link JSON file.",
        ),
        click.option(
            "--by",
            type=click.Choice(["minutes", "changes", "stops"]),
            help="What a route should minimise; the next of the three breaks ties.  "
            "[default: minutes, or stops where a network has no times]",
        ),
        click.option(
            "--change-minutes",
            type=float,
            default=5.0,
            show_default=True,
            help="Time to change trains at stations that have no time of their own.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help="Seed of the labels under which the machine reads the network.",
        ),
        click.option(
            "--checkpoint",
            type=click.Path(path_type=Path),
            help="Weights of the machine.  [default: the shipped ones]",
        ),
    )(function)


def was_typed(option: str) -> bool:
    """Whether an option, by the name of its parameter, was on the command line."""
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE


def dnc_network(network_name: str) -> str:
    """The network that a DNC reads: the one that was typed, or ``DNC_NETWORK``."""
    return network_name if was_typed("network_name") else DNC_NETWORK


def criterion(by: By | None, network: Network) -> By:
    """The chosen criterion, or the default for the network."""
    from ..routing import default_by

    return by or default_by(network.timed)
