"""An episode of a DNC as tables, one for each phase, and as an object for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..common.tables import Column, table_lines, wrapped
from ..common.text import count, joined

if TYPE_CHECKING:
    from ..dnc.labelled import LabelledNetwork
    from ..dnc.steps import Read, Step, Watched
    from ..tasks.paper import Fact

LEGEND = (
    "Slots are numbered in the order in which they are first written.  written: the slot with most of the write "
    "weighting, and its weight; new, by allocation.  head: the read mode with the greatest share, the strength of the "
    "key if that is content, the slot with at least half of the read weighting, and what was written there; or the few "
    "slots that share it.  A dash: neither, or a write of less than 0.1."
)


class Words:
    """Triples as texts: in labels, or in the names of a network.

    Args:
        labelled: the network under labels; None for a graph that has labels only.
    """

    def __init__(self, labelled: LabelledNetwork | None = None) -> None:
        self._labelled = labelled

    def parts(self, fact: Fact) -> list[int | str | None]:
        """Source, edge and destination; None where they are blank."""
        from ..tasks.paper import BLANK

        if self._labelled is not None:
            return list(self._labelled.words(fact))
        return [None if label == BLANK else label for label in fact]

    def text(self, fact: Fact) -> str:
        """The triple in one line; "" if it is blank."""
        from ..tasks.paper import END

        parts = self.parts(fact)
        if fact == END:
            return "end"
        if not any(part is not None for part in parts):
            return ""
        if self._labelled is not None:
            return ", ".join("?" if part is None else str(part) for part in parts)
        return " ".join("_" if part is None else str(part) for part in parts)


def as_tables(watched: Watched, words: Words, raw: bool, width: int | None) -> list[str]:
    """The steps, phase by phase.

    Args:
        watched: the episode.
        words: its triples as texts.
        raw: whether to show a long description in full.
        width: characters of a line; None for no limit.
    """
    lines = []
    matter = watched.steps if raw else watched.shown_steps()
    for phase in dict.fromkeys(step.phase for step in watched.steps):
        steps = watched.phase(phase)
        shown = [step for step in matter if step.phase == phase]
        lines += [f"{phase.capitalize()}, {_numbers(steps)}", ""]
        lines += [*_table(watched, shown, words, width), ""]
        if len(shown) < len(steps):
            missing = count(len(steps) - len(shown), "triple")
            lines += [*wrapped(f"{missing} that no head reads later: left out; --raw shows all.", width), ""]
    return [*lines, *wrapped(LEGEND, width)]


def _numbers(steps: Sequence[Step]) -> str:
    first, last = steps[0].number, steps[-1].number
    return f"step {first}" if first == last else f"steps {first} to {last}"


def _table(watched: Watched, steps: Sequence[Step], words: Words, width: int | None) -> list[str]:
    columns = [Column("step", align="right"), Column("input"), Column("written")]
    heads = range(len(steps[0].reads))
    columns += [Column("head" if len(heads) == 1 else f"head {head + 1}", priority=1) for head in heads]
    columns += [Column("answer"), Column("right")]
    rows = [list(_cells(watched, step, words)) for step in steps]
    used = [place for place in range(len(columns)) if any(row[place] not in ("", "-") for row in rows)]
    if used == [0]:
        return wrapped("Nothing is shown or written, and no head reads a slot.", width)
    return table_lines([columns[place] for place in used], [[row[place] for place in used] for row in rows], width)


def _cells(watched: Watched, step: Step, words: Words) -> Iterator[object]:
    yield step.number
    yield words.text(step.shown)
    kind = "new" if step.write.allocation >= 0.5 else "by content"
    yield f"slot {step.write.slot} {step.write.weight:.2f} {kind}" if step.write.counts else "-"
    for read in step.reads:
        yield _read(watched, read, words)
    yield "" if step.answer is None else words.text(step.answer)
    yield "" if step.answer is None else _verdict(step, words)


def _verdict(step: Step, words: Words) -> str:
    if step.correct:
        return "yes"
    return f"no: {words.text(step.right[0])}" if step.right else "no"


def _read(watched: Watched, read: Read, words: Words) -> str:
    """The mode, and the slot with what was written there, or the slots of a mixture."""
    strength = f" ({read.strength:.0f})" if read.mode == "content" else ""
    mode = f"{read.mode} {max(read.modes):.2f}{strength}"
    if read.counts and read.written is not None:
        writer = watched.steps[read.written]
        held = words.text(writer.shown) if writer.phase == "description" else f"{writer.phase} {writer.place + 1}"
        return f"{mode}, slot {read.slot}: {held}"
    if read.mixes:
        return f"{mode}, slots {joined([str(slot) for slot, _ in read.mixture])}"
    return "-"


def as_object(watched: Watched, words: Words) -> dict[str, Any]:
    """The steps as an object that JSON can hold; ``schemas/explain.json`` describes it."""
    answers = [step for step in watched.steps if step.answer is not None]
    return {
        "slots": watched.slots,
        "heads": len(watched.steps[0].reads),
        "right": sum(step.correct for step in answers),
        "answers": len(answers),
        "steps": [_step_object(step, words) for step in watched.steps],
    }


def _step_object(step: Step, words: Words) -> dict[str, Any]:
    return {
        "step": step.number,
        "phase": step.phase,
        "input": words.parts(step.shown),
        "write": step.write._asdict(),
        "reads": [_read_object(read) for read in step.reads],
        "answer": None if step.answer is None else words.text(step.answer),
        "right": None if step.answer is None else step.correct,
        "right_answers": [words.text(fact) for fact in step.right],
    }


def _read_object(read: Read) -> dict[str, Any]:
    mixture = [{"slot": slot, "weight": weight} for slot, weight in read.mixture]
    return read._asdict() | {"modes": list(read.modes), "mode": read.mode, "mixture": mixture}
