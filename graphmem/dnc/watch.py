"""Watch one episode: run a DNC, record its memory, and put the record into steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch

from ..encoding.paper import OUTPUTS, read_digits
from ..errors import UsageError
from ..models.recording import DNCRecording, Floats
from ..tasks.paper import AnswerForm, Episode, Fact, Query, encode
from ..tasks.paper.answers import decode_free
from ..tasks.paper.walks import walk
from .route import SPARE
from .steps import PHASES, WRITTEN, Read, Step, Watched, Write
from .trained import TrainedDNC

_MOST_BYTES = 10**9  # of a recording
_PART = 0.1  # weight from which on a slot is part of a mixture


def watch(dnc: TrainedDNC, episode: Episode, rng: np.random.Generator) -> Watched:
    """Answer the one query of an episode and record the memory.

    >>> import numpy as np
    >>> from graphmem.dnc import load_dnc
    >>> from graphmem.dnc.questions import drawn_episode
    >>> from graphmem.dnc.watch import watch
    >>> rng = np.random.default_rng(0)
    >>> watched = watch(load_dnc("traversal"), drawn_episode("traversal", rng), rng)
    >>> all(step.correct for step in watched.phase("answer"))
    True

    Args:
        dnc: a machine.
        episode: one with a single query, of the machine's task.
        rng: source of randomness.

    Raises:
        UsageError: if the recording would need more than a gigabyte.
    """
    (query,) = episode.queries
    _check_size(dnc, episode)
    right: list[tuple[Fact, ...]] = [(fact,) for fact in query.answer]
    path: tuple[Fact, ...] | None = None
    if dnc.task.answer_form is AnswerForm.WALK:
        path = _own_path(dnc, episode, rng)
        goal = dnc.task.goal_of(episode)
        right = [goal.first_steps(fact.source) for fact in path]
        episode = replace(episode, queries=(replace(query, answer=path),))
    slots = dnc.slots(episode)
    recording = dnc.machine.record(encode([episode]).observations, dnc.machine.zero_state(1, slots))
    order = _order(recording)
    steps = tuple(_steps(recording, order, episode, path, right))
    return Watched(dnc.task.name, episode, slots, steps, recording, order)


def _check_size(dnc: TrainedDNC, episode: Episode) -> None:
    """Refuse an episode whose recording is too large: at every step there are links between all pairs of slots."""
    slots, triples = dnc.slots(episode), len(episode.graph.facts)
    needed = triples * slots * (slots + dnc.machine.word_size) * dnc.machine.interface.weight.element_size()
    if needed > _MOST_BYTES:
        raise UsageError(
            f"Watching an episode of {triples:,} triples needs {needed / 1e9:.1f} GB; choose a smaller network."
        )


@torch.no_grad()
def _own_path(dnc: TrainedDNC, episode: Episode, rng: np.random.Generator) -> tuple[Fact, ...]:
    """The edges that the machine chooses one after another."""
    run, state, device = dnc.started([episode])
    return walk(dnc.task, run, state, [episode], rng, beta=0, spare=SPARE, device=device).paths[0]


def _order(recording: DNCRecording) -> tuple[int, ...]:
    """The slots in the order in which they are first written; those that never are come last."""
    weighting = recording.write_weighting[:, 0]
    written = [int(now.argmax()) for now in weighting if now.max() >= WRITTEN]
    return tuple(dict.fromkeys([*written, *range(weighting.shape[1])]))


def _steps(
    recording: DNCRecording,
    order: tuple[int, ...],
    episode: Episode,
    path: tuple[Fact, ...] | None,
    right: list[tuple[Fact, ...]],
) -> Iterator[Step]:
    (query,) = episode.queries
    places = list(order)
    written, read = recording.write_weighting[:, 0, places], recording.read_weightings[:, 0][..., places]
    free = read_digits(decode_free(torch.as_tensor(recording.outputs[:, 0, :OUTPUTS])).numpy())
    writer: dict[int, int] = {}  # the step that wrote each slot last
    for number, (phase, place, shown) in enumerate(_shown(episode, query)):
        gates = recording.write_gate[number, 0], recording.allocation_gate[number, 0]
        write = Write(*_most(written[number]), *map(float, gates))
        if write.counts:
            writer[write.slot] = number
        reads = tuple(_read(recording, number, head, weighting, writer) for head, weighting in enumerate(read[number]))
        answers = phase == PHASES[-1]
        answer = (path[place] if path is not None else Fact(*free[number].tolist())) if answers else None
        yield Step(number, phase, place, shown, write, reads, answer, right[place] if answers else ())


def _shown(episode: Episode, query: Query) -> Iterator[tuple[str, int, Fact]]:
    """The phase, the place in it and the triple of the input, step by step."""
    before = (Fact(), *query.answer[:-1]) if query.fed_back else (Fact(),) * len(query.answer)
    parts = episode.graph.facts, query.steps, (Fact(),) * query.planning, before
    for phase, facts in zip(PHASES, parts, strict=True):
        for place, fact in enumerate(facts):
            yield phase, place, fact


def _most(weighting: Floats) -> tuple[int, float]:
    """The slot with most of a weighting (N,), and its weight."""
    slot = int(weighting.argmax())
    return slot, float(weighting[slot])


def _read(recording: DNCRecording, number: int, head: int, weighting: Floats, writer: dict[int, int]) -> Read:
    slot, weight = _most(weighting)
    backward, content, forward = recording.read_modes[number, 0, head].tolist()
    strength = float(recording.read_strengths[number, 0, head])
    shares = [(int(place), float(weighting[place])) for place in np.argsort(-weighting, kind="stable")]
    mixture = tuple((place, share) for place, share in shares if share >= _PART and place in writer)
    return Read(slot, weight, (backward, content, forward), strength, writer.get(slot), mixture)
