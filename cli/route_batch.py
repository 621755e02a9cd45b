"""``graphmem route-batch``: the questions of a table, answered as JSON lines.

Each line holds ``row`` (of the table; the header is row 1), ``pair`` (the two cells) and ``settings`` (a digest of
everything else on which the answers depend).  Then follows what ``graphmem route --json`` prints: an answer, or
``error``.  A file of answers can be continued after an interruption.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..common.files import digest
from ..errors import DataError, GraphmemError, UsageError
from .failures import INTERRUPTED, failure_report
from .options import routing_options, with_options
from .progress import progress_bar
from .route_request import PATH, RouteRequest, constraint_options

if TYPE_CHECKING:
    from ..common.rows import CsvRow
    from ..routing import Constraints, RoutePlanner, RouteProblem, RoutingSession, StationNames

BEGINNING = b'{"row": '  # of every line
PLANS = 1 << 28  # bytes for plans, so that questions about one destination share one wherever they are in the table
STANDARD_OUTPUT = Path("-")


class Earlier(NamedTuple):
    """Answers that the file holds from an earlier run, and how many of them failed."""

    answers: int = 0
    failed: int = 0


@click.command("route-batch")
@click.argument("table", type=PATH, metavar="FILE")
@with_options(
    click.option(
        "--out",
        type=click.Path(path_type=Path, allow_dash=True),
        default="-",
        metavar="FILE",
        help="A file for the answers, which the same command continues after an interruption.  "
        "[default: -, standard output]",
    ),
    constraint_options,
    routing_options,
)
@click.pass_context
def command(ctx: click.Context, /, table: Path, out: Path, **options: Any) -> None:
    """Answer many questions: a CSV FILE with columns from and to, a question per row.

    The answers are JSON lines, in the order of the rows: what route --json prints, or an error.

    Exit codes: 1 some questions have no answer, 2 usage, 3 unknown or ambiguous station or line among the options, 5
    unusable network or file, 6 unusable checkpoint, 130 interrupted.
    """
    if answer_table(RouteRequest(**options), table, out):
        ctx.exit(GraphmemError.exit_code)


def answer_table(request: RouteRequest, table: Path, out: Path) -> int:
    """Answer every row of the table that the file of answers does not hold yet, and report the numbers.

    Returns:
        How many of all answers are errors.

    Raises:
        DataError: if a file is unusable.
        UsageError: if the file holds answers to other questions.
    """
    from ..common.rows import read_rows
    from ..common.text import count
    from ..networks import load_network
    from ..routing import RoutingSession, StationNames

    rows = read_rows(table, ("from", "to"))
    network = load_network(request.network_name)
    constraints, planner = request.constraints(network), request.planner()
    problem = request.problem(network, constraints)
    settings = _settings(problem, planner, request)
    to_file = out != STANDARD_OUTPUT
    earlier = _resume(out, rows, settings) if to_file else Earlier()
    session = RoutingSession(planner, problem, request.label_rng(), PLANS)
    failed = earlier.failed
    try:
        with click.open_file(str(out), "a", encoding="utf-8") as stream, progress_bar("questions") as progress:
            records = _records(session, StationNames(network), constraints, rows[earlier.answers :], settings)
            for number, record in enumerate(records, start=earlier.answers + 1):
                failed += "error" in record
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
                stream.flush()
                progress(number, len(rows))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DataError(f"{out} cannot be written: {error.strerror}.") from error
    except KeyboardInterrupt:
        kept = "; the answers so far are kept, and the same command continues" if to_file else ""
        click.echo(f"graphmem: interrupted{kept}.", err=True)
        raise SystemExit(INTERRUPTED) from None
    before = f", {earlier.answers:,} of them from before" if earlier.answers else ""
    failures = f"; {failed:,} of them failed" if failed else ""
    click.echo(f"{out if to_file else 'graphmem'}: {count(len(rows), 'answer')}{before}{failures}.", err=True)
    return failed


def _records(
    session: RoutingSession, names: StationNames, constraints: Constraints, rows: Sequence[CsvRow], settings: str
) -> Iterator[dict[str, Any]]:
    from ..routing.wording import answer_report

    for row in rows:
        head = {"row": row.number, "pair": _pair(row), "settings": settings}
        try:
            ends = names.find(row.text("from")), names.find(row.text("to"))
            constraints.check(session.problem.network, *ends)
            yield head | answer_report(session.problem, names, session.ask(*ends))
        except GraphmemError as error:
            yield head | failure_report(error)


def _pair(row: CsvRow) -> list[str]:
    return [row.optional("from"), row.optional("to")]


def _settings(problem: RouteProblem, planner: RoutePlanner, request: RouteRequest) -> str:
    """A digest of the network, the weights and all options that answers depend on."""
    parts = (astuple(problem.network), problem.by, problem.change_ticks, problem.via, _sorted(problem), planner.name)
    folder = request.checkpoint
    weights = [] if folder is None else [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]
    return digest(repr((*parts, request.seed, weights)).encode())[:12]


def _sorted(problem: RouteProblem) -> list[list[str]]:
    """The closures in an order that does not depend on how sets are stored."""
    closures = problem.closures
    return [sorted(map(repr, part)) for part in (closures.stations, closures.lines, closures.ways)]


def _resume(out: Path, rows: Sequence[CsvRow], settings: str) -> Earlier:
    """Check the answers that the file holds; a last line that is not finished is cut off."""
    if not out.exists():
        return Earlier()
    if not out.is_file():
        raise DataError(f"{out} is not a regular file, so it could not be continued; choose another file.")
    try:
        text = out.read_bytes()
    except OSError as error:
        raise DataError(f"{out} cannot be read: {error.strerror}.") from error
    *lines, rest = text.split(b"\n")
    if rest and not (rest.startswith(BEGINNING) or BEGINNING.startswith(rest)):
        raise UsageError(f"{out}, line {len(lines) + 1} is not an answer of this command; choose another file.")
    if len(lines) > len(rows):
        raise UsageError(f"{out} holds {len(lines)} answers, more than there are questions; choose another file.")
    failed = 0
    for number, (line, row) in enumerate(zip(lines, rows, strict=False), start=1):
        try:
            record = json.loads(line)
            question, options = (record["row"], record["pair"]), record["settings"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise UsageError(f"{out}, line {number} is not an answer of this command; choose another file.") from None
        if question != (row.number, _pair(row)):
            raise UsageError(f"{out}, line {number} answers another question; choose another file.")
        if options != settings:
            raise UsageError(f"{out} was written with other options or weights; choose another file.")
        failed += "error" in record
    if rest:
        with out.open("r+b") as stream:
            stream.truncate(len(text) - len(rest))
    return Earlier(len(lines), failed)
