"""Failures as one sentence on standard error, or as a JSON object on standard output under ``--json``."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import click

from ..common.tables import terminal_width, wrapped
from ..errors import DataError, GraphmemError, StationError, UsageError

INTERRUPTED = 130  # exit code of an interruption, as shells have it


def failure_report(error: GraphmemError) -> dict[str, Any]:
    """The object of a failure; ``schemas/error.json`` describes it."""
    suggestions = list(error.suggestions) if isinstance(error, StationError) else []
    return error_object(str(error), error.exit_code, type(error).__name__, suggestions)


def error_object(message: str, exit_code: int, kind: str, suggestions: list[str]) -> dict[str, Any]:
    """A failure by its parts."""
    return {"error": {"message": message, "exit_code": exit_code, "kind": kind, "suggestions": suggestions}}


def exit_with(ctx: click.Context, report: dict[str, Any], as_json: bool) -> NoReturn:
    """Print a failure and exit with its code.

    The sentence and its suggestions go to standard error.  Under ``--json`` the object goes to standard output too, so
    that a program finds one JSON object there whether the command succeeds or not.
    """
    error = report["error"]
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    echo_sentence(error["message"])
    for suggestion in error["suggestions"]:
        click.echo(f"  {suggestion}", err=True)
    ctx.exit(error["exit_code"])


def fail_after_output(message: str) -> NoReturn:
    """Exit with 1 after a result has been printed; the sentence goes to standard error only."""
    echo_sentence(message)
    click.get_current_context().exit(GraphmemError.exit_code)


def echo_sentence(message: str) -> None:
    """Print a sentence on standard error, folded between words at the width of a terminal."""
    for line in wrapped(f"graphmem: {message}", terminal_width(stream=sys.stderr), indent="  "):
        click.echo(line, err=True)


def usage_sentence(error: click.UsageError) -> UsageError:
    """An error of the command line itself, as one sentence."""
    sentence = " ".join(error.format_message().split())
    return UsageError(sentence if sentence.endswith((".", "?", "!")) else f"{sentence}.")


def system_failure(error: OSError | MemoryError) -> dict[str, Any]:
    """A failure of the machine that runs the command: its disk or memory."""
    reason = getattr(error, "strerror", None) or "not enough memory"
    where = "standard output" if isinstance(error, OSError) else "the command"
    message = f"{getattr(error, 'filename', None) or where}: {reason}."
    return error_object(message, DataError.exit_code, DataError.__name__, [])
