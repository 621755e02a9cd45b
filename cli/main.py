"""The ``graphmem`` command.  Each subcommand is a module that is imported on use, so that ``--help`` stays light.

A new command is a module whose ``command`` is a click command, and a line in ``COMMANDS``.
"""

from __future__ import annotations

import importlib
from difflib import get_close_matches
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from .. import __version__
from ..common.extras import OPTIONAL, missing
from ..common.text import joined
from ..errors import GraphmemError
from .failures import INTERRUPTED, error_object, exit_with, failure_report, system_failure, usage_sentence
from .notices import notices_on_stderr
from .options import Group
from .shells import register


class CommandEntry(NamedTuple):
    """A subcommand: the module in this package that defines it, and its line in ``--help``."""

    module: str
    help: str


COMMANDS = {
    "route": CommandEntry("route", "Find a route between two stations and check it against exact search."),
    "route-batch": CommandEntry("route_batch", "Answer a table of questions as JSON lines."),
    "networks": CommandEntry("networks", "List the shipped networks, or show one."),
    "import": CommandEntry("import_network", "Convert a GTFS feed, GraphML, JSON or a folder of tables to a network."),
    "evaluate": CommandEntry("evaluate", "Measure the accuracy of a machine on a network."),
    "explain": CommandEntry("explain", "Print the program that the weights hold, or watch the DNC."),
    "generate": CommandEntry("generate", "Write episodes on random networks."),
    "train": CommandEntry("train", "Train a machine from scratch."),
    "benchmark": CommandEntry("benchmark", "Compare machines on the tasks of the DNC paper."),
    "experiment": CommandEntry("experiment", "Measure the contribution of parts of a memory."),
}
AS_JSON = "graphmem.as_json"  # in the meta data of a context: whether failures are printed as JSON too


class LazyGroup(Group):
    """A group that lists its commands from ``COMMANDS`` and imports the module of a command on use.

    It turns every failure into one sentence and an exit code; see ``failures``.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return its ``command``."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f".{COMMANDS[cmd_name].module}", __package__).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a mistyped name gets suggestions."""
        if args[0] not in COMMANDS:
            near = get_close_matches(args[0], COMMANDS)
            question = f" Did you mean {joined(near, 'or')}?" if near else ""
            ctx.fail(f"No such command '{args[0]}'.{question}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """Complete the name of a command, without importing any, or an option."""
        names = [
            CompletionItem(name, help=entry.help) for name, entry in COMMANDS.items() if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options before the command, and look for ``--json`` behind it."""
        ctx.meta[AS_JSON] = "--json" in args[: args.index("--") if "--" in args else None]
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            exit_with(ctx, failure_report(usage_sentence(error)), ctx.meta[AS_JSON])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; report a failure in a way that people, and under ``--json`` programs, can read."""
        as_json = ctx.meta[AS_JSON]
        try:
            with notices_on_stderr():
                return super().invoke(ctx)
        except GraphmemError as error:
            exit_with(ctx, failure_report(error), as_json)
        except click.UsageError as error:
            exit_with(ctx, failure_report(usage_sentence(error)), ctx.meta[AS_JSON])
        except ModuleNotFoundError as error:
            if error.name not in OPTIONAL:
                raise
            exit_with(ctx, failure_report(missing(error.name)), as_json)
        except KeyboardInterrupt:
            exit_with(ctx, error_object("interrupted.", INTERRUPTED, "Interrupted", []), as_json)
        except BrokenPipeError:
            raise
        except (OSError, MemoryError) as error:
            exit_with(ctx, system_failure(error), as_json)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="graphmem")
def main() -> None:
    """Graph reasoning with a memory machine that learnt route planning from answers alone."""


register()
