"""The machines of the benchmark, and how each is taught.

All have 100,000 to 300,000 parameters, but for those that bear the paper's sizes, ours, and the baselines.  All are
taught by Adam at one rate in batches of one size, but where an entry changes it: the row "as in the paper", the DNC of
today, and ours, whose best weights by an exam are kept.

To plan a shortest path all have the paper's ten steps, but for one: our planner goes on until a step changes nothing,
which on the whole Underground takes more.  ``planner-ten-steps`` has the very weights of ``planner``, and just the ten;
they were taught in ten, and chosen by an exam that was sat as ``planner`` sits all.

The convolution sees the last 256 steps.  An episode on the whole Underground has 766 and more, so when it answers it
has lost sight of two thirds of the map, which no training can help; those of the other tests are all shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from torch import Generator, device, nn

from ..encoding.paper import INPUTS, OUTPUTS
from ..errors import UsageError
from ..evaluation.outcomes import Evaluable
from ..models.attention import AttentionMachine
from ..models.deep_lstm import DeepLSTMMachine
from ..models.dilated import DilatedConvolution
from ..models.dnc import DNC
from ..models.dnc_controllers import ControllerName
from ..models.dnc_start import start_as_store
from ..models.gnn import GraphMachine
from ..models.memory_network import MemoryNetwork
from ..models.ntm import NTM
from ..models.planner import Planner
from ..models.recurrent import Recurrent
from ..models.transformer import Transformer
from ..tasks.paper import PAPER_TASKS, draw_stage_episodes
from ..tasks.paper.curricula import INFERENCE, SHORTEST_PATH, TRAVERSAL
from .archive import new_learner
from .baselines import MostFrequent, RandomEdge
from .graph_learner import GraphLearner
from .learner import EpisodeTrainable, SequenceLearner
from .planner_learner import PlannerLearner
from .reasoner_course import SETTINGS, ReasonerCourse, ReasonerPupil, new_reasoner
from .run import Course, Run
from .settings import RunSettings

PATHS = ("traversal", "shortest_path")
# Where they are not changed, by task, or for all tasks under "".  Shortest paths are checked by 50 fresh episodes, in
# the paper after 2,000 examples, here after 1,024: oftener, and stages would be passed by luck.
_COMMON: Mapping[str, Mapping[str, Any]] = {"": {"batches_per_draw": 4}, "shortest_path": {"check_every": 32}}
_COUNTED = 1000  # episodes of the last stage whose answers the most frequent one is of


@dataclass(frozen=True)
class BenchmarkMachine:
    """A machine and its settings.

    Attributes:
        make: for a task and a generator, something with initial weights from it.
        name: of the machine.
        tasks: that it takes part in.
        trained: whether there is anything to train.
        borrowed: where there is not, the machine whose weights it has, if it has any.
        counted: episodes that it has seen where it is not trained.
        changes: of the settings of all machines; by task, or for all tasks under "".
        own: courses of its own, by task; all others are the paper's.
    """

    name: str
    make: Callable[[str, Generator], Evaluable]
    tasks: tuple[str, ...] = tuple(PAPER_TASKS)
    trained: bool = True
    borrowed: str = ""
    counted: int = 0
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    own: Mapping[str, Callable[[RunSettings, device], Course]] = field(default_factory=dict)

    @property
    def weights_of(self) -> str:
        """The machine whose weights it has: itself where it is trained, "" where there are none."""
        return self.name if self.trained else self.borrowed

    def learner(self, task: str, generator: Generator) -> Evaluable:
        """With initial weights from the generator."""
        return self.make(task, generator)

    def settings(self, task: str, seed: int) -> RunSettings:
        """How it is taught."""
        layers = (changes.get(key, {}) for changes in (_COMMON, self.changes) for key in ("", task))
        return RunSettings(self.name, task, seed, **{name: value for layer in layers for name, value in layer.items()})

    def course(self, settings: RunSettings, place: device) -> Course:
        """Its training, from the beginning.

        Raises:
            UsageError: if there is nothing to train.
        """
        if not self.trained:
            others = f"it has the weights of {self.borrowed}: train that" if self.borrowed else "it has no weights"
            raise UsageError(f"{self.name} is not trained; {others}.")
        if settings.task in self.own:
            return self.own[settings.task](settings, place)
        return Run(settings, cast(EpisodeTrainable, new_learner(self, settings.task, settings.seed, place)))


def _sequence(build: Callable[[Generator], nn.Module]) -> Callable[[str, Generator], Evaluable]:
    """A sequence machine on the paper's channels; of slots it has one for each triple."""
    return lambda task, generator: SequenceLearner(build(generator), task)


def _dnc_of_the_paper(task: str, generator: Generator) -> SequenceLearner:
    """The sizes of Extended Data Table 2."""
    layers, slots = (2, 128) if task == "shortest_path" else (3, 256 if task == "traversal" else 128)
    machine = DNC(
        INPUTS, OUTPUTS, hidden_size=256, num_layers=layers, word_size=50, num_read_heads=5, generator=generator
    )
    return SequenceLearner(machine, task, slots)


def _dnc_of_today(task: str, generator: Generator) -> SequenceLearner:
    """A tenth of the paper's parameters, for shortest paths a sixth; see dnc_start.py."""
    machine = DNC(INPUTS, OUTPUTS, hidden_size=160, word_size=48, num_read_heads=2, generator=generator)
    start_as_store(machine, generator, destinations_asked=task == "shortest_path")
    return SequenceLearner(machine, task)


def _recurrent(cells: type[nn.RNN] | type[nn.GRU], hidden_size: int) -> Callable[[str, Generator], Evaluable]:
    return _sequence(lambda generator: Recurrent(cells, INPUTS, OUTPUTS, hidden_size, 1, generator))


def _with_memory(
    machine: type[DNC | NTM], controller: ControllerName, hidden_size: int
) -> Callable[[str, Generator], Evaluable]:
    return _sequence(
        lambda generator: machine(
            INPUTS,
            OUTPUTS,
            hidden_size=hidden_size,
            word_size=48,
            num_read_heads=2,
            controller=controller,
            generator=generator,
        )
    )


def _ours(task: str, generator: Generator) -> PlannerLearner | ReasonerPupil:
    """The planner, or where words must be learnt the reasoner, which is of its family."""
    if task in PATHS:
        return PlannerLearner(Planner(generator=generator), task)
    return ReasonerPupil(new_reasoner(generator))


def _ours_in_ten_steps(task: str, generator: Generator) -> PlannerLearner:
    """As many steps as the query gives; the weights are learnt in ten as well."""
    return PlannerLearner(Planner(generator=generator), task, patient=False)


def _most_frequent(task: str, generator: Generator) -> MostFrequent:
    rng = np.random.default_rng(generator.initial_seed())
    stage = PAPER_TASKS[task].curriculum.stages[-1]
    return MostFrequent(task, draw_stage_episodes(rng, PAPER_TASKS[task], stage, _COUNTED))


_ENTRIES = (
    BenchmarkMachine(
        "dnc-paper",
        _dnc_of_the_paper,
        changes={
            "": {
                "optimizer": "rmsprop",
                "learning_rate": 1e-5,
                "stage_decay": 1.0,
                "batches_per_draw": 1,
                "gradient_norm": 0.0,
            },
            "traversal": {"batch": 2, "check_every": TRAVERSAL.check_every},
            "shortest_path": {"batch": 1, "learning_rate": 3e-6, "check_every": SHORTEST_PATH.check_every},
            "inference": {"check_every": INFERENCE.check_every},
        },
    ),
    BenchmarkMachine(
        "dnc-today",
        _dnc_of_today,
        changes={
            "": {"stage_decay": 0.85},
            "traversal": {"rates": ((536_960, 3e-4), (587_648, 1e-3), (621_184, 2e-4), (646_272, 5e-5))},
            "shortest_path": {"rates": ((180_864, 3e-4),)},
        },
    ),
    BenchmarkMachine("dnc", _with_memory(DNC, "lstm", 128)),
    BenchmarkMachine("dnc-feed-forward", _with_memory(DNC, "feed-forward", 256)),
    BenchmarkMachine("ntm", _with_memory(NTM, "lstm", 128)),
    BenchmarkMachine("ntm-feed-forward", _with_memory(NTM, "feed-forward", 256)),
    BenchmarkMachine("rnn", _recurrent(nn.RNN, 256)),
    BenchmarkMachine("gru", _recurrent(nn.GRU, 160)),
    BenchmarkMachine("lstm", _sequence(lambda g: DeepLSTMMachine(INPUTS, OUTPUTS, 96, 2, g))),
    BenchmarkMachine("attention", _sequence(lambda g: AttentionMachine(INPUTS, OUTPUTS, 96, g))),
    BenchmarkMachine("transformer", _sequence(lambda g: Transformer(INPUTS, OUTPUTS, 64, 4, 256, 3, g))),
    BenchmarkMachine("convolution", _sequence(lambda g: DilatedConvolution(INPUTS, OUTPUTS, 64, 2, 8, g))),
    BenchmarkMachine("memory-network", _sequence(lambda g: MemoryNetwork(INPUTS, OUTPUTS, 128, 3, 32, 128, g))),
    BenchmarkMachine("gnn", lambda task, g: GraphLearner(GraphMachine(96, g), task)),
    BenchmarkMachine(
        "planner",
        _ours,
        changes={
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
        own={"inference": ReasonerCourse},
    ),
    BenchmarkMachine("planner-ten-steps", _ours_in_ten_steps, ("shortest_path",), trained=False, borrowed="planner"),
    BenchmarkMachine("most-frequent", _most_frequent, trained=False, counted=_COUNTED),
    BenchmarkMachine("random-edge", lambda task, g: RandomEdge(task), trained=False),
)

MACHINES: dict[str, BenchmarkMachine] = {entry.name: entry for entry in _ENTRIES}
