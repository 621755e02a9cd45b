"""Questions and their right answers as the labels that a machine reads and writes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoding.batches import Labelling
from ..encoding.specs import FIELDS, LINE, SOURCE
from ..graphs.triples import Ints
from .questions import NO_ROUTE, NO_STATION, Questions


@dataclass(frozen=True)
class LabelledQuestions:
    """Q questions on each of G graphs, as labels below V.

    Attributes:
        labels: (G, Q, 3) fields of the tokens; blank where a graph has fewer questions.
        destination: (G,) label of the destination; None for traversal.
        right: (G, Q, V + 1) 1 for the labels that are right answers; the last stands for "no route".
        weight: (G, Q) 1 for a question, 0 where a graph has fewer.
    """

    labels: Ints
    destination: Ints | None
    right: NDArray[np.float32]
    weight: NDArray[np.float32]


def label_questions(questions: Questions, labelling: Labelling) -> LabelledQuestions:
    """Questions and their right answers as labels."""
    blank, shape = labelling.scheme.size, questions.station.shape
    there = questions.station != NO_STATION
    labels = np.full((*shape, len(FIELDS)), blank)
    labels[there, SOURCE] = labelling.stations[questions.station[there]]
    if questions.line is not None:
        labels[..., LINE] = labelling.lines[np.arange(shape[0])[:, None], questions.line]
    right = np.zeros((shape[0] * shape[1], blank + 1), np.float32)
    found = questions.answer != NO_ROUTE
    label = np.where(found, labelling.stations[questions.answer], blank)
    right[questions.answered, label] = 1
    destination = None if questions.destination is None else labelling.stations[questions.destination]
    return LabelledQuestions(labels, destination, right.reshape(*shape, -1), there.astype(np.float32))
