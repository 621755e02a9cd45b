"""The training of the reasoner: what it sees, that it is decided by its seed, resumes to the bit, and learns."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from graphmem.errors import CheckpointError, UsageError
from graphmem.models.reasoner import ReasonerMachine
from graphmem.tasks.paper import Episode, Fact, LabelledGraph, Query, paper_relations
from graphmem.training.checkpoints import read_state
from graphmem.training.inference_batches import (
    NUM_LABELS,
    edge_problem,
    is_right,
    loss,
    make_problem,
    run,
    write_exam,
)
from graphmem.training.inference_configuration import InferenceConfiguration
from graphmem.training.inference_session import save_inference, train_inference
from graphmem.training.inference_trainer import InferenceTrainer
from graphmem.training.session import STATE

CPU = torch.device("cpu")
SMALL = InferenceConfiguration(seed=3, graphs=4, places=2, exam_every=4, patience=9, pass_mark=0.0, word_patience=1)


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one | other)


@pytest.fixture(scope="module")
def straight() -> InferenceTrainer:
    """Twelve updates without a stop: exams, words begun anew and a fresh start lie on the way."""
    trainer = InferenceTrainer(SMALL, CPU)
    for _ in range(12):
        trainer.update()
    return trainer


def test_same_seed_same_weights(straight: InferenceTrainer) -> None:
    again = InferenceTrainer(SMALL, CPU)
    for _ in range(12):
        again.update()
    assert same(again.machine.state_dict(), straight.machine.state_dict())
    assert vars(again.progress) == vars(straight.progress)
    assert (straight.progress.start, straight.progress.since_start) == (1, 12 - SMALL.patience)
    assert straight.progress.words_anew > 0
    assert straight.progress.queries == 3 * straight.progress.graphs == 3 * 4 * 12


@pytest.mark.parametrize("stop", [3, 10])
def test_a_resumed_run_ends_where_a_straight_one_does(stop: int, straight: InferenceTrainer, tmp_path: Path) -> None:
    first = InferenceTrainer(SMALL, CPU)
    for _ in range(stop):
        first.update()
    save_inference(tmp_path, first)
    values, tensors = read_state(tmp_path / STATE)
    second = InferenceTrainer(InferenceConfiguration.from_dict(values["configuration"]), CPU)
    second.load_state(values, tensors)
    for _ in range(12 - stop):
        second.update()
    assert same(second.machine.state_dict(), straight.machine.state_dict())
    assert same(second.best, straight.best)
    assert vars(second.progress) == vars(straight.progress)


def test_a_session_and_its_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run to resume"):
        train_inference(tmp_path, SMALL, CPU, 1, resume=True)
    trainer = train_inference(tmp_path, SMALL, CPU, 0.5)
    again = train_inference(tmp_path, SMALL, CPU, trainer.progress.seconds + 0.2, resume=True)
    assert again.progress.update > trainer.progress.update
    lines = [json.loads(line)["update"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert lines == list(range(4, again.progress.update + 1, 4))
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    assert (config["machine"], config["num_words"], config["queries"]) == ("reasoner", 410, again.progress.queries)
    with pytest.raises(UsageError, match="holds a run already"):
        train_inference(tmp_path, SMALL, CPU, 1)
    values, tensors = read_state(tmp_path / STATE)
    with pytest.raises(CheckpointError, match="incomplete or damaged"):
        trainer.load_state(values, {name: part for name, part in tensors.items() if name != "asked"})


@pytest.mark.parametrize("change", [{"graphs": 0}, {"places": 11}, {"lexicon_rate": float("nan")}])
def test_unusable_settings_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        InferenceConfiguration(**change)  # type: ignore[arg-type]


def test_a_problem_by_hand() -> None:
    graph = LabelledGraph((470, 26, 9), (Fact(26, 4, 470), Fact(9, 0, 26)))
    other = LabelledGraph((1, 2), (Fact(1, 8, 2),))
    episodes = [
        Episode(graph, (Query((Fact(9, 55),), 10, (Fact(9, 55, 470),)),)),
        Episode(other, (Query((Fact(1, 8),), 10, (Fact(1, 8, 2),)),)),
    ]
    problem = make_problem(episodes, 10, CPU)
    blank = NUM_LABELS
    assert problem.rows.tolist() == [[[1, 2], [4, 0], [0, 1]], [[0, blank], [8, blank], [1, blank]]]
    assert problem.query.tolist() == [[[2, 55, blank]], [[0, 8, blank]]]
    assert problem.right.tolist() == [[[2, 55, 0]], [[0, 8, 1]]]


def test_loss_and_what_is_right() -> None:
    answers = torch.zeros(1, 1, 3, 4)
    answers[..., 1] = torch.tensor([1.0, 0.9, 0.6])
    answers[..., 2] = torch.tensor([0.0, 0.9, 0.4])
    right = torch.tensor([[[1, 1, 1]]])
    expected = -math.log(1 / 1.1) - math.log(0.9 / 1.9) - math.log(0.6 / 1.1)
    assert float(loss(answers, right)) == pytest.approx(expected, abs=1e-4)
    assert not is_right(answers, right).any()  # the second field says two labels
    answers[0, 0, 1, 2] = 0.5
    assert is_right(answers, right).all()
    assert not is_right(answers, torch.tensor([[[1, 1, 2]]])).any()


def test_the_exam_asks_every_relation_four_times() -> None:
    exam = write_exam(CPU)
    words, counts = np.unique(exam.query[..., 1].numpy(), return_counts=True)
    assert words.tolist() == list(range(10, 410))
    assert set(counts.tolist()) == {4}
    for graph in range(0, 32, 8):
        following = {(int(a), int(b)): int(c) for a, b, c in exam.rows[graph].T}
        for node, word, there in exam.right[graph, ::7].tolist():
            for edge in paper_relations().chains[word - 10]:
                node = following[node, edge]
            assert node == there


def test_a_few_relations_of_two_edges_are_learnt_from_answers() -> None:
    """The first lesson, then five relations on graphs of eight nodes where every edge leads somewhere."""
    rng, relations = np.random.default_rng(0), paper_relations()
    words = [10 + number for number in np.flatnonzero(relations.lengths == 2)[:5].tolist()]
    machine = ReasonerMachine(410, 10, 3, torch.Generator().manual_seed(0))
    optimizer = torch.optim.Adam(machine.parameters(), lr=0.1)
    for update in range(120):
        if update < 50:
            problem = edge_problem(rng, 16, CPU)
        else:
            problem = make_problem([draw_episode(rng, words) for _ in range(16)], 3, CPU)
        answers = run(machine, problem)
        optimizer.zero_grad()
        loss(answers, problem.right).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    letters = machine.lexicon.logits.argmax(-1)
    learnt = [tuple(letter for letter in letters[word].tolist() if letter < 10) for word in words]
    assert learnt == [relations.chains[word - 10] for word in words]


def draw_episode(rng: np.random.Generator, words: list[int]) -> Episode:
    """Eight nodes with five edges each; three questions that have an answer."""
    while True:
        following = {}
        for node in range(8):
            for edge in rng.choice(10, 5, replace=False).tolist():
                following[node, edge] = int((node + rng.integers(1, 8)) % 8)
        facts = tuple(Fact(node, edge, there) for (node, edge), there in following.items())
        chains = [(word, paper_relations().chains[word - 10]) for word in words]
        asked = [
            Fact(node, word, following[following[node, first], second])
            for node in range(8)
            for word, (first, second) in chains
            if (node, first) in following and (following[node, first], second) in following
        ]
        if asked:
            chosen = [asked[place] for place in rng.integers(len(asked), size=3)]
            queries = tuple(Query((Fact(fact.source, fact.edge),), 3, (fact,)) for fact in chosen)
            return Episode(LabelledGraph(tuple(range(8)), facts), queries)
