"""Trained machines by name or from a folder; torch is imported only for a DNC or a neural Turing machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from .common.extras import need
from .common.text import joined
from .encoding.specs import CONFIG_FILE, MACHINE, WEIGHTS_FILE
from .encoding.words import MACHINE as REASONER
from .encoding.words import SHIPPED_AS
from .errors import CheckpointError, UsageError
from .interpreter import DiscretePlanner, DiscreteReasoner, load_planner, load_reasoner
from .interpreter.model_files import model_folder, read_object, read_tensors, ships
from .interpreter.weights import check_tensors

if TYPE_CHECKING:
    from .models import DNC, NTM

WITH_MEMORY = ("dnc", "ntm")
# The name of the DNC for each task of its paper, and the folder of its weights where they ship.
DNC_MACHINES = {
    "dnc-traversal": "dnc/traversal",
    "dnc-shortest-path": "dnc/shortest_path",
    "dnc-inference": "dnc/inference",
}


@overload
def load_machine(name_or_folder: Literal["planner"]) -> DiscretePlanner: ...


@overload
def load_machine(name_or_folder: Literal["inference"]) -> DiscreteReasoner: ...


@overload
def load_machine(name_or_folder: Literal["dnc-traversal", "dnc-shortest-path", "dnc-inference"]) -> DNC: ...


@overload
def load_machine(name_or_folder: str | os.PathLike[str]) -> DiscretePlanner | DiscreteReasoner | DNC | NTM: ...


def load_machine(name_or_folder: str | os.PathLike[str]) -> DiscretePlanner | DiscreteReasoner | DNC | NTM:
    """A trained machine.

    >>> from graphmem.machines import load_machine
    >>> load_machine("planner").num_heads
    2

    A DNC reads episodes of its paper in the channels of ``graphmem.tasks.paper.encode``; here it follows seven lines
    through the interchanges of London's Zone 1, and gives the seven triples and the end right:

    >>> from graphmem import load_network
    >>> from graphmem.encoding.paper import triple_channels
    >>> from graphmem.graphs import traversal_problem
    >>> from graphmem.seeding import generator
    >>> from graphmem.tasks.paper import encode, map_traversals
    >>> import torch
    >>> machine = load_machine("dnc-traversal")
    >>> triples, lines = traversal_problem(load_network("london_zone1_interchanges"))
    >>> episode = encode(map_traversals(generator(0, "walks"), triples, count=1))
    >>> slots = len(triples) + 10
    >>> outputs, _ = machine(torch.as_tensor(episode.observations), machine.zero_state(batch=1, num_slots=slots))
    >>> digits = outputs.unflatten(-1, (9, 10)).argmax(-1)
    >>> (digits.numpy() == episode.targets).all(-1)[episode.mask == 1].tolist()
    [True, True, True, True, True, True, True, True]

    Args:
        name_or_folder: "planner" plans routes and "inference" knows the relations of the DNC paper's family trees.
            "dnc-traversal" is the DNC itself, trained on one of its paper's tasks; "dnc-shortest-path" and
            "dnc-inference" are the names for the other two.  Any other text, or a path, is a folder with config.json
            and model.safetensors, written by ``graphmem train`` or by the ``save`` of a DNC or an NTM.

    Returns:
        A discretised planner or reasoner, which need no torch; or the DNC or NTM that was saved.

    Raises:
        UsageError: if it is neither a text nor a path.
        CheckpointError: if there is no such machine, or its files are damaged.
        MissingExtra: if a DNC or NTM is to be loaded and torch is not installed.
    """
    if not isinstance(name_or_folder, str | os.PathLike):
        raise UsageError(f"A machine is loaded by a name or a folder, not by {type(name_or_folder).__name__}.")
    if name_or_folder == MACHINE:
        return load_planner()
    if name_or_folder == SHIPPED_AS:
        return load_reasoner()
    if name_or_folder in DNC_MACHINES:
        name = str(name_or_folder)
        with model_folder(None, name, DNC_MACHINES[name]) as shipped:
            return _load_memory_machine(shipped, read_object(shipped))
    folder = Path(name_or_folder)
    if not folder.is_dir():
        names = [MACHINE, SHIPPED_AS, *(name for name, place in DNC_MACHINES.items() if ships(place))]
        raise CheckpointError(
            f"There is no machine {str(name_or_folder)!r}: {joined([repr(name) for name in names], 'and')} ship with "
            f"graphmem, and any other machine is a folder with {CONFIG_FILE} and {WEIGHTS_FILE}."
        )
    if not (folder / CONFIG_FILE).exists():
        raise CheckpointError(
            f"{folder} holds no machine: it has no {CONFIG_FILE}; a checkpoint has {CONFIG_FILE} and {WEIGHTS_FILE}."
        )
    config = read_object(folder)
    kind = config.get("machine")
    if kind == MACHINE:
        return load_planner(folder)
    if kind == REASONER:
        return load_reasoner(folder)
    if kind in WITH_MEMORY:
        return _load_memory_machine(folder, config)
    kinds = ", ".join((MACHINE, REASONER, *WITH_MEMORY))
    raise CheckpointError(f"{folder / CONFIG_FILE}: machine must be one of {kinds}, not {kind!r}.")


def _load_memory_machine(folder: Path, config: Mapping[str, Any]) -> DNC | NTM:
    """The machine that ``save`` wrote, in float32; its file may hold half precision."""
    need("A DNC or NTM", "torch")
    from .models.loading import machine_from_config, set_weights

    machine = machine_from_config(config, folder / CONFIG_FILE)
    half = np.dtype(np.float16)  # the weights that ship
    tensors = {
        name: tensor.astype(np.float32) if tensor.dtype == half else tensor
        for name, tensor in read_tensors(folder).items()
    }
    shapes = {name: tuple(tensor.shape) for name, tensor in machine.state_dict().items()}
    unknown = sorted(tensors.keys() - shapes.keys())
    if unknown:
        raise CheckpointError(f"{folder / WEIGHTS_FILE}: tensor {unknown[0]} belongs to no {config['machine']}.")
    set_weights(machine, check_tensors(tensors, shapes, str(folder / WEIGHTS_FILE)))
    return machine
