"""The reasoner on the benchmark: it is trained by its own plan, and the discretised machine is evaluated."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load

from graphmem.benchmark.archive import (
    num_parameters,
    read_weights,
    summary,
    trained_machine,
    weights_path,
    write_weights,
)
from graphmem.benchmark.machines import MACHINES
from graphmem.benchmark.reasoner import (
    EvaluableReasoner,
    ReasonerSequence,
    benchmark_reasoner_plan,
    new_reasoner,
    reasoner_settings,
)
from graphmem.benchmark.session import train_machine
from graphmem.benchmark.settings import PaperCurriculumSettings
from graphmem.errors import CheckpointError, UsageError
from graphmem.evaluation.reasoner_set import NUM_GRAPHS
from graphmem.interpreter import DiscreteReasoner, load_reasoner
from graphmem.models.reasoner import Reasoner
from graphmem.models.tensors import as_arrays
from graphmem.tasks.paper import (
    PAPER_TASKS,
    Episode,
    Fact,
    LabelledGraph,
    Query,
    draw_stage_episodes,
    encode,
    family_questions,
)
from graphmem.tasks.paper.inference import follow_chain, paper_relations
from graphmem.training.plan import after
from graphmem.training.progress import Budget, Progress
from graphmem.training.reasoner import ReasonerSettings, reasoner_plan
from graphmem.training.state import read_state
from graphmem.training.trainer import Trainer

CPU = torch.device("cpu")
ENTRY = MACHINES["planner"]
SMALL = replace(ENTRY.settings("inference", 3), batch=4, check_every=4)


def new() -> Trainer[Any]:
    return Trainer(benchmark_reasoner_plan(SMALL, CPU))


def shipped() -> Reasoner:
    """A reasoner with the shipped weights."""
    machine = new_reasoner(torch.Generator().manual_seed(0))
    folder = resources.files("graphmem.weights") / "inference"
    machine.load_state_dict(load((folder / "model.safetensors").read_bytes()))
    return machine


def drawn(count: int) -> list[Episode]:
    task = PAPER_TASKS["inference"]
    return draw_stage_episodes(np.random.default_rng(0), task, task.curriculum.stages[-1], count)


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one | other)


def test_the_settings_are_those_of_the_plan() -> None:
    assert reasoner_settings(ENTRY.settings("inference", 5)) == ReasonerSettings(seed=5)
    assert reasoner_settings(SMALL) == ReasonerSettings(seed=3, graphs=4, evaluate_every=4)
    trainer = new()
    assert trainer.plan.settings == SMALL
    assert (trainer.plan.batch_size, trainer.plan.log_every) == (SMALL.batch, SMALL.check_every)
    optimizer = trainer.current.optimizer
    assert [group["lr"] for group in optimizer.param_groups] == [SMALL.learning_rate, 0.1]
    assert isinstance(optimizer, torch.optim.Adam)
    assert SMALL.evaluation_episodes == NUM_GRAPHS
    assert sum(group["weight_decay"] for group in optimizer.param_groups) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": "rmsprop"},
        {"stage_decay": 0.9},
        {"batches_per_draw": 2},
        {"gradient_norm": 1.0},
        {"evaluation_episodes": 0},
    ],
)
def test_settings_that_the_plan_would_not_follow_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(CheckpointError, match="The settings of this run must have"):
        benchmark_reasoner_plan(replace(SMALL, **change), CPU)  # type: ignore[arg-type]


def test_the_learning_rate_cannot_change() -> None:
    with pytest.raises(UsageError, match="stays as it was"):
        benchmark_reasoner_plan(replace(SMALL, rates=((4, 0.1),)), CPU)


def test_it_is_trained_as_outside_the_benchmark() -> None:
    inside, outside = new(), Trainer(reasoner_plan(ReasonerSettings(3, graphs=4, evaluate_every=4), CPU))
    for update in range(1, 6):
        assert same(inside.weights, outside.weights)
        inside.update()
        outside.update()
        assert (inside.progress.update, inside.progress.examples) == (update, 4 * update)
    assert vars(inside.progress) == vars(outside.progress)
    assert inside.progress.best >= 0
    assert not inside.finished
    assert (inside.progress.stage, inside.plan.gate.num_stages) == (0, 1)


def test_episodes_of_all_starts_are_counted_and_the_last_machine_is_trained() -> None:
    trainer = Trainer(replace(benchmark_reasoner_plan(SMALL, CPU), given_up=after(3)))
    first = trainer.module
    for _ in range(2):
        trainer.update()
    assert trainer.module is first
    trainer.update()
    assert trainer.module is not first
    assert trainer.progress.examples == 12


def test_an_interrupted_run_ends_where_a_straight_one_does(tmp_path: Path) -> None:
    straight = train_machine(tmp_path / "one", ENTRY, SMALL, Budget(examples=28), device=CPU)
    for examples in (12, 28):
        run = train_machine(tmp_path / "two", ENTRY, SMALL, Budget(examples=examples), resume=examples > 12, device=CPU)
    ends = [read_state(tmp_path / folder / "planner/inference/seed3/state.safetensors") for folder in ("one", "two")]
    for values, _ in ends:
        del values["progress"]["seconds"]
    assert ends[0][0] == ends[1][0]
    assert same(ends[0][1], ends[1][1])
    assert (run.progress.update, run.progress.examples) == (7, 28)
    assert run.progress.seconds > 0
    kept = read_weights(weights_path(tmp_path / "two", "planner", "inference", 3))
    assert kept.settings == straight.plan.settings == SMALL
    assert kept.progress == summary(run)
    # 410 words of 7 letters or rests, of 11; 17 gates by four kinds of token, with biases.
    assert kept.parameters == 410 * 7 * 11 + 17 * 5
    assert same(kept.tensors, {name: value.half() for name, value in straight.weights.items()})


def test_a_state_that_lacks_something_is_refused() -> None:
    values, tensors = new().state()
    others: tuple[object, ...] = ({}, None, 5)
    damaged = [values | {"progress": wrong} for wrong in others]
    changes = {"stage": 1, "update": "x", "examples": 1.5, "loss": None, "seconds": float("nan")}
    damaged += [values | {"progress": values["progress"] | {name: wrong}} for name, wrong in changes.items()]
    for broken in (*damaged, {}):
        with pytest.raises(CheckpointError, match="incomplete or damaged"):
            new().load_state(broken, tensors)
    with pytest.raises(CheckpointError, match="incomplete or damaged"):
        new().load_state(values, {})


def test_exact_weights_in_the_papers_channels() -> None:
    episodes = [*drawn(4), *family_questions(np.random.default_rng(0), 4)[:4]]
    outcomes = EvaluableReasoner(shipped()).evaluate(episodes, np.random.default_rng(0))
    asked = [(episode, query) for episode in episodes for query in episode.queries]
    assert len(outcomes) == len(asked)
    for outcome, (episode, query) in zip(outcomes, asked, strict=True):
        chain = paper_relations().chains[query.steps[0].edge - 10]
        assert follow_chain(episode.graph, query.steps[0].source, chain) == query.answer[0].destination
        assert outcome == (True, True, len(chain), len(episode.graph.nodes))


def test_fresh_weights_are_nearly_always_wrong() -> None:
    """They can be right where a relation leads back to where it started."""
    evaluable = EvaluableReasoner(new_reasoner(torch.Generator().manual_seed(0)))
    outcomes = evaluable.evaluate(drawn(20), np.random.default_rng(0))
    assert len(outcomes) == 60
    assert sum(outcome.free for outcome in outcomes) < 12


def test_a_wrong_word_is_answered_wrongly() -> None:
    """One letter of one word is changed: of two questions, the one with that word is wrong."""
    (first, second), (third, fourth) = sorted(chain for chain in paper_relations().chains if len(chain) == 2)[:2]
    words = [paper_relations().labels[chain] for chain in ((first, second), (third, fourth))]
    edges = (Fact(5, first, 6), Fact(6, second, 7), Fact(5, third, 6), Fact(6, fourth, 8))
    graph = LabelledGraph((5, 6, 7, 8), tuple(dict.fromkeys(edges)))
    queries = tuple(
        Query((Fact(5, word),), 10, (Fact(5, word, there),)) for word, there in zip(words, (7, 8), strict=True)
    )
    machine = shipped()
    with torch.no_grad():
        place = int((machine.lexicon.logits[words[0]].argmax(-1) != 10).nonzero()[-1])
        machine.lexicon.logits[words[0], place, 9] = 100.0
    outcomes = EvaluableReasoner(machine).evaluate([Episode(graph, queries)], np.random.default_rng(0))
    assert [outcome.free for outcome in outcomes] == [False, True]


def test_in_pieces_as_whole() -> None:
    inputs = torch.as_tensor(encode(drawn(3)).observations)
    sequence = ReasonerSequence(shipped())
    whole, _ = sequence(inputs, sequence.zero_state(3, 0))
    state, parts = sequence.zero_state(3, 400), []
    for piece in (inputs[start : start + 7] for start in range(0, len(inputs), 7)):
        output, state = sequence(piece, state)
        parts.append(output)
    assert torch.equal(torch.cat(parts), whole)
    assert whole.any()


def test_half_precision_changes_no_letter_and_no_gate(tmp_path: Path) -> None:
    trainer = new()
    trainer.best = shipped().state_dict()
    write_weights(tmp_path, SMALL, trainer)
    path = weights_path(tmp_path, "planner", "inference", 3)
    evaluable = trained_machine(ENTRY, path, read_weights(path), CPU)
    found, wanted = DiscreteReasoner.from_tensors(as_arrays(evaluable.module)), load_reasoner()
    assert found.control == wanted.control
    assert np.array_equal(found.lexicon, wanted.lexicon)
    assert num_parameters(evaluable.module) == sum(value.numel() for value in trainer.weights.values())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_learns_all_relations(tmp_path: Path, seed: int) -> None:
    torch.set_num_threads(1)
    settings: PaperCurriculumSettings = ENTRY.settings("inference", seed)
    reports: list[Progress] = []
    run = train_machine(tmp_path, ENTRY, settings, Budget(examples=100_000), device=CPU, report=reports.append)
    assert run.finished
    path = weights_path(tmp_path, "planner", "inference", seed)
    evaluable = trained_machine(ENTRY, path, read_weights(path), CPU)
    asked = [*drawn(50), *family_questions(np.random.default_rng(0), 4)]
    assert all(outcome.free and outcome.valid for outcome in evaluable.evaluate(asked, np.random.default_rng(0)))
