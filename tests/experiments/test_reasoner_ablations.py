"""Variants of the reasoner are taught by its own trainer and measured in the same way."""

import dataclasses
from collections.abc import Iterator

import pytest
import torch

from graphmem.experiments.planner_ablations import DEPARTURES
from graphmem.experiments.reasoner_ablations import (
    WORD_DEPARTURES,
    WordSettings,
    WordTrainer,
    examine,
    family,
    is_strongest,
    teach,
    word_departure_rows,
)
from graphmem.memory.gating import DISCRETE, SOFT
from graphmem.models.reasoner import Reasoner
from graphmem.models.reasoner_variants import SharedPlaces, SimilarWords
from graphmem.seeding import integer_seed
from graphmem.tasks.paper import paper_relations
from graphmem.training import inference_trainer
from graphmem.training.inference_batches import NUM_LABELS, NUM_WORDS, write_exam
from graphmem.training.inference_configuration import InferenceConfiguration
from graphmem.training.inference_trainer import InferenceTrainer

CPU = torch.device("cpu")
FEW = {"graphs": 4, "places": 2, "exam_every": 3, "patience": 5}
SMALL = WordSettings(seed=1, updates=4, training=FEW)


@pytest.fixture(scope="module", autouse=True)
def short() -> Iterator[None]:
    """An exam of six questions on two graphs."""
    exam = write_exam(CPU)
    exam = exam._replace(rows=exam.rows[:2], query=exam.query[:2, :3], right=exam.right[:2, :3])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inference_trainer, "write_exam", lambda device: exam)
        yield


def test_with_nothing_taken_back_it_is_the_trainer() -> None:
    configuration = InferenceConfiguration(seed=1, word_patience=1, **FEW)
    plain, other = InferenceTrainer(configuration, CPU), WordTrainer(WORD_DEPARTURES["planner"], configuration)
    for _ in range(9):  # over three exams, words begun anew and a fresh start
        plain.update()
        other.update()
    assert plain.progress.start == other.progress.start == 1
    assert plain.progress.words_anew == other.progress.words_anew > 0
    weights = other.machine.state_dict()
    assert all(torch.equal(value, weights[name]) for name, value in plain.machine.state_dict().items())


@pytest.mark.parametrize("name", WORD_DEPARTURES)
def test_every_variant_is_taught_in_all_its_parts(name: str) -> None:
    taught, departure = teach(name, dataclasses.replace(SMALL, updates=2)), WORD_DEPARTURES[name]
    assert taught.progress.update == 2
    assert type(taught.machine) is departure.make
    fresh = departure.make(NUM_WORDS, 10, 2, torch.Generator().manual_seed(integer_seed(1, "weights", 0)))
    pairs = zip(taught.machine.named_parameters(), fresh.named_parameters(), strict=True)
    for (part, value), (other, before) in pairs:
        assert part == other
        assert not torch.equal(value, before), part
    assert name == "planner" or departure != WORD_DEPARTURES["planner"]


def test_rates_and_patience_are_those_of_the_variant() -> None:
    slow, network = (
        teach(f"planner, {what}", dataclasses.replace(SMALL, updates=4))
        for what in ("words learn no faster", "meanings in one network")
    )
    assert [group["lr"] for group in slow.optimizer.param_groups] == [0.05, 0.05]
    assert [group["lr"] for group in network.optimizer.param_groups] == [0.05, 0.003]
    assert network.progress.words_anew == 0
    sizes = [sum(part.numel() for part in group["params"]) for group in network.optimizer.param_groups]
    assert sizes[1] == sum(part.numel() for part in network.machine.lexicon.parameters())
    assert sum(sizes) == sum(part.numel() for part in network.machine.parameters())


def test_rows_are_the_same_for_the_same_seed() -> None:
    first, again = (word_departure_rows("planner, reads sum to one", SMALL) for _ in range(2))
    assert [dataclasses.replace(row, seconds=0.0) for row in first] == [
        dataclasses.replace(row, seconds=0.0) for row in again
    ]
    assert [row.test for row in first] == ["exam, rounded", "family, rounded", "exam, soft", "family, soft"]
    assert {(row.experiment, row.machine, row.task, row.seed) for row in first} == {
        ("departures", "planner, reads sum to one", "inference", 1)
    }
    assert all(0 <= row.accuracy <= 1 for row in first)
    assert first[0].examples == SMALL.updates * FEW["graphs"]
    assert first[0].parameters == sum(part.numel() for part in SharedPlaces(NUM_WORDS, 10, 2).parameters())


def test_what_is_taken_back_alike_is_called_alike() -> None:
    both = DEPARTURES.keys() & WORD_DEPARTURES.keys()
    assert both >= {"planner", "planner, recurrent controller", "planner, cosine of digits"}
    assert WORD_DEPARTURES["planner, cosine of digits"].make is SimilarWords


def test_the_family_is_followed_by_one_who_knows_all() -> None:
    """The lexicon is written by hand, and the control stands at the source, follows the letter, and says where."""
    machine, problem = Reasoner(NUM_WORDS, 10, 5), family(0)
    lengths = torch.as_tensor(paper_relations().lengths)[problem.query[..., 1] - 10]
    assert set(lengths.flatten().tolist()) == {4}
    assert examine(machine, problem, DISCRETE) < 0.2
    with torch.no_grad():
        machine.control.weight.zero_()
        machine.control.bias.fill_(-9.0)
        machine.control.bias[[0, 3, 5, 6, 7, 9, 12, 15, 16]] = 9.0
        for word, chain in enumerate(paper_relations().chains, start=10):
            for place, letter in enumerate(chain):
                machine.lexicon.logits[word, place, letter] = 99.0
            machine.lexicon.logits[word, len(chain) :, -1] = 99.0
    assert examine(machine, problem, DISCRETE) == examine(machine, problem, SOFT) == 1
    assert examine(machine, problem._replace(right=problem.right + 1), SOFT) == 0


def test_soft_the_strongest_of_each_field_counts() -> None:
    answers = torch.zeros(1, 2, 3, NUM_LABELS + 1)
    answers[..., 5], answers[..., 6], answers[..., NUM_LABELS] = 0.3, 0.2, 0.9
    right = torch.full((1, 2, 3), 5)
    assert is_strongest(answers, right).tolist() == [[True, True]]
    answers[0, 1, 2, 7] = 0.4
    assert is_strongest(answers, right).tolist() == [[True, False]]
