"""The adapter of sequence machines: right answers are right, wrong ones wrong, and the loss is the paper's."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from graphmem.benchmark.sequence_adapter import SequenceAdapter
from graphmem.encoding.paper import INPUTS, NUM_DIGITS, OUTPUTS
from graphmem.evaluation.outcomes import Outcome, outcomes
from graphmem.graphs.traversal import traversal_problem
from graphmem.models.recurrent import Recurrent
from graphmem.networks import load_network
from graphmem.tasks.paper import PAPER_TASKS, Episode, Query, draw_stage_episodes, encode, map_traversals
from graphmem.tasks.paper.inference import FIRST_RELATION, paper_relations

ANSWERED_WHOLE = ("traversal", "inference")


class Prompter(nn.Module):
    """Gives outputs that were fixed beforehand; its state is the time."""

    def __init__(self, outputs: Tensor) -> None:
        super().__init__()
        self.outputs = nn.Parameter(outputs)

    def zero_state(self, batch: int, num_slots: int) -> int:
        self.slots = num_slots
        return 0

    def forward(self, inputs: Tensor, state: Any) -> tuple[Tensor, Any]:
        return self.outputs[state : state + len(inputs)], state + len(inputs)


class Counting(nn.Module):
    """Answers with zeros; notes the batch and the slots of each start."""

    def __init__(self) -> None:
        super().__init__()
        self.weight, self.started = nn.Parameter(torch.zeros(1)), list[tuple[int, int]]()

    def zero_state(self, batch: int, num_slots: int) -> int:
        self.started.append((batch, num_slots))
        return 0

    def forward(self, inputs: Tensor, state: int) -> tuple[Tensor, int]:
        return inputs.new_zeros(*inputs.shape[:2], OUTPUTS), state


def episodes(task: str, stage: int = 2, count: int = 6) -> list[Episode]:
    stages = PAPER_TASKS[task].curriculum.stages
    return draw_stage_episodes(np.random.default_rng(3), PAPER_TASKS[task], stages[min(stage, len(stages) - 1)], count)


def right_answers(asked: list[Episode]) -> Tensor:
    """(T, B, 90) logits that are high on the digits of the targets alone."""
    batch = encode(asked)
    outputs = torch.zeros(*batch.targets.shape, 10).scatter_(-1, torch.as_tensor(batch.targets)[..., None], 20.0)
    return outputs.reshape(*batch.targets.shape[:2], NUM_DIGITS * 10)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("task", ANSWERED_WHOLE)
def test_right_answers_are_right(task: str) -> None:
    asked = episodes(task)
    adapter = SequenceAdapter(Prompter(right_answers(asked)), task)
    marks = adapter.evaluate(asked, rng())
    assert len(marks) == sum(len(episode.queries) for episode in asked)
    assert all(mark.free and mark.valid for mark in marks)
    stage = adapter.training_step(asked, rng())
    assert stage.correct == [True] * len(asked)
    assert float(stage.loss.detach()) < 1e-4


@pytest.mark.parametrize("task", ANSWERED_WHOLE)
def test_one_wrong_digit_is_wrong_but_may_be_the_likeliest_valid(task: str) -> None:
    asked = episodes(task)
    outputs = right_answers(asked)
    batch = encode(asked)
    span = batch.spans[0]
    row = outputs[span.start, span.episode].view(NUM_DIGITS, 10)
    digit = int(batch.targets[span.start, span.episode, NUM_DIGITS - 1])
    row[-1, (digit + 1) % 10] = 21.0  # the mode is another; the right digit stays nearly as likely
    adapter = SequenceAdapter(Prompter(outputs), task)
    first, *others = adapter.evaluate(asked, rng())
    assert not first.free
    assert first.valid
    assert all(mark.free and mark.valid for mark in others)
    assert adapter.training_step(asked, rng()).correct == [False] + [True] * (len(asked) - 1)


def test_the_loss_has_nine_digits_for_each_step_of_an_answer() -> None:
    asked = episodes("traversal")
    batch = encode(asked)
    adapter = SequenceAdapter(Prompter(torch.zeros(*batch.targets.shape[:2], OUTPUTS)), "traversal")
    steps = sum(len(episode.queries[0].answer) for episode in asked)
    assert float(adapter.training_step(asked, rng()).loss.detach()) == pytest.approx(
        steps / len(asked) * 9 * np.log(10), rel=1e-5
    )


@pytest.mark.parametrize("least", [0, 200, 300])
def test_there_is_a_slot_for_each_triple(least: int) -> None:
    """In an evaluation, as many whatever else is in the batch: 40 nodes with six edges."""
    asked = episodes("traversal")
    machine = Prompter(right_answers(asked))
    adapter = SequenceAdapter(machine, "traversal", least)
    adapter.training_step(asked, rng())
    assert machine.slots == (least or max(len(episode.graph.facts) for episode in asked))
    adapter.evaluate(asked, rng())
    assert machine.slots == max(least, 240)


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_with_slots_to_spare_each_episode_has_as_many_as_it_needs_itself(task: str) -> None:
    asked = episodes(task, 0) + episodes(task, -1) + episodes(task, 0)
    machine = Counting()
    found = SequenceAdapter(machine, task, spare=5).evaluate(asked, rng())
    assert len(found) == sum(len(episode.queries) for episode in asked)
    assert [one.nodes for one in found] == [len(episode.graph.nodes) for episode in asked for _ in episode.queries]
    needed = Counter(
        len(episode.graph.facts) + sum(len(query.steps) for query in episode.queries) + 5 for episode in asked
    )
    assert len(needed) > 2
    assert {slots: batch for batch, slots in machine.started} == needed


def test_a_larger_map_has_more_slots() -> None:
    asked = map_traversals(rng(), traversal_problem(load_network("london_underground"))[0], 1)
    machine = Prompter(right_answers(asked))
    SequenceAdapter(machine, "traversal", 240).evaluate(asked, rng())
    assert machine.slots == len(asked[0].graph.facts) > 240


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_outcomes_have_lengths_and_sizes(task: str) -> None:
    asked = episodes(task, stage=-1)
    queries = [(episode, query) for episode in asked for query in episode.queries]
    marks = [number % 2 == 0 for number in range(len(queries))]
    found = outcomes(PAPER_TASKS[task], asked, marks, marks[::-1])
    for outcome, (episode, query), free, valid in zip(found, queries, marks, marks[::-1], strict=True):
        assert outcome == Outcome(free, valid, PAPER_TASKS[task].length(query), len(episode.graph.nodes))


def test_the_lengths_of_the_paper() -> None:
    """Edges of the walk, of the shortest path, or of the relation's chain."""
    expected: dict[str, Callable[[Query], int]] = {
        "traversal": lambda query: len(query.steps),
        "shortest_path": lambda query: len(query.answer),
        "inference": lambda query: len(paper_relations().chains[query.steps[0].edge - FIRST_RELATION]),
    }
    for task, length in expected.items():
        queries = [query for episode in episodes(task, stage=-1) for query in episode.queries]
        assert [PAPER_TASKS[task].length(query) for query in queries] == list(map(length, queries))


@pytest.mark.parametrize("task", PAPER_TASKS)
def test_training_steps_reduce_the_loss(task: str) -> None:
    """A few steps on the same episodes."""
    adapter = SequenceAdapter(Recurrent(nn.GRU, INPUTS, OUTPUTS, 24, 1, torch.Generator().manual_seed(0)), task)
    optimizer = torch.optim.Adam(adapter.module.parameters(), lr=1e-2)
    asked, losses = episodes(task, 0, 4), []
    for _ in range(25):
        loss = adapter.training_step(asked, rng()).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-5:]) < 0.8 * losses[0]
