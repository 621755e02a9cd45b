"""The DNC that is trained on the paper's tasks, from ordinary initial weights."""

from __future__ import annotations

import torch

from ..encoding.paper import INPUTS, OUTPUTS
from ..memory.dnc.access import access as access_of_the_paper
from ..models.dnc import DNC, Access
from ..models.initial import scale_inputs
from .encoded import SequenceTrainable, StageBatch
from .paper_settings import DNCSettings
from .paper_tasks import curriculum_plan, weights_generator
from .plan import TrainingPlan


def build_dnc(settings: DNCSettings, generator: torch.Generator, access: Access = access_of_the_paper) -> DNC:
    """A DNC with initial weights from a generator.

    Args:
        settings: its sizes.
        generator: source of the weights.
        access: one step of the memory, as in ``DNC``.
    """
    machine = DNC(
        INPUTS,
        OUTPUTS,
        hidden_size=settings.hidden_size,
        num_layers=settings.num_layers,
        word_size=settings.word_size,
        num_read_heads=settings.num_read_heads,
        controller=settings.controller,  # type: ignore[arg-type]  # the settings have checked the name
        generator=generator,
        access=access,
    )
    seen = INPUTS + settings.num_read_heads * settings.word_size
    scale_inputs(machine.controller.layers, seen, settings.input_scale)  # type: ignore[attr-defined]  # by either name
    return machine


def new_dnc(settings: DNCSettings, number: int, device: torch.device, access: Access = access_of_the_paper) -> DNC:
    """A DNC with the initial weights of a seed and of one of its fresh starts; ``access`` as in ``build_dnc``."""
    return build_dnc(settings, weights_generator(settings, number), access).to(device)


def dnc_plan(
    settings: DNCSettings, device: torch.device, access: Access = access_of_the_paper
) -> TrainingPlan[StageBatch]:
    """The training that ``graphmem train dnc`` runs.

    Args:
        settings: settings of the training.
        device: device of the weights.
        access: one step of the memory, as in ``DNC``.
    """
    return curriculum_plan(
        settings, lambda number: SequenceTrainable(new_dnc(settings, number, device, access), settings)
    )
