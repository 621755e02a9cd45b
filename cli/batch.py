"""Many questions from a table, answered into a file of JSON lines that can be gone on with.

Each line holds ``row`` (of the table; the header is row 1), ``asked`` (the cells) and ``settings`` (a digest of
everything else that the answers depend on), and then what ``graphmem route --json`` prints, or ``error`` and
``exit_code``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..common.files import digest
from ..errors import DataError, GraphmemError, StationError, UsageError
from .main import INTERRUPTED
from .options import criterion
from .progress import progress_bar
from .wording import answer_json, count

if TYPE_CHECKING:
    from ..common.rows import CsvRow
    from ..routing import Constraints, Planner, RouteProblem, RoutingSession, StationNames
    from .route import Asked

BEGINNING = b'{"row": '  # of every line
PLANS = 1 << 28  # bytes for plans, so that questions about one destination share one wherever they stand


def answer_pairs(asked: Asked, pairs: Path, out: Path) -> None:
    """Answer every row of the table that the file of answers does not hold yet, and say how many there are.

    Raises:
        DataError: if a file is unusable.
        UsageError: if the file holds answers to other questions.
    """
    from ..common.rows import read_rows
    from ..interpreter import load_planner
    from ..networks import load_network
    from ..routing import RoutingSession, StationNames, find_constraints
    from ..seeding import generator

    rows = read_rows(pairs, ("from", "to"))
    network = load_network(asked.network_name)
    constraints = find_constraints(
        network, asked.via, asked.avoid_station, asked.avoid_line, [asked.closed] if asked.closed else []
    )
    planner, by = load_planner(asked.checkpoint), criterion(asked.by, network)
    problem = constraints.problem(network, by, asked.change_minutes)
    settings = _settings(problem, planner, asked)
    done = _resume(out, rows, settings)
    session = RoutingSession(planner, problem, generator(asked.seed, "labels"), PLANS)
    failed = 0
    try:
        with out.open("a", encoding="utf-8") as stream, progress_bar("questions") as progress:
            names = StationNames(network)
            for number, record in enumerate(
                _records(session, names, constraints, rows[done:], settings), start=done + 1
            ):
                failed += "error" in record
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
                stream.flush()
                progress(number, len(rows))
    except OSError as error:
        raise DataError(f"{out} cannot be written: {error.strerror}.") from error
    except KeyboardInterrupt:
        click.echo("graphmem: interrupted; what is answered is kept, the same command goes on.", err=True)
        raise SystemExit(INTERRUPTED) from None
    before = f", {done} of them before" if done else ""
    errors = f"; {count(failed, 'errors')} among the {len(rows) - done} answered now" if failed else ""
    click.echo(f"{out}: {count(len(rows), 'answers')}{before}{errors}.", err=True)


def _records(
    session: RoutingSession, names: StationNames, constraints: Constraints, rows: Sequence[CsvRow], settings: str
) -> Iterator[dict[str, Any]]:
    for row in rows:
        head = {"row": row.number, "asked": _asked(row), "settings": settings}
        try:
            ends = names.find(row.text("from")), names.find(row.text("to"))
            constraints.check(session.problem.network, *ends)
            yield head | answer_json(session.problem, names, session.ask(*ends))
        except GraphmemError as error:
            suggestions = {"suggestions": list(error.suggestions)} if isinstance(error, StationError) else {}
            yield head | {"error": str(error), "exit_code": error.exit_code} | suggestions


def _asked(row: CsvRow) -> list[str]:
    return [row.optional("from"), row.optional("to")]


def _settings(problem: RouteProblem, planner: Planner, asked: Asked) -> str:
    """A digest of what the answers depend on besides the row."""
    parts = (problem.network, problem.by, problem.change_ticks, problem.via, _sorted(problem), planner.name, asked.seed)
    folder = asked.checkpoint
    weights = [] if folder is None else [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]
    return digest(repr((*parts, weights)).encode())[:12]


def _sorted(problem: RouteProblem) -> list[list[str]]:
    """The closures in an order that does not hang on how sets are stored."""
    closures = problem.closures
    return [sorted(map(repr, part)) for part in (closures.stations, closures.lines, closures.ways)]


def _resume(out: Path, rows: Sequence[CsvRow], settings: str) -> int:
    """How many rows the file answers already; a line of ours that was not finished is cut off, and nothing else."""
    if not out.exists():
        return 0
    if not out.is_file():
        raise DataError(f"{out} cannot be written: it is no regular file, so it could not be gone on with.")
    try:
        text = out.read_bytes()
    except OSError as error:
        raise DataError(f"{out} cannot be read: {error.strerror}.") from error
    *lines, rest = text.split(b"\n")
    if rest and not (rest.startswith(BEGINNING) or BEGINNING.startswith(rest)):
        raise UsageError(f"{out}, line {len(lines) + 1} is no answer of this command; choose another file.")
    if len(lines) > len(rows):
        raise UsageError(f"{out} holds {len(lines)} answers, more than there are questions; choose another file.")
    for number, (line, row) in enumerate(zip(lines, rows, strict=False), start=1):
        try:
            record = json.loads(line)
            question, options = (record["row"], record["asked"]), record["settings"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise UsageError(f"{out}, line {number} is no answer of this command; choose another file.") from None
        if question != (row.number, _asked(row)):
            raise UsageError(f"{out}, line {number} answers another question; choose another file.")
        if options != settings:
            raise UsageError(f"{out} was written with other options or weights; choose another file.")
    if rest:
        with out.open("r+b") as stream:
            stream.truncate(len(text) - len(rest))
    return len(lines)
