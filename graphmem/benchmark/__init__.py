"""Machines compared on the DNC paper's tasks: trained by the same loop, evaluated on the same questions.

To add a machine, write it as a module of parameters that takes (T, B, 92) inputs and a state and returns (T, B, 90)
outputs and the next state.  Wrap it in an adapter, and give it a name:

    import torch
    from torch import nn
    from graphmem.benchmark import BenchmarkMachine, SequenceAdapter
    from graphmem.encoding.paper import INPUTS, OUTPUTS

    class Elman(nn.Module):
        def __init__(self, generator):
            super().__init__()
            self.cells, self.output = nn.RNN(INPUTS, 64), nn.Linear(64, OUTPUTS)
            for parameter in self.parameters():  # the same seed must give the same weights
                nn.init.normal_(parameter, std=0.1, generator=generator)

        def zero_state(self, batch, num_slots):
            return torch.zeros(1, batch, 64)

        def forward(self, inputs, state):
            hidden, state = self.cells(inputs, state)
            return self.output(hidden), state

    def make(task, generator):
        return SequenceAdapter(Elman(generator), task)

    ELMAN = BenchmarkMachine("elman", make)

Register it from your own package by an entry point (see ``registry``), or add it to ``MACHINES`` in ``machines.py``.
Then train it, evaluate it, and see it beside the others:

    graphmem benchmark train elman traversal --minutes 10 --out runs
    graphmem benchmark evaluate runs --machine elman

A machine of another kind needs no ``SequenceAdapter``, only the methods of ``EpisodeTrainable``.
"""

from ..common.extras import need

need("The benchmark", "torch")

from ..training.progress import Budget
from .adapter import EpisodeTrainable, EvaluableModule
from .graph_adapter import GraphAdapter
from .machine import BenchmarkMachine
from .machines import MACHINES
from .registry import find_machine, machine_names
from .scoring import evaluate_folder, reproduce
from .sequence_adapter import SequenceAdapter
from .session import train_machine
from .settings import BenchmarkSettings, PaperCurriculumSettings
from .training import PaperCurriculum, SharedCurriculum

__all__ = [
    "MACHINES",
    "BenchmarkMachine",
    "BenchmarkSettings",
    "Budget",
    "EpisodeTrainable",
    "EvaluableModule",
    "GraphAdapter",
    "PaperCurriculum",
    "PaperCurriculumSettings",
    "SequenceAdapter",
    "SharedCurriculum",
    "evaluate_folder",
    "find_machine",
    "machine_names",
    "reproduce",
    "train_machine",
]
