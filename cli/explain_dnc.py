"""``graphmem explain --machine dnc``: one episode step by step, as tables, JSON or a picture."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..common.tables import terminal_width, wrapped
from ..errors import UsageError
from .explain_dnc_tables import Words, as_object, as_tables
from .options import DNC_NETWORK

if TYPE_CHECKING:
    from ..dnc import TrainedDNC
    from ..dnc.steps import Watched


@dataclass(frozen=True)
class Request:
    """The options that belong to the DNC, as typed."""

    task: str
    network_name: str | None
    origin: str | None
    lines: tuple[str, ...]
    edges: int | None
    seed: int
    picture: Path | None
    checkpoint: Path | None


def explain_episode(request: Request, as_json: bool, raw: bool, wide: bool) -> None:
    """Watch one episode and print it.

    Raises:
        UsageError: if options contradict each other.
    """
    _check(request)
    from ..dnc import load_dnc
    from ..dnc.summary import summary

    if request.picture is not None:
        from ..view import check_picture_path

        check_picture_path(request.picture)
    dnc = load_dnc(request.task, request.checkpoint)
    watched, words, graph = _watched(request, dnc)
    title = f"DNC, {request.task}, {graph}: {len(watched.steps)} steps, {watched.slots} slots"
    if request.picture is not None:
        from ..view import draw_episode, write_picture

        write_picture(draw_episode(watched, words.text, title=title), request.picture)
    if as_json:
        report = {"machine": "dnc", "task": request.task, "graph": graph, **as_object(watched, words)}
        click.echo(json.dumps(report | {"summary": summary(watched)}, indent=2, ensure_ascii=False))
        return
    width = terminal_width(wide)
    lines = [*wrapped(title, width), "", *as_tables(watched, words, raw, width), ""]
    lines += [part for sentence in summary(watched) for part in wrapped(sentence, width, indent="  ")]
    if request.picture is not None:
        lines += wrapped(f"Picture: {request.picture}", width, indent="  ")
    click.echo("\n".join(lines))


def _watched(request: Request, dnc: TrainedDNC) -> tuple[Watched, Words, str]:
    """The episode, its triples in words, and the name of its graph."""
    from ..dnc.questions import drawn_episode, network_episode
    from ..dnc.watch import watch
    from ..seeding import generator

    rng = generator(request.seed, "explain")
    named = request.network_name or (DNC_NETWORK if request.origin is not None else None)
    if named is None:
        episode = drawn_episode(dnc.task.name, rng, request.edges)
        return watch(dnc, episode, rng), Words(), f"a graph drawn by seed {request.seed}"
    from ..networks import load_network
    from ..routing import StationNames

    network = load_network(named)
    origin = None if request.origin is None else StationNames(network).find(request.origin)
    labelled, episode = network_episode(network, rng, origin, request.lines, request.edges)
    return watch(dnc, episode, rng), Words(labelled), network.name


def _check(request: Request) -> None:
    from ..tasks.paper import PAPER_TASKS, AnswerForm

    follows_lines = PAPER_TASKS[request.task].answer_form is AnswerForm.TRIPLES
    on_network = {"--network": request.network_name, "--from": request.origin, "--line": request.lines}
    for option, value in on_network.items():
        if value not in (None, ()) and not follows_lines:
            raise UsageError(f"{option} belongs to --task traversal.")
    if request.lines and request.origin is None:
        raise UsageError("--line needs --from.")
    if request.lines and request.edges is not None:
        raise UsageError("--edges cannot be combined with --line.")
