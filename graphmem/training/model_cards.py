"""A trained model as a folder: weights, config.json for loaders, and README.md, the model card, for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..common.files import replace_file
from ..encoding import specs, words
from ..evaluation.reasoner_set import NUM_WORDS
from ..tasks import CURRICULUM
from ..tasks.paper.graphs import NUM_RELATION_EDGES
from .dnc import new_dnc
from .paper_registry import dnc_settings
from .paper_settings import DNCSettings
from .planner import PlannerSettings
from .progress import Progress
from .reasoner import ReasonerSettings
from .settings import Settings
from .state import write_tensors

Config = dict[str, Any]
_PARTS = {  # what a card adds on the questions of a task
    "inference": " In training, a query with t\n"
    "  planning steps asks where the first t edges of its relation lead; in the paper's questions, all of them."
}


def write_model(folder: Path, config: Mapping[str, Any], weights: Mapping[str, Tensor], card: str) -> None:
    """Write the three files of a model, each as a whole or not at all."""
    write_tensors(folder / specs.WEIGHTS_FILE, weights)
    _write_text(folder / specs.CONFIG_FILE, json.dumps(config, indent=2) + "\n")
    _write_text(folder / "README.md", card)


def planner_model(settings: PlannerSettings, progress: Progress) -> tuple[Config, str]:
    """Configuration and card of a planner's best weights."""
    sizes = {"num_heads": settings.num_heads, "hidden_size": settings.hidden_size}
    config = _config(specs.MACHINE, sizes, settings, progress)
    heads, units, stations = settings.num_heads, settings.hidden_size, CURRICULUM[-1].stations[1]
    card = f"""# Planner weights

A memory machine with {heads} read heads and a feed-forward controller of {units} hidden units. It takes in
a graph as (source, line, destination, minutes) triples and answers which station comes next: on a line, or on a
shortest way to a destination; or that there is no route.

- Trained by `graphmem train planner --seed {settings.seed}`, from scratch, in {progress.update} updates of
  {settings.graphs} random graphs each, {progress.seconds:.0f} seconds, {progress.start} fresh starts.
- Trained by answers alone: the loss sees no step of any algorithm.
- Training graphs: random, of at most {stations} stations, none of them real. The weights were chosen on an evaluation
  set of other random graphs, of 30 to 60 stations; score {progress.best:.4f}.
- Use it discretised (`graphmem route --checkpoint FOLDER`): every gate, match and mark is 0 or 1, and the answer is
  "no route" where no station is emitted.
- The same seed gives the same weights on one device, with one thread.
- Limits: it answers what a graph of triples can express. It knows no timetable.

Licence: Apache-2.0.
"""
    return config, card


def reasoner_model(settings: ReasonerSettings, progress: Progress) -> tuple[Config, str]:
    """Configuration and card of a reasoner's best weights."""
    sizes = {"num_words": NUM_WORDS, "num_letters": NUM_RELATION_EDGES, "places": settings.places}
    edges, relations = NUM_RELATION_EDGES, NUM_WORDS - NUM_RELATION_EDGES
    seen = {"graphs": progress.examples, "queries": progress.questions, "words_restarted": progress.words_restarted}
    config = _config(words.MACHINE, sizes, settings, progress) | seen
    card = f"""# Inference weights

A memory machine that takes in a graph as (node, edge, node) triples and answers where a relation leads from a node. A
relation is a word; the weights hold what it means, a chain of edges, in a lexicon: the {relations} relations of the DNC
paper's inference task as graphmem draws them, spelt with up to {settings.places} letters, which are the {edges} edges.
`graphmem explain --machine inference` prints every chain.

- Trained by `graphmem train inference --seed {settings.seed}`, from scratch, in {progress.update} updates:
  {progress.examples} random graphs, {progress.questions} queries, {progress.seconds:.0f} seconds,
  {progress.start} fresh starts, {progress.words_restarted} words restarted.
- Trained by answers alone: the loss sees no chain and no step. Every question is one of the paper's last stage, about a
  relation of two to five edges.
- Training graphs: random, of at most 25 nodes; no family tree. The weights were chosen on an evaluation set of other
  random graphs, of 30 to 40 nodes, in which every relation is asked four times; score {progress.best:.4f}.
- Use it discretised: every gate, match and letter is 0 or 1.
- The same seed gives the same weights on one device, with one thread.
- Limits: it knows these relations and no others, nor what a single edge means as a question; a relation is one chain.

Licence: Apache-2.0.
"""
    return config, card


def dnc_model(settings: DNCSettings, progress: Progress) -> tuple[Config, str]:
    """Configuration and card of a DNC's best weights; the configuration is that of ``DNC.save``, and more."""
    machine = new_dnc(settings, 0, torch.device("cpu"))
    config = _config(machine.kind, dict(machine.arguments or {}), settings, progress) | {"task": settings.task}
    card = f"""# DNC weights: {settings.task.replace("_", " ")}

A differentiable neural computer (Graves et al. 2016) with a {settings.controller} controller of
{settings.num_layers} x {settings.hidden_size} units, words of {settings.word_size} numbers and
{settings.num_read_heads} read heads, on the 92 channels of the paper's tasks.

- Trained by `graphmem train dnc {settings.task} --seed {settings.seed}{_changes(settings)}`,
  from ordinary random weights, in {progress.update} updates: {progress.examples} episodes, {progress.seconds:.0f}
  seconds and {progress.start} fresh starts.
- Trained by answers alone: the loss sees no step of any algorithm.{_PARTS.get(settings.task, "")}
- Training graphs: random, none of them real. The weights were chosen on an evaluation set of other random graphs of the
  last stage of the curriculum; score {progress.best:.4f}.
- The same seed gives the same weights on one device, with one thread.

Licence: Apache-2.0.
"""
    return config, card


def _changes(settings: DNCSettings) -> str:
    """The options of the command that give these settings, beside the seed."""
    usual = dnc_settings(settings.task, settings.seed).as_dict()
    return "".join(f" --set {name}={value}" for name, value in settings.as_dict().items() if value != usual[name])


def _config(machine: str, sizes: Mapping[str, int | float | str], settings: Settings, progress: Progress) -> Config:
    return {
        "format": specs.FORMAT,
        "machine": machine,
        **sizes,
        "training": settings.as_dict(),
        "updates": progress.update,
        "fresh_starts": progress.start,
        "seconds": round(progress.seconds, 1),
        "score": progress.best,
    }


def _write_text(path: Path, text: str) -> None:
    replace_file(path, text.encode())
