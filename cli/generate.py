"""``graphmem generate``: episodes on random networks, as JSON lines or parquet."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from ..common.extras import need
from ..common.files import replacing
from ..common.tables import terminal_width, wrapped
from ..common.text import count
from ..errors import DataError, UsageError
from ..generators import GENERATORS
from ..seeding import generator as random_generator
from ..tasks.episodes import TASKS, EpisodeRecord, draw_episodes
from .figures import STANDARD_OUTPUT


@click.command("generate")
@click.argument("generator", type=click.Choice(list(GENERATORS)))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A .jsonl or .parquet file; - writes JSON lines to standard output.",
)
@click.option("--task", type=click.Choice(list(TASKS)), default="shortest_path", show_default=True)
@click.option("--episodes", type=click.IntRange(1, 10**8), default=1000, show_default=True)
@click.option(
    "--questions", type=click.IntRange(1, 10**4), default=8, show_default=True, help="Questions on each graph."
)
@click.option(
    "--stations",
    type=click.IntRange(2, 10**7),
    nargs=2,
    default=(10, 20),
    show_default=True,
    help="Fewest and most stations of a graph.",
)
@click.option(
    "--minutes",
    type=click.IntRange(1, 10**6),
    nargs=2,
    default=(1, 1),
    show_default=True,
    help="Fewest and most minutes of a connection.",
)
@click.option(
    "--connected/--any",
    default=True,
    show_default=True,
    help="Whether every station reaches every other; in sparse graphs it always does.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
def command(
    generator: str,
    out: Path,
    task: str,
    episodes: int,
    questions: int,
    stations: tuple[int, int],
    minutes: tuple[int, int],
    connected: bool,
    seed: int,
) -> None:
    """Write episodes on random networks of GENERATOR.

    An episode is a graph with questions on it and all their right answers.
    """
    writers = {".jsonl": _write_lines, ".parquet": _write_parquet}
    if out != STANDARD_OUTPUT and out.suffix not in writers:
        raise UsageError(f"The file must end in {' or '.join(writers)}, not {out.name!r}.")
    if out.suffix == ".parquet":
        need("Writing a .parquet file", "pyarrow")
    rng = random_generator(seed, "generate", generator, task)
    drawn = draw_episodes(
        rng, task, generator, episodes, questions, stations=stations, minutes=minutes, connected=connected
    )
    counts = {"stations": 0, "triples": 0, "questions": 0, "no_route": 0}
    shown = track(drawn, "episodes", episodes, console=Console(stderr=True), transient=True)
    counted = _counted(shown, counts)
    if out == STANDARD_OUTPUT:
        for episode in counted:
            click.echo(_line(episode), nl=False)
    else:
        try:
            with replacing(out) as part:
                writers[out.suffix](part, counted)
        except OSError as error:
            raise DataError(f"{out} cannot be written: {error.strerror or error}.") from error
    aside = out == STANDARD_OUTPUT
    line = (
        f"{'standard output' if aside else out}: {count(episodes, 'episode')} of {task} on {generator} graphs; "
        f"{counts['stations'] / episodes:.1f} stations and {counts['triples'] / episodes:.1f} triples each; "
        f"{count(counts['questions'], 'question')}, {counts['no_route']:,} of them without a route; seed {seed}"
    )
    width = terminal_width(stream=sys.stderr if aside else sys.stdout)
    click.echo("\n".join(wrapped(line, width, indent="  ")), err=aside)


def _counted(episodes: Iterable[EpisodeRecord], counts: dict[str, int]) -> Iterator[EpisodeRecord]:
    for episode in episodes:
        counts["stations"] += episode["num_stations"]
        counts["triples"] += len(episode["triples"])
        counts["questions"] += len(episode["questions"])
        counts["no_route"] += sum(not right for right in episode["answers"])
        yield episode


def _write_lines(path: Path, episodes: Iterator[EpisodeRecord]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for episode in episodes:
            stream.write(_line(episode))


def _line(episode: EpisodeRecord) -> str:
    return json.dumps(episode, separators=(",", ":")) + "\n"


def _write_parquet(path: Path, episodes: Iterator[EpisodeRecord]) -> None:
    import pandas as pd

    pd.DataFrame([dict(episode) for episode in episodes]).to_parquet(path, index=False)
