"""One session of a run of ``graphmem train inference``: a folder, its log, its checkpoints, and an end in time.

OUT/model/             config.json, model.safetensors, README.md: the best weights so far, for ``--checkpoint``
OUT/state.safetensors  all that ``--resume`` needs
OUT/log.jsonl          a line per exam
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from ..encoding.words import MACHINE
from ..errors import UsageError
from ..tasks.paper.graphs import NUM_RELATION_EDGES
from .checkpoints import FORMAT, read_state, write_model, write_state
from .inference_batches import NUM_WORDS
from .inference_configuration import InferenceConfiguration
from .inference_trainer import InferenceProgress, InferenceTrainer
from .interruption import interruption
from .log import run_log
from .session import SAVE_SECONDS, STATE, has_run


def train_inference(
    folder: Path,
    configuration: InferenceConfiguration,
    device: torch.device,
    max_seconds: float,
    *,
    resume: bool = False,
    report: Callable[[InferenceProgress], None] = lambda progress: None,
) -> InferenceTrainer:
    """Train until the exam is passed or the time is over, and save.

    Args:
        folder: of the run.
        configuration: settings; a run that is resumed keeps its own.
        device: where to run.
        max_seconds: time over all sessions of the run.
        resume: go on with the run in ``folder``.
        report: called after every update.

    Raises:
        UsageError: if there is a run already, or none to resume.
        CheckpointError: if the run cannot be read.
    """
    if resume != has_run(folder):
        raise UsageError(
            f"There is no run to resume in {folder}."
            if resume
            else f"{folder} holds a run already; resume it, or choose another folder."
        )
    if resume:
        values, tensors = read_state(folder / STATE)
        configuration = InferenceConfiguration.from_dict(values.get("configuration", {}))
        trainer = InferenceTrainer(configuration, device)
        trainer.load_state(values, tensors)
    else:
        trainer = InferenceTrainer(configuration, device)
    progress = trainer.progress
    begun, before = time.monotonic(), progress.seconds
    saved = begun
    with run_log(folder, progress.update) as log, interruption() as interrupted:
        while not (progress.finished or interrupted.is_set()) and progress.seconds < max_seconds:
            trainer.update()
            progress.seconds = before + time.monotonic() - begun
            report(progress)
            if progress.update % configuration.exam_every == 0:
                log(vars(progress))
            if time.monotonic() - saved > SAVE_SECONDS:
                save_inference(folder, trainer)
                saved = time.monotonic()
        save_inference(folder, trainer)
        if interrupted.is_set():
            raise KeyboardInterrupt
    return trainer


def save_inference(folder: Path, trainer: InferenceTrainer) -> None:
    """Write the state of the run, and its best weights where an exam has been sat."""
    try:
        write_state(folder / STATE, *trainer.state())
        if trainer.best:
            config = inference_config(trainer)
            write_model(folder / "model", config, trainer.best, inference_card(config))
    except OSError as error:
        raise UsageError(f"The run cannot be saved in {folder}: {error.strerror or error}.") from error


def inference_config(trainer: InferenceTrainer) -> dict[str, Any]:
    """What a loader needs to know of the weights, and how they came to be."""
    settings, progress = trainer.configuration, trainer.progress
    return {
        "format": FORMAT,
        "machine": MACHINE,
        "num_words": NUM_WORDS,
        "num_letters": NUM_RELATION_EDGES,
        "places": settings.places,
        "training": settings.as_dict(),
        "updates": progress.update,
        "graphs": progress.graphs,
        "queries": progress.queries,
        "words_anew": progress.words_anew,
        "fresh_starts": progress.start,
        "seconds": round(progress.seconds, 1),
        "exam": progress.best,
    }


def inference_card(config: dict[str, Any]) -> str:
    """A page that says what the weights are, for people."""
    return f"""# Inference weights

A memory machine that takes in a graph as (node, edge, node) triples and answers where a relation leads from a node. A
relation is a word; the weights hold what it means, a chain of edges, in a lexicon of {config["num_words"]} words of up
to {config["places"]} letters: the ten edges and the {config["num_words"] - config["num_letters"]} relations of the DNC
paper's inference task as graphmem draws them. `graphmem explain --machine inference` prints every chain.

- Trained by `graphmem train inference --seed {config["training"]["seed"]}`, from nothing, in {config["updates"]}
  updates: {config["graphs"]} random graphs, {config["queries"]} queries, {config["seconds"]:.0f} seconds,
  {config["fresh_starts"]} fresh starts, {config["words_anew"]} words begun anew.
- Taught by answers alone: the loss sees no chain and no step. The first lesson, and a few questions of every later
  batch, ask for the end of a single edge; the paper asks no such questions.
- Graphs seen in training: random, of at most 25 nodes; no family tree. Weights were chosen by an exam on other random
  graphs, of 30 to 40 nodes, in which every relation is asked four times; score {config["exam"]:.4f}.
- Use it rounded: every gate, match and letter is 0 or 1.
- The same seed gives the same weights on one device, with one thread.
- Limits: it knows these words and no others; a relation is one chain.

Licence: Apache-2.0.
"""
