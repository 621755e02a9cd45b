"""What a DNC did in an episode, counted from the record and put into sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..common.text import count, joined
from ..tasks.paper import PAPER_TASKS, AnswerForm
from ..tasks.paper.sampling.words import word_chains
from .steps import MODES, PHASES, Step, Watched

_BY = {"backward": "by backward links", "content": "by content", "forward": "by forward links"}
_PARTS = {
    "description": "triples of the graph",
    "query": "steps of the query",
    "planning": "steps of planning",
    "answer": "steps of the answer",
}


def summary(watched: Watched) -> list[str]:
    """Sentences: what is asked, if it is a relation; what each phase writes, which head reads in which mode, and how
    many answers are right.
    """
    lines = [*_meaning(watched)]
    for phase in PHASES:
        if steps := watched.phase(phase):
            sentences = [*_written(steps), *_read(watched, steps), *_followed(watched, steps)]
            lines.append(f"{phase.capitalize()}, {count(len(steps), 'step')}: {' '.join(sentences)}")
    answers = watched.phase(PHASES[-1])
    correct = sum(step.correct for step in answers)
    lines.append(f"Right answers: {correct} of {len(answers)}.")
    return lines


def _meaning(watched: Watched) -> Iterator[str]:
    """What a relation stands for, which no input says."""
    if PAPER_TASKS[watched.task].answer_form is AnswerForm.NODE:
        ((_, word, _),) = watched.episode.queries[0].steps
        edges = [str(edge) for edge in word_chains()[word]]
        stands = f"the edges {joined(edges)}, one after another" if len(edges) > 1 else f"the edge {edges[0]}"
        yield f"Relation {word} stands for {stands}."


def _written(steps: Sequence[Step]) -> Iterator[str]:
    """How many steps write, and where."""
    writes = [step.write for step in steps if step.write.counts]
    if not writes:
        yield "nothing is written."
        return
    allocated = sum(write.allocation >= 0.5 for write in writes)
    gate = sum(write.gate for write in writes) / len(writes)
    slots = len({write.slot for write in writes})
    which = "every step" if len(writes) == len(steps) > 1 else count(len(writes), "step")
    where = "each to a slot of its own" if slots == len(writes) > 1 else f"to {count(slots, 'slot')}"
    how = f"{allocated} by allocation, the others by content"
    if allocated in (0, len(writes)):
        how = "by allocation" if allocated else "by content"
    writing = "writes" if which == "every step" or len(writes) == 1 else "write"
    yield f"{which} {writing}, {where}, {how} (write gate {gate:.2f} on average)."


def _read(watched: Watched, steps: Sequence[Step]) -> Iterator[str]:
    """What each head reads, and in which mode."""
    reading = False
    for head in range(len(steps[0].reads)):
        reads = [step.reads[head] for step in steps if step.reads[head].counts]
        mixed = sum(step.reads[head].mixes for step in steps)
        reading |= bool(reads or mixed)
        if mixed:
            yield f"Head {head + 1} reads a few slots together in {count(mixed, 'step')}."
        if not reads:
            continue
        modes = Counter(read.mode for read in reads)
        held = Counter(watched.steps[read.written].phase for read in reads if read.written is not None)
        by = [f"{_BY[mode]} in {count(modes[mode], 'step')}" for mode in MODES if modes[mode]]
        what = [f"{_PARTS[phase]} ({held[phase]})" for phase in PHASES if held[phase]]
        yield f"Head {head + 1} reads {joined(by)}: {joined(what)}."
    if not reading:
        yield "No head reads a slot."


def _followed(watched: Watched, steps: Sequence[Step]) -> Iterator[str]:
    """How often a query's own triples are read while it is shown, and how often an answer follows forward links."""
    phase = steps[0].phase
    if phase == "answer":
        forward = sum(any(read.counts and read.mode == "forward" for read in step.reads) for step in steps)
        yield f"Steps in which a head follows the forward links: {forward} of {len(steps)}."
    answer = watched.episode.queries[0].answer
    if phase == "query" and 1 < len(steps) <= len(answer):
        found = sum(
            any(read.counts and watched.steps[read.written or 0].shown == answer[step.place] for read in step.reads)
            for step in steps
        )
        yield f"Steps in which a head reads the very triple that belongs in the answer: {found} of {len(steps)}."
