"""The benchmark machines that ship with graphmem.

All have 100,000 to 320,000 parameters, except "dnc-lstm", those with the sizes of the paper, the planner and the
baselines.  All are trained by the same curriculum with the same settings, as ``graphmem train dnc`` trains a DNC.
Exceptions are "dnc-paper", which is trained as in the paper, and the planner, which goes through the paper's stages at
a rate of its own and keeps its best weights on an evaluation set.

To plan a shortest path every machine has the paper's ten steps, except the planner: it continues until a step changes
nothing, which takes more on the whole London Underground.  "planner-ten-steps" has the same weights and only ten steps;
they were trained in ten steps, and chosen on an evaluation set that was run as "planner" runs all.

The convolution sees the last 256 steps.  An episode on the whole Underground has 766 steps or more, so two thirds of
the map are out of sight when it answers, whatever its training.  The episodes of all other tests are shorter.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from torch import Generator, nn

from ..encoding.paper import INPUTS, OUTPUTS
from ..evaluation.outcomes import Evaluable
from ..models.attention import AttentionMachine
from ..models.deep_lstm import DeepLSTMMachine
from ..models.dilated import DilatedConvolution
from ..models.dnc import DNC
from ..models.dnc_controllers import ControllerName
from ..models.gnn import GraphMachine
from ..models.memory_network import MemoryNetwork
from ..models.ntm import NTM
from ..models.planner import Planner
from ..models.recurrent import Recurrent
from ..models.transformer import Transformer
from ..tasks.paper import PAPER_TASKS, draw_stage_episodes
from ..training.dnc import build_dnc
from ..training.paper_registry import dnc_settings
from .baselines import MostFrequent, RandomEdge
from .graph_adapter import GraphAdapter
from .machine import BenchmarkMachine
from .planner import TrainablePlanner
from .reasoner import SETTINGS, EvaluableReasoner, benchmark_reasoner_plan, new_reasoner
from .sequence_adapter import SequenceAdapter
from .training import PaperCurriculum

_COUNTED = 1000  # episodes of the last stage from which "most-frequent" counts its answer
# Layers of the controller and slots of the memory (Graves et al. 2016, Extended Data Table 2).
_PAPER_SIZES = {"traversal": (3, 256), "shortest_path": (2, 128), "inference": (3, 128)}


def _sequence(build: Callable[[Generator], nn.Module]) -> Callable[[str, Generator], Evaluable]:
    """A sequence machine on the paper's channels, with a slot for each triple."""
    return lambda task, generator: SequenceAdapter(build(generator), task)


def _dnc_of_the_paper(task: str, generator: Generator) -> SequenceAdapter:
    """The DNC with the sizes of the paper."""
    layers, slots = _PAPER_SIZES[task]
    machine = DNC(
        INPUTS, OUTPUTS, hidden_size=256, num_layers=layers, word_size=50, num_read_heads=5, generator=generator
    )
    return SequenceAdapter(machine, task, slots)


def _dnc(controller: ControllerName) -> Callable[[str, Generator], Evaluable]:
    """The DNC of ``graphmem train dnc``, with either controller."""

    def make(task: str, generator: Generator) -> SequenceAdapter:
        settings = dnc_settings(task, controller=controller)
        return SequenceAdapter(build_dnc(settings, generator), task, spare=settings.most_spare)

    return make


def _recurrent(cells: type[nn.RNN] | type[nn.GRU], hidden_size: int) -> Callable[[str, Generator], Evaluable]:
    return _sequence(lambda generator: Recurrent(cells, INPUTS, OUTPUTS, hidden_size, 1, generator))


def _ntm(controller: ControllerName, hidden_size: int) -> Callable[[str, Generator], Evaluable]:
    return _sequence(
        lambda generator: NTM(
            INPUTS,
            OUTPUTS,
            hidden_size=hidden_size,
            word_size=48,
            num_read_heads=2,
            controller=controller,
            generator=generator,
        )
    )


def _planner(task: str, generator: Generator) -> TrainablePlanner:
    return TrainablePlanner(Planner(generator=generator), task)


def _planner_in_ten_steps(task: str, generator: Generator) -> TrainablePlanner:
    """The planner with as many steps as the query gives."""
    return TrainablePlanner(Planner(generator=generator), task, patient=False)


def _reasoner(task: str, generator: Generator) -> EvaluableReasoner:
    return EvaluableReasoner(new_reasoner(generator))


# The planner, and for the task that has words to learn the reasoner, a machine of the same family.
_PLANNER: dict[str, Callable[[str, Generator], Evaluable]] = {
    "traversal": _planner,
    "shortest_path": _planner,
    "inference": _reasoner,
}


def _most_frequent(task: str, generator: Generator) -> MostFrequent:
    rng = np.random.default_rng(generator.initial_seed())
    stage = PAPER_TASKS[task].curriculum.stages[-1]
    return MostFrequent(task, draw_stage_episodes(rng, PAPER_TASKS[task], stage, _COUNTED))


MACHINES: dict[str, BenchmarkMachine] = {
    "dnc": BenchmarkMachine("dnc", _dnc("feed-forward")),
    "dnc-lstm": BenchmarkMachine("dnc-lstm", _dnc("lstm")),
    "dnc-paper": BenchmarkMachine(
        "dnc-paper",
        _dnc_of_the_paper,
        tuple(_PAPER_SIZES),
        training=PaperCurriculum(
            {
                "": {
                    "optimizer": "rmsprop",
                    "learning_rate": 1e-5,
                    "stage_decay": 1.0,
                    "batches_per_draw": 1,
                    "gradient_norm": 0.0,
                },
                "traversal": {"batch": 2, "check_every": PAPER_TASKS["traversal"].curriculum.check_every},
                "shortest_path": {
                    "batch": 1,
                    "learning_rate": 3e-6,
                    "check_every": PAPER_TASKS["shortest_path"].curriculum.check_every,
                },
                "inference": {"check_every": PAPER_TASKS["inference"].curriculum.check_every},
            }
        ),
    ),
    "ntm": BenchmarkMachine("ntm", _ntm("lstm", 128)),
    "ntm-feed-forward": BenchmarkMachine("ntm-feed-forward", _ntm("feed-forward", 256)),
    "rnn": BenchmarkMachine("rnn", _recurrent(nn.RNN, 256)),
    "gru": BenchmarkMachine("gru", _recurrent(nn.GRU, 160)),
    "lstm": BenchmarkMachine("lstm", _sequence(lambda g: DeepLSTMMachine(INPUTS, OUTPUTS, 96, 2, g))),
    "attention": BenchmarkMachine("attention", _sequence(lambda g: AttentionMachine(INPUTS, OUTPUTS, 96, g))),
    "transformer": BenchmarkMachine("transformer", _sequence(lambda g: Transformer(INPUTS, OUTPUTS, 64, 4, 256, 3, g))),
    "convolution": BenchmarkMachine(
        "convolution", _sequence(lambda g: DilatedConvolution(INPUTS, OUTPUTS, 64, 2, 8, g))
    ),
    "memory-network": BenchmarkMachine(
        "memory-network", _sequence(lambda g: MemoryNetwork(INPUTS, OUTPUTS, 128, 3, 32, 128, g))
    ),
    "gnn": BenchmarkMachine("gnn", lambda task, g: GraphAdapter(GraphMachine(96, g), task)),
    "planner": BenchmarkMachine(
        "planner",
        lambda task, g: _PLANNER[task](task, g),
        tuple(_PLANNER),
        training=PaperCurriculum(
            {
                "": {
                    "learning_rate": 3e-3,
                    "stage_decay": 1.0,
                    "batches_per_draw": 1,
                    "gradient_norm": 1.0,
                    "check_every": 10,
                    "evaluation_episodes": 200,
                },
                "inference": SETTINGS,
            },
            plans={"inference": benchmark_reasoner_plan},
        ),
    ),
    "planner-ten-steps": BenchmarkMachine(
        "planner-ten-steps", _planner_in_ten_steps, ("shortest_path",), trained=False, weights_from="planner"
    ),
    "most-frequent": BenchmarkMachine("most-frequent", _most_frequent, trained=False, examples_seen=_COUNTED),
    "random-edge": BenchmarkMachine("random-edge", lambda task, g: RandomEdge(task), trained=False),
}
