"""Ablations of the reasoner are trained as the reasoner is, and measured in the same way."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from graphmem.evaluation.reasoner_set import NUM_LABELS, NUM_WORDS, RelationBatch, reasoner_evaluation_set
from graphmem.experiments import reasoner_ablations
from graphmem.experiments.planner_ablations import PLANNER_ABLATIONS
from graphmem.experiments.reasoner_ablations import (
    REASONER_ABLATIONS,
    ReasonerAblationSettings,
    family,
    is_strongest,
    reasoner_ablation_rows,
    score,
    train,
)
from graphmem.memory.gating import DISCRETE, SOFT
from graphmem.models.reasoner import Reasoner
from graphmem.seeding import integer_seed
from graphmem.tasks.paper import paper_relations
from graphmem.training.reasoner import ReasonerSettings, reasoner_plan
from graphmem.training.trainer import Trainer

CPU = torch.device("cpu")
FEW: dict[str, Any] = {"graphs": 4, "places": 2, "evaluate_every": 3, "patience": 5}
SMALL = ReasonerAblationSettings(seed=1, updates=4, training=FEW)


@pytest.fixture(scope="module")
def batch() -> RelationBatch:
    """Six questions of the evaluation set, on two graphs."""
    whole = reasoner_evaluation_set(CPU)
    return whole._replace(rows=whole.rows[:2], query=whole.query[:2, :3], right=whole.right[:2, :3])


@pytest.fixture(scope="module", autouse=True)
def short(batch: RelationBatch) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reasoner_ablations, "reasoner_evaluation_set", lambda device: batch)
        yield


def test_with_nothing_undone_it_is_trained_as_the_reasoner_is(batch: RelationBatch) -> None:
    training = {"word_patience": 1, **FEW}
    plain = Trainer(reasoner_plan(ReasonerSettings(seed=1, **training), CPU, evaluation_set=batch))
    for _ in range(9):  # three evaluations, restarted words and a fresh start
        plain.update()
    plain.load_best()
    other = train("planner", ReasonerAblationSettings(seed=1, updates=9, training=training), batch)
    assert plain.progress.start == other.progress.start == 1
    assert plain.progress.words_restarted == other.progress.words_restarted > 0
    weights = other.module.state_dict()
    assert all(torch.equal(value, weights[name]) for name, value in plain.module.state_dict().items())


@pytest.mark.parametrize("name", REASONER_ABLATIONS)
def test_every_ablation_is_trained_in_all_its_parts(name: str, batch: RelationBatch) -> None:
    trainer, ablation = train(name, dataclasses.replace(SMALL, updates=2), batch), REASONER_ABLATIONS[name]
    assert trainer.progress.update == 2
    fresh = ablation.make(NUM_WORDS, 10, 2, torch.Generator().manual_seed(integer_seed(1, "weights", 0)))
    pairs = zip(trainer.module.named_parameters(), fresh.named_parameters(), strict=True)
    for (part, value), (other, before) in pairs:
        assert part == other
        assert not torch.equal(value, before), part
    assert name == "planner" or ablation != REASONER_ABLATIONS["planner"]


def test_rates_and_patience_are_those_of_the_ablation(batch: RelationBatch) -> None:
    slow, network = (
        train(f"planner, {what}", dataclasses.replace(SMALL, updates=4), batch)
        for what in ("words learn no faster", "meanings in one network")
    )
    assert [group["lr"] for group in slow.current.optimizer.param_groups] == [0.05, 0.05]
    assert [group["lr"] for group in network.current.optimizer.param_groups] == [0.05, 0.003]
    assert network.progress.words_restarted == 0
    sizes = [sum(part.numel() for part in group["params"]) for group in network.current.optimizer.param_groups]
    assert sizes[1] == sum(part.numel() for part in network.module.get_submodule("lexicon").parameters())
    assert sum(sizes) == sum(part.numel() for part in network.module.parameters())


def test_rows_are_the_same_for_the_same_seed() -> None:
    first, again = (reasoner_ablation_rows("planner, reads sum to one", SMALL) for _ in range(2))
    assert [dataclasses.replace(row, seconds=0.0) for row in first] == [
        dataclasses.replace(row, seconds=0.0) for row in again
    ]
    assert [row.test for row in first] == [
        "evaluation set, discretised",
        "family, discretised",
        "evaluation set, soft",
        "family, soft",
    ]
    assert {(row.experiment, row.machine, row.task, row.seed) for row in first} == {
        ("planner-ablations", "planner, reads sum to one", "inference", 1)
    }
    assert all(0 <= row.accuracy <= 1 for row in first)
    assert first[0].examples == SMALL.updates * FEW["graphs"]
    assert first[0].parameters == sum(part.numel() for part in Reasoner(NUM_WORDS, 10, 2).parameters())


def test_the_same_departure_has_the_same_name() -> None:
    both = PLANNER_ABLATIONS.keys() & REASONER_ABLATIONS.keys()
    assert both >= {"planner", "planner, recurrent controller", "planner, cosine of digits"}


def test_exact_weights_answer_the_family() -> None:
    """Lexicon and control are written by hand: start at the source, follow the letter, answer where that leads."""
    machine, batch = Reasoner(NUM_WORDS, 10, 5), family(0)
    lengths = torch.as_tensor(paper_relations().lengths)[batch.query[..., 1] - 10]
    assert set(lengths.flatten().tolist()) == {4}
    assert score(machine, batch, DISCRETE) < 0.2
    with torch.no_grad():
        machine.control.weight.zero_()
        machine.control.bias.fill_(-9.0)
        machine.control.bias[[0, 3, 5, 6, 7, 9, 12, 15, 16]] = 9.0
        for word, chain in enumerate(paper_relations().chains, start=10):
            for place, letter in enumerate(chain):
                machine.lexicon.logits[word, place, letter] = 99.0
            machine.lexicon.logits[word, len(chain) :, -1] = 99.0
    assert score(machine, batch, DISCRETE) == score(machine, batch, SOFT) == 1
    assert score(machine, batch._replace(right=batch.right + 1), SOFT) == 0


def test_soft_the_strongest_of_each_field_counts() -> None:
    answers = torch.zeros(1, 2, 3, NUM_LABELS + 1)
    answers[..., 5], answers[..., 6], answers[..., NUM_LABELS] = 0.3, 0.2, 0.9
    right = torch.full((1, 2, 3), 5)
    assert is_strongest(answers, right).tolist() == [[True, True]]
    answers[0, 1, 2, 7] = 0.4
    assert is_strongest(answers, right).tolist() == [[True, False]]
