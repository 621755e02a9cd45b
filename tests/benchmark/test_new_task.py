"""A new task of the paper's kind is an entry of PAPER_TASKS; adapters, baselines and evaluation need no change."""

import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

from graphmem.benchmark import GraphAdapter, SequenceAdapter
from graphmem.benchmark.adapter import EpisodeTrainable
from graphmem.benchmark.baselines import MostFrequent, RandomEdge
from graphmem.encoding.paper import INPUTS, OUTPUTS
from graphmem.evaluation import paper_sets
from graphmem.evaluation.paper_sets import evaluate_on
from graphmem.models.gnn import GraphMachine
from graphmem.models.recurrent import Recurrent
from graphmem.tasks.paper import PAPER_TASKS, EvaluationSet, PaperCurriculum, PaperStage, draw_stage_episodes

STAGE = PaperStage((3, 5), (2, 2), (2, 2))
SHORT = PaperCurriculum((STAGE,), share=0.9, check_every=1, fresh=0, earlier=0.0)


@pytest.fixture(params=list(PAPER_TASKS))
def task(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A task with an answer of each form under a new name, with a curriculum and an evaluation set of its own."""
    like = PAPER_TASKS[request.param]
    new = dataclasses.replace(
        like,
        name="new",
        curriculum=SHORT,
        held_out={"small": EvaluationSet(lambda rng: draw_stage_episodes(rng, like, STAGE, 4))},
    )
    monkeypatch.setitem(PAPER_TASKS, "new", new)
    paper_sets.evaluation_episodes.cache_clear()
    return "new"


def test_every_kind_of_machine_takes_part(task: str) -> None:
    episodes = draw_stage_episodes(np.random.default_rng(0), PAPER_TASKS[task], STAGE, 3)
    queries = sum(len(episode.queries) for episode in episodes)
    generator = torch.Generator().manual_seed(0)
    trainable: list[EpisodeTrainable] = [
        SequenceAdapter(Recurrent(nn.GRU, INPUTS, OUTPUTS, 8, 1, generator), task),
        GraphAdapter(GraphMachine(8, generator), task),
    ]
    for machine in trainable:
        step = machine.training_step(episodes, np.random.default_rng(0))
        assert torch.isfinite(step.loss)
        assert len(step.correct) == len(episodes)
    for evaluable in (*trainable, RandomEdge(task), MostFrequent(task, episodes)):
        assert len(evaluable.evaluate(episodes, np.random.default_rng(0))) == queries


def test_its_evaluation_sets_are_found(task: str) -> None:
    assert list(PAPER_TASKS[task].evaluation_sets) == ["last_stage", "small"]
    outcomes = evaluate_on(RandomEdge(task), task, "small", 0)
    assert {outcome.length for outcome in outcomes} == {2}
