"""The steps of an episode that was watched: what is shown, written, read and answered at each.

Slots are numbered in the order in which they are first written.  A DNC does not care which number a slot has, and which
unused slot it takes next is decided by the last bits of numbers that are almost 0, so by the computer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..models.recording import DNCRecording
from ..tasks.paper import Episode, Fact

PHASES = ("description", "query", "planning", "answer")
MODES = ("backward", "content", "forward")  # in the order of the interface
MOST_TRIPLES = 24  # a longer description is cut to the triples that are read later
WRITTEN = 0.1  # weight from which on a write counts: a lookup by content also finds what was written faintly
READ = 0.5  # weight from which on a head reads one slot, or a few together


class Write(NamedTuple):
    """The slot with most of the write weighting.

    Attributes:
        slot: its number.
        weight: its part of the write weighting, from 0 to 1.
        gate: the write gate.
        allocation: the allocation gate: 1 for the slot that is used least, 0 for a slot that is found by content.
    """

    slot: int
    weight: float
    gate: float
    allocation: float

    @property
    def counts(self) -> bool:
        """Whether the write counts: something of it is then in the slot."""
        return self.weight >= WRITTEN


class Read(NamedTuple):
    """The slot with most of a head's read weighting.

    Attributes:
        slot: its number.
        weight: its part of the read weighting, from 0 to 1.
        modes: shares of the backward, content and forward weighting.
        strength: of the read key, at least 1.
        written: the step that wrote the slot last; None if none did.
        mixture: all slots that were written and have a tenth of the weighting or more, with their weights, the greatest
            first.
    """

    slot: int
    weight: float
    modes: tuple[float, float, float]
    strength: float
    written: int | None
    mixture: tuple[tuple[int, float], ...] = ()

    @property
    def counts(self) -> bool:
        """Whether the head reads this slot rather than a mixture."""
        return self.weight >= READ and self.written is not None

    @property
    def mixes(self) -> bool:
        """Whether the head reads a mixture of a few slots instead."""
        return not self.counts and sum(weight for _, weight in self.mixture) >= READ

    @property
    def mode(self) -> str:
        """The mode with the greatest share."""
        return MODES[int(np.argmax(self.modes))]


class Step(NamedTuple):
    """One step of an episode.

    Attributes:
        number: of the step, from 0.
        phase: a name in ``PHASES``.
        place: number of the step within its phase, from 0.
        shown: the triple of the input, blank where there is none.
        write: what was written.
        reads: what each head read.
        answer: the machine's answer; None outside the answer phase.
        right: the triples that are right answers; none outside the answer phase.
    """

    number: int
    phase: str
    place: int
    shown: Fact
    write: Write
    reads: tuple[Read, ...]
    answer: Fact | None
    right: tuple[Fact, ...]

    @property
    def correct(self) -> bool:
        """Whether the answer is right."""
        return self.answer in self.right


@dataclass(frozen=True, eq=False)
class Watched:
    """An episode that was watched.

    Attributes:
        task: name of the machine's task.
        episode: with the machine's own path as its answer, if it chose one.
        slots: number of slots of the memory.
        steps: all steps.
        recording: everything that happened in the memory.
        order: for each slot, as the steps number it, its place in the recording.
    """

    task: str
    episode: Episode
    slots: int
    steps: tuple[Step, ...]
    recording: DNCRecording
    order: tuple[int, ...]

    def phase(self, name: str) -> tuple[Step, ...]:
        """The steps of a phase."""
        return tuple(step for step in self.steps if step.phase == name)

    def shown_steps(self) -> tuple[Step, ...]:
        """The steps that matter: of a long description only those whose triples a head reads later."""
        read = {read.written for step in self.steps for read in step.reads if read.counts}
        described = self.phase(PHASES[0])
        kept = described
        if len(described) > MOST_TRIPLES:
            kept = tuple(step for step in described if step.number in read) or described[:MOST_TRIPLES]
        return kept + self.steps[len(described) :]
