"""DNCs of the paper's tasks: how they are loaded and how they answer."""

import doctest
from pathlib import Path

import numpy as np
import pytest
import torch

from graphmem.dnc import load_dnc, trained
from graphmem.errors import CheckpointError
from graphmem.evaluation.outcomes import Outcome
from graphmem.graphs import traversal_problem
from graphmem.machines import DNC_MACHINES
from graphmem.models import DNC
from graphmem.networks import load_network
from graphmem.seeding import generator
from graphmem.tasks.paper import PAPER_TASKS, Episode, draw_batch, drawn_family_questions, encode, map_traversals

from .tiny import tiny, write_tiny

INFERENCE_QUERIES = 3  # of an episode of the paper


def test_every_task_has_a_name_for_its_machine() -> None:
    assert {trained.NAMES[task] for task in PAPER_TASKS} == set(DNC_MACHINES)


def test_the_shipped_dnc_follows_seven_lines_through_zone_1() -> None:
    triples, _ = traversal_problem(load_network("london_zone1_interchanges"))
    episodes = map_traversals(generator(0, "walks"), triples, 20)
    found = load_dnc("traversal").evaluate(episodes, np.random.default_rng(0))
    assert found[0].free
    assert sum(one.valid for one in found) >= 19
    assert {(one.length, one.nodes) for one in found} == {(7, 44)}


def test_the_shipped_dnc_knows_the_relations_of_families() -> None:
    """Those of four edges, in a family that is drawn."""
    episodes = drawn_family_questions(generator(0, "families"), 1)[:40]
    dnc = load_dnc("inference")
    found = dnc.evaluate(episodes, np.random.default_rng(0))
    assert {one.length for one in found} == {4}
    assert sum(one.valid for one in found) >= 0.8 * len(found)


@pytest.mark.parametrize(("training", "spare"), [({"most_spare": 9}, 9), ({}, 4), (None, 4), ({"most_spare": "9"}, 4)])
def test_slots_for_every_triple_every_step_of_the_query_and_some_to_spare(
    tmp_path: Path, training: object, spare: int
) -> None:
    dnc = tiny(tmp_path, "inference", training=training)
    (episode,) = draw_batch(np.random.default_rng(0), PAPER_TASKS["inference"], 8, 1)
    assert dnc.slots(episode) == len(episode.graph.facts) + INFERENCE_QUERIES + spare


@pytest.mark.parametrize("task", list(PAPER_TASKS))
def test_answers_do_not_depend_on_the_rest_of_the_batch(task: str, tmp_path: Path) -> None:
    dnc = tiny(tmp_path, task)
    episodes = draw_batch(np.random.default_rng(0), PAPER_TASKS[task], 3, 6)
    assert len({dnc.slots(episode) for episode in episodes}) > 1

    def answered(some: list[Episode]) -> list[Outcome]:
        return dnc.evaluate(some, np.random.default_rng(0))

    assert answered(episodes) == [outcome for episode in episodes for outcome in answered([episode])]


def test_an_answer_is_that_of_the_machine_alone() -> None:
    dnc = load_dnc("traversal")
    episodes = draw_batch(np.random.default_rng(1), PAPER_TASKS["traversal"], 5, 8)
    right = []
    for episode in episodes:
        batch = encode([episode])
        outputs, _ = dnc.machine(torch.as_tensor(batch.observations), dnc.machine.zero_state(1, dnc.slots(episode)))
        digits = outputs[batch.mask[:, 0] == 1, 0].reshape(-1, 9, 10).argmax(-1).numpy()
        right.append(bool((digits == batch.targets[batch.mask[:, 0] == 1, 0]).all()))
    assert [one.free for one in dnc.evaluate(episodes, np.random.default_rng(0))] == right


def test_a_machine_of_another_task_is_refused(tmp_path: Path) -> None:
    write_tiny(tmp_path, "traversal")
    with pytest.raises(CheckpointError, match=r"this DNC was trained on traversal, not on inference\.$"):
        load_dnc("inference", tmp_path)
    write_tiny(tmp_path, "all three")
    assert load_dnc("inference", tmp_path).task.name == "inference"


def test_other_machines_are_refused(tmp_path: Path) -> None:
    DNC(3, 4).save(tmp_path)
    with pytest.raises(CheckpointError, match="need 92 inputs and 90 outputs"):
        load_dnc("traversal", tmp_path)
    planner = Path(trained.__file__).parents[1] / "weights" / "planner"
    with pytest.raises(CheckpointError, match="machine must be 'dnc', not 'planner'"):
        load_dnc("traversal", planner)
    with pytest.raises(CheckpointError, match="There is no checkpoint folder"):
        load_dnc("traversal", tmp_path / "none")


def test_the_docstring_shows_an_example_that_runs() -> None:
    assert doctest.testmod(trained).failed == 0
