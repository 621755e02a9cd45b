"""Recordings of the memory of a DNC or a neural Turing machine while it reads a sequence, as numpy arrays.

Axes, in this order: T steps, B sequences of the batch, then those that each field names (N slots, W numbers a word,
R read heads, V write heads).  ``graphmem.view.draw_recording`` draws one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..common.text import count

Floats = NDArray[np.floating]


@dataclass(frozen=True, eq=False, repr=False)
class Recording(ABC):
    """The part of a recording that both machines have in common.

    Attributes:
        inputs: x (T, B, I).
        outputs: y (T, B, O).
        memory: M (T, B, N, W), the slots after each step.
        read_vectors: r (T, B, R, W).
    """

    inputs: Floats
    outputs: Floats
    memory: Floats
    read_vectors: Floats

    def __repr__(self) -> str:
        steps, sequences, slots, word_size = self.memory.shape
        sizes = count(steps, "step"), count(sequences, "sequence"), f"{count(slots, 'slot')} of {word_size}"
        return f"{type(self).__name__}({', '.join(sizes)})"

    @property
    @abstractmethod
    def slot_panels(self) -> Mapping[str, Floats]:
        """Titles and (T, B, N) arrays: all that has one number for each slot."""

    @property
    @abstractmethod
    def gate_panels(self) -> Mapping[str, Floats]:
        """Titles and (T, B) arrays of numbers from 0 to 1: the gates."""


@dataclass(frozen=True, eq=False, repr=False)
class DNCRecording(Recording):
    """The memory of a DNC after each step, and the interface that the controller emitted at that step.

    The fields are those of ``memory.dnc.AccessState`` and ``memory.dnc.Interface``, with the symbols of Graves et al.
    2016, Methods.

    Attributes:
        usage: u (T, B, N), in [0, 1]; by this the step's write is allocated, so it counts the writes BEFORE the step.
        write_weighting: w^w (T, B, N), of the one write head; an NTM has ``write_weightings``.
        read_weightings: w^r (T, B, R, N).
        link: L (T, B, N, N); L[i, j] is how far slot i was written right after slot j.
        precedence: p (T, B, N), how far each slot was written last.
        read_keys: k^r (T, B, R, W).
        read_strengths: beta^r (T, B, R), at least 1.
        write_key: k^w (T, B, W).
        write_strength: beta^w (T, B), at least 1.
        erase_vector: e (T, B, W), in [0, 1].
        write_vector: v (T, B, W).
        free_gates: f (T, B, R), in [0, 1].
        allocation_gate: g^a (T, B), in [0, 1].
        write_gate: g^w (T, B), in [0, 1].
        read_modes: pi (T, B, R, 3), sums to 1: backward, content, forward.
    """

    usage: Floats
    write_weighting: Floats
    read_weightings: Floats
    link: Floats
    precedence: Floats
    read_keys: Floats
    read_strengths: Floats
    write_key: Floats
    write_strength: Floats
    erase_vector: Floats
    write_vector: Floats
    free_gates: Floats
    allocation_gate: Floats
    write_gate: Floats
    read_modes: Floats

    @property
    def slot_panels(self) -> Mapping[str, Floats]:
        """See ``Recording.slot_panels``."""
        return {
            "write weighting": self.write_weighting,
            **_by_head("read weighting", self.read_weightings),
            "usage before write": self.usage,
        }

    @property
    def gate_panels(self) -> Mapping[str, Floats]:
        """See ``Recording.gate_panels``."""
        return {
            "write gate": self.write_gate,
            "allocation gate": self.allocation_gate,
            **_by_head("free gate", self.free_gates),
        }


@dataclass(frozen=True, eq=False, repr=False)
class NTMRecording(Recording):
    """The memory of a neural Turing machine after each step, and what the controller emitted for its heads.

    The fields are those of ``memory.ntm.AccessState`` and ``memory.ntm.Interface``, with the symbols of Graves et al.
    2014, section 3; of H heads the R read heads come first, then the V write heads.

    Attributes:
        weightings: w (T, B, H, N), each sums to 1.
        keys: k (T, B, H, W).
        strengths: beta (T, B, H), above 0.
        gates: g (T, B, H), in [0, 1]; 1 addresses by content, 0 starts from the weighting of the step before.
        shifts: s (T, B, H, 2S + 1), sums to 1: moves by -S ... S slots.
        sharpenings: gamma (T, B, H), at least 1.
        erase_vectors: e (T, B, V, W), in [0, 1].
        add_vectors: a (T, B, V, W).
    """

    weightings: Floats
    keys: Floats
    strengths: Floats
    gates: Floats
    shifts: Floats
    sharpenings: Floats
    erase_vectors: Floats
    add_vectors: Floats

    @property
    def read_weightings(self) -> Floats:
        """(T, B, R, N) those of the read heads."""
        return self.weightings[:, :, : self.read_vectors.shape[2]]

    @property
    def write_weightings(self) -> Floats:
        """(T, B, V, N) those of the write heads; a DNC has one, and ``write_weighting`` (T, B, N)."""
        return self.weightings[:, :, self.read_vectors.shape[2] :]

    @property
    def slot_panels(self) -> Mapping[str, Floats]:
        """See ``Recording.slot_panels``."""
        return {
            **_by_head("write weighting", self.write_weightings),
            **_by_head("read weighting", self.read_weightings),
        }

    @property
    def gate_panels(self) -> Mapping[str, Floats]:
        """See ``Recording.gate_panels``."""
        readers = self.read_vectors.shape[2]
        return {
            **_by_head("content gate, writing", self.gates[:, :, readers:]),
            **_by_head("content gate, reading", self.gates[:, :, :readers]),
        }


def _by_head(title: str, values: Floats) -> dict[str, Floats]:
    """(T, B, R, ...) head by head; the title names the head where there are several."""
    count = values.shape[2]
    return {title if count == 1 else f"{title} {head}": values[:, :, head] for head in range(count)}
