"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import UsageError
from .completion import complete_network

if TYPE_CHECKING:
    from ..graphs import Network
    from ..routing import By

F = TypeVar("F", bound=Callable[..., Any])

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
WIDE = click.option(
    "--wide", is_flag=True, help="Show every column of a table, however narrow the terminal; a pipe always gets them."
)


class Command(click.Command):
    """A command that reports wrong options like any other failure: in one line, after "graphmem:"."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options.

        Raises:
            UsageError: if click refuses them.
        """
        with _one_line():
            return super().parse_args(ctx, args)


class Group(click.Group):
    """A group of such commands."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; without any argument, print the help."""
        if not args:
            click.echo(ctx.get_help(), color=ctx.color)
            ctx.exit()
        with _one_line():
            return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command.

        Raises:
            UsageError: if there is no command of this name.
        """
        with _one_line():
            return super().resolve_command(ctx, args)


@contextmanager
def _one_line() -> Iterator[None]:
    """Turn a complaint of click into a ``UsageError`` of one sentence."""
    try:
        yield
    except click.UsageError as error:
        sentence = " ".join(error.format_message().split())
        raise UsageError(sentence if sentence.endswith((".", "?")) else f"{sentence}.") from error


def with_options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """A decorator that adds options in the order in which ``--help`` lists them."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def question_options(function: F) -> F:
    """The options of every command that puts questions about a network to the machine."""
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
            help="What a route should have few of; the next of the three breaks ties.  "
            "[default: minutes, or stops where a network has no times]",
        ),
        click.option(
            "--change-minutes",
            type=float,
            default=5.0,
            show_default=True,
            help="Time to change trains at stations that have no time of their own.",
        ),
        JSON,
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help="Draws the labels under which the machine reads the network.",
        ),
        click.option(
            "--checkpoint",
            type=click.Path(path_type=Path),
            help="Weights of the machine.  [default: those that ship with graphmem]",
        ),
    )(function)


def criterion(by: By | None, network: Network) -> By:
    """What was asked for, or what fits the network."""
    from ..routing import default_by

    return by or default_by(network.timed)
