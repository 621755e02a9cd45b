"""The ``graphmem`` command; each subcommand is imported when it is asked for, so that ``--help`` imports no torch."""

from __future__ import annotations

import importlib
from typing import Any

import click
from click.shell_completion import CompletionItem

from .. import __version__
from ..common.extras import OPTIONAL, missing
from ..errors import DataError, GraphmemError, StationError
from .shells import register

INTERRUPTED = 130  # exit code, as a shell says it

COMMANDS = {
    "route": "Find a route between two stations and check it against exact search.",
    "networks": "List the networks that are shipped, or show one.",
    "import": "Make a network of a GTFS feed, a GraphML or JSON file, or a folder of tables.",
    "evaluate": "Score the shipped machine over pairs of stations of a network.",
    "explain": "Print the program that the weights hold.",
    "generate": "Write episodes on random networks.",
    "train": "Train a machine from nothing.",
    "benchmark": "Set machines side by side on the DNC paper's tasks.",
    "experiment": "Measure what the parts of a memory are worth.",
}
# Modules that cannot be called what their command is.
MODULES = {"import": "import_network"}


class LazyGroup(click.Group):
    """A group that lists its commands from a table and imports one module per command, on use.

    Errors of graphmem become one sentence on standard error and the exit code of their class.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return its ``command``."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f".{MODULES.get(cmd_name, cmd_name)}", __package__).command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """The commands that begin so, without importing them, and the options."""
        names = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run; report a graphmem error the way a user can read it."""
        try:
            return super().invoke(ctx)
        except GraphmemError as error:
            click.echo(f"graphmem: {error}", err=True)
            if isinstance(error, StationError):
                for suggestion in error.suggestions:
                    click.echo(f"  {suggestion}", err=True)
            ctx.exit(error.exit_code)
        except ModuleNotFoundError as error:
            if error.name not in OPTIONAL:
                raise
            absent = missing(error.name)
            click.echo(f"graphmem: {absent}", err=True)
            ctx.exit(absent.exit_code)
        except KeyboardInterrupt:
            click.echo("graphmem: interrupted.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise
        except (OSError, MemoryError) as error:
            reason = getattr(error, "strerror", None) or "not enough memory"
            where = "standard output" if isinstance(error, OSError) else "the command"
            click.echo(f"graphmem: {getattr(error, 'filename', None) or where}: {reason}.", err=True)
            ctx.exit(DataError.exit_code)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="graphmem")
def main() -> None:
    """Graph reasoning with a memory machine that learnt route planning from answers alone."""


register()
