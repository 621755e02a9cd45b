"""The shipped planner on associative recall, which it was not trained on.

The planner does not read the bits themselves.  A fixed encoder, which is not learnt, reads them: it cuts the sequence
at the delimiters, gives every item of 18 bits a label, and writes the items as the stops of a line, with a row for each
item and the next:

    (item 1, line, item 2)   (item 2, line, item 3)   ...

The question is one hop of a traversal, from the item that is asked for.  So the planner is given the cutting and the
pairing of neighbours, which the other machines have to learn; it shows that its look-up is exact at any length.  It
does not take part in copy, repeat copy and priority sort, where such an encoder would do all the work, nor in 6-grams,
where the answer depends on counts alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from safetensors.torch import load

from ..encoding.specs import CONFIG_FILE, WEIGHTS_FILE, Kind
from ..evaluation.lengths import SizeRow, episodes_of_test, measure
from ..interpreter.model_files import model_folder
from ..memory.gating import DISCRETE
from ..models.planner import Planner
from ..tasks.algorithmic import ALGORITHMIC_TASKS
from ..tasks.algorithmic.associative_recall import BITS, ITEM, QUERY, VECTORS
from ..tasks.algorithmic.episodes import Floats

RECALL = "associative_recall"


def shipped_planner() -> tuple[Planner, int, float]:
    """The machine, the number of graphs that it was trained on, and the seconds that took.

    Raises:
        CheckpointError: if no weights are shipped with this copy.
    """
    with model_folder(None, "planner", "planner") as folder:
        config: dict[str, Any] = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        weights = load((folder / WEIGHTS_FILE).read_bytes())
    machine = Planner(config["num_heads"], config["hidden_size"])
    machine.load_state_dict(weights)
    return machine, config["updates"] * config["training"]["graphs"], config["seconds"]


def recall_by_size(machine: Planner, *, sequences: int) -> Iterator[SizeRow]:
    """One row per size; its cost has no meaning, since the answer is a label and not a probability."""
    for size in ALGORITHMIC_TASKS[RECALL].test_sizes:
        episodes = episodes_of_test(RECALL, size, sequences)
        answered = np.stack([recall(machine, episodes.inputs[:, number]) for number in range(sequences)], 1)
        logits = np.zeros(episodes.targets.shape, np.float32)
        logits[-VECTORS:] = 2 * answered - 1
        yield measure(RECALL, size, episodes, torch.as_tensor(logits))


@torch.no_grad()
def recall(machine: Planner, inputs: Floats) -> Floats:
    """The item after the one that is asked for, (3, 6) bits; all 0 if the machine answers with no item or with several.

    Args:
        machine: a planner.
        inputs: (T, 8) of one episode.
    """
    items, asked = read_items(inputs)
    names = {code: label for label, code in enumerate(dict.fromkeys([*items, asked]))}
    line, labels = len(names), len(names) + 1
    stops = [names[code] for code in items]
    rows = torch.tensor([stops[:-1], [line] * (len(stops) - 1), stops[1:]])[None]
    described = machine.describe(rows, torch.ones(1, len(stops) - 1), labels, DISCRETE)
    question = torch.tensor([[[names[asked], line, labels]]])
    answers = machine.answer(described, Kind.TRAVERSAL, question, labels, DISCRETE)[0, 0, :line]
    found = [code for code, label in names.items() if answers[label] > 0.5]
    return np.array(found[0] if len(found) == 1 else (0,) * (VECTORS * BITS), np.float32).reshape(VECTORS, BITS)


def read_items(inputs: Floats) -> tuple[Sequence[tuple[int, ...]], tuple[int, ...]]:
    """The bits of every item, in the order in which they are shown, and of the item that is asked for.

    Args:
        inputs: (T, 8) of one episode.
    """
    items = [_bits_after(inputs, int(start)) for start in np.flatnonzero(inputs[:, ITEM])]
    return items, _bits_after(inputs, int(np.flatnonzero(inputs[:, QUERY])[0]))


def _bits_after(inputs: Floats, start: int) -> tuple[int, ...]:
    return tuple(int(bit) for bit in inputs[start + 1 : start + 1 + VECTORS, :BITS].ravel())
