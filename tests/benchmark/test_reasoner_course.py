"""Our machine on inference: the benchmark's run is the trainer's own, and its exam is the rounded machine's."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load

from graphmem.benchmark.archive import load_learner, num_parameters, read_weights, weights_path, write_weights
from graphmem.benchmark.machines import MACHINES
from graphmem.benchmark.reasoner_course import (
    ReasonerCourse,
    ReasonerPupil,
    ReasonerSequence,
    configuration,
    new_reasoner,
)
from graphmem.benchmark.run import RunProgress
from graphmem.benchmark.session import Budget, train_run
from graphmem.benchmark.settings import RunSettings
from graphmem.errors import CheckpointError
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
from graphmem.tasks.paper.inference import follow, paper_relations
from graphmem.training.checkpoints import read_state
from graphmem.training.inference_configuration import InferenceConfiguration
from graphmem.training.inference_trainer import InferenceTrainer

CPU = torch.device("cpu")
ENTRY = MACHINES["planner"]
SMALL = replace(ENTRY.settings("inference", 3), batch=4, check_every=4)


def shipped() -> Reasoner:
    """Weights that are exact."""
    machine = new_reasoner(torch.Generator().manual_seed(0))
    folder = resources.files("graphmem.weights") / "inference"
    machine.load_state_dict(load((folder / "model.safetensors").read_bytes()))
    return machine


def drawn(count: int) -> list[Episode]:
    task = PAPER_TASKS["inference"]
    return draw_stage_episodes(np.random.default_rng(0), task, task.curriculum.stages[-1], count)


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one | other)


def test_the_settings_are_those_of_the_trainer() -> None:
    assert configuration(ENTRY.settings("inference", 5)) == InferenceConfiguration(seed=5)
    course = ReasonerCourse(SMALL, CPU)
    assert course.trainer.configuration == InferenceConfiguration(seed=3, graphs=4, exam_every=4)
    assert [group["lr"] for group in course.trainer.optimizer.param_groups] == [SMALL.learning_rate, 0.1]
    assert isinstance(course.trainer.optimizer, torch.optim.Adam)
    assert len(course.trainer.exam.rows) == SMALL.evaluation_episodes
    assert sum(group["weight_decay"] for group in course.trainer.optimizer.param_groups) == 0


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
def test_settings_that_the_trainer_would_not_follow_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(CheckpointError, match="The settings of this run must have"):
        ReasonerCourse(replace(SMALL, **change), CPU)  # type: ignore[arg-type]


def test_a_run_of_the_benchmark_is_one_of_the_trainer() -> None:
    course, trainer = (
        ReasonerCourse(SMALL, CPU),
        InferenceTrainer(InferenceConfiguration(3, graphs=4, exam_every=4), CPU),
    )
    for update in range(1, 6):
        assert course.weights.keys() == trainer.machine.state_dict().keys()
        course.update()
        trainer.update()
        assert (course.progress.update, course.progress.examples) == (update, 4 * update)
    assert same(course.weights, trainer.best)
    assert course.progress.best == course.progress.accuracy == trainer.progress.best >= 0
    assert not course.finished
    assert (course.progress.stage, course.num_stages) == (0, 1)


def test_episodes_of_all_starts_are_counted_and_the_pupil_is_the_last() -> None:
    course = ReasonerCourse(SMALL, CPU)
    small = InferenceConfiguration(seed=3, graphs=4, places=2, exam_every=4, patience=3)
    course.trainer = InferenceTrainer(small, CPU)
    first = course.learner.module
    for _ in range(2):
        course.update()
    assert course.learner.module is first
    course.update()
    assert course.learner.module is not first
    assert course.progress.examples == 12


def test_an_interrupted_run_ends_where_a_straight_one_does(tmp_path: Path) -> None:
    straight = train_run(tmp_path / "one", ENTRY, SMALL, Budget(examples=28), device=CPU)
    for examples in (12, 28):
        run = train_run(tmp_path / "two", ENTRY, SMALL, Budget(examples=examples), resume=examples > 12, device=CPU)
    ends = [read_state(tmp_path / folder / "planner/inference/seed3/state.safetensors") for folder in ("one", "two")]
    for values, _ in ends:
        del values["progress"]["seconds"]
    assert ends[0][0] == ends[1][0]
    assert same(ends[0][1], ends[1][1])
    assert (run.progress.update, run.progress.examples) == (7, 28)
    assert run.progress.seconds > 0
    kept = read_weights(weights_path(tmp_path / "two", "planner", "inference", 3))
    assert kept.settings == straight.settings == SMALL
    assert kept.progress == run.progress
    # 410 words of 7 letters or rests, of 11; 17 gates by four kinds of token, with biases.
    assert kept.parameters == 410 * 7 * 11 + 17 * 5
    assert same(kept.tensors, {name: value.half() for name, value in straight.weights.items()})


def test_a_state_that_lacks_something_is_refused() -> None:
    values, tensors = ReasonerCourse(SMALL, CPU).state()
    others: tuple[object, ...] = ({}, None, 5)
    damaged = [values | {part: wrong} for part in ("trainer", "progress") for wrong in others]
    changes = {"stage": 1, "update": "x", "examples": 1.5, "loss": None, "seconds": float("nan")}
    damaged += [values | {"progress": values["progress"] | {name: wrong}} for name, wrong in changes.items()]
    for broken in (*damaged, {}):
        with pytest.raises(CheckpointError, match="incomplete or damaged"):
            ReasonerCourse(SMALL, CPU).load_state(broken, tensors)
    with pytest.raises(CheckpointError, match="incomplete or damaged"):
        ReasonerCourse(SMALL, CPU).load_state(values, {})


def test_exact_weights_in_the_papers_channels() -> None:
    episodes = [*drawn(4), *family_questions(np.random.default_rng(0), 4)[:4]]
    outcomes = ReasonerPupil(shipped()).evaluate(episodes, np.random.default_rng(0))
    asked = [(episode, query) for episode in episodes for query in episode.queries]
    assert len(outcomes) == len(asked)
    for outcome, (episode, query) in zip(outcomes, asked, strict=True):
        chain = paper_relations().chains[query.steps[0].edge - 10]
        assert follow(episode.graph, query.steps[0].source, chain) == query.answer[0].destination
        assert outcome == (True, True, len(chain), len(episode.graph.nodes))


def test_fresh_weights_are_nearly_always_wrong() -> None:
    """They can be right where a relation leads back to where it started."""
    pupil = ReasonerPupil(new_reasoner(torch.Generator().manual_seed(0)))
    outcomes = pupil.evaluate(drawn(20), np.random.default_rng(0))
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
    outcomes = ReasonerPupil(machine).evaluate([Episode(graph, queries)], np.random.default_rng(0))
    assert [outcome.free for outcome in outcomes] == [False, True]


def test_in_pieces_as_whole() -> None:
    inputs = torch.as_tensor(encode(drawn(3)).observations)
    sequence = ReasonerSequence(shipped())
    whole, _ = sequence(inputs, sequence.zero_state(3, 0))
    state, parts = sequence.zero_state(3, 400), []
    for piece in (inputs[start : start + 7] for start in range(0, len(inputs), 7)):
        said, state = sequence(piece, state)
        parts.append(said)
    assert torch.equal(torch.cat(parts), whole)
    assert whole.any()


def test_half_precision_changes_no_letter_and_no_gate(tmp_path: Path) -> None:
    course = ReasonerCourse(SMALL, CPU)
    course.trainer.best = shipped().state_dict()
    write_weights(tmp_path, course)
    path = weights_path(tmp_path, "planner", "inference", 3)
    pupil = load_learner(ENTRY, path, read_weights(path), CPU)
    found, wanted = DiscreteReasoner.from_tensors(as_arrays(pupil.module)), load_reasoner()
    assert found.control == wanted.control
    assert np.array_equal(found.lexicon, wanted.lexicon)
    assert num_parameters(pupil.module) == sum(value.numel() for value in course.weights.values())


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_learns_all_relations(tmp_path: Path, seed: int) -> None:
    torch.set_num_threads(1)
    settings: RunSettings = ENTRY.settings("inference", seed)
    reports: list[RunProgress] = []
    run = train_run(tmp_path, ENTRY, settings, Budget(examples=100_000), device=CPU, report=reports.append)
    assert run.finished
    path = weights_path(tmp_path, "planner", "inference", seed)
    pupil = load_learner(ENTRY, path, read_weights(path), CPU)
    asked = [*drawn(50), *family_questions(np.random.default_rng(0), 4)]
    assert all(outcome.free and outcome.valid for outcome in pupil.evaluate(asked, np.random.default_rng(0)))
