"""The training of the reasoner: what it sees, that it is decided by its seed, resumes to the bit, and learns."""

import json
import math
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from graphmem.encoding.words import interface_shapes
from graphmem.errors import UsageError
from graphmem.evaluation.reasoner_set import (
    NUM_LABELS,
    RelationBatch,
    is_right,
    make_relation_batch,
    reasoner_evaluation_set,
    run_reasoner,
)
from graphmem.memory.gating import DISCRETE
from graphmem.models.reasoner import Reasoner
from graphmem.tasks.paper import Episode, Fact, LabelledGraph, Query, paper_relations
from graphmem.training.model_cards import reasoner_model, write_model
from graphmem.training.progress import Budget, Progress
from graphmem.training.reasoner import ReasonerSettings, answer_loss, reasoner_plan
from graphmem.training.session import run_session, saved_run
from graphmem.training.trainer import Trainer

from .resuming import UPDATES, assert_same_run, resumed, updated

CPU = torch.device("cpu")
SMALL = ReasonerSettings(seed=3, graphs=4, places=2, evaluate_every=4, patience=9, word_patience=1)


def new(settings: ReasonerSettings = SMALL) -> Trainer[Any]:
    return Trainer(reasoner_plan(settings, CPU))


@pytest.fixture(scope="module")
def straight() -> Trainer[Any]:
    """All updates without a stop: evaluations, restarted words and a restart are among them."""
    return updated(new())


def test_same_seed_same_weights(straight: Trainer[Any]) -> None:
    assert_same_run(updated(new()), straight)
    assert (straight.progress.start, straight.progress.since_start) == (1, UPDATES - SMALL.patience)
    assert straight.progress.words_restarted > 0
    assert straight.progress.questions == 3 * straight.progress.examples == 3 * 4 * UPDATES


@pytest.mark.parametrize("stop", [3, 10])
def test_a_resumed_run_ends_where_a_straight_one_does(stop: int, straight: Trainer[Any], tmp_path: Path) -> None:
    second = resumed(new(), stop, lambda settings: new(ReasonerSettings.from_dict(settings)), tmp_path)
    assert_same_run(second, straight)


def test_a_session_and_its_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run to resume"):
        saved_run(tmp_path, resume=True)
    for end in (5, 9):
        trainer = new()
        if end > 5:
            trainer.load_state(*saved_run(tmp_path, resume=True))

        def interrupt(trainer: Trainer[Any] = trainer, end: int = end) -> None:
            if trainer.progress.update == end:
                signal.raise_signal(signal.SIGINT)

        def export(trainer: Trainer[Any] = trainer) -> None:
            config, card = reasoner_model(SMALL, trainer.progress)
            write_model(tmp_path / "model", config, trainer.weights, card)

        with pytest.raises(KeyboardInterrupt):
            run_session(tmp_path, trainer, Budget(), export=export, report=interrupt)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["update"] for line in lines] == [4, 8]
    assert [line["examples"] for line in lines] == [16, 32]
    assert {"start", "accuracy", "score", "best", "seconds", "questions", "words_restarted", "loss"} <= lines[0].keys()
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    assert (config["machine"], config["num_words"], config["queries"]) == ("reasoner", 410, 3 * 4 * 9)
    assert f"in {config['updates']} updates" in (tmp_path / "model" / "README.md").read_text()
    with pytest.raises(UsageError, match="holds a run already"):
        saved_run(tmp_path, resume=False)


def test_every_question_is_about_a_relation_of_two_to_five_edges() -> None:
    (episodes,) = reasoner_plan(replace(SMALL, graphs=200), CPU).draw(np.random.default_rng(0), Progress())
    batch = make_relation_batch(episodes, CPU)
    words = batch.query[..., 1].flatten()
    asked = torch.bincount(torch.as_tensor(paper_relations().lengths)[words - 10], minlength=7)
    assert batch.query.shape == (200, 3, 3)
    assert words.min() >= 10
    assert asked.nonzero().flatten().tolist() == [2, 3, 4, 5]
    assert batch.planning_steps == 10


def test_a_problem_by_hand() -> None:
    graph = LabelledGraph((470, 26, 9), (Fact(26, 4, 470), Fact(9, 0, 26)))
    other = LabelledGraph((1, 2), (Fact(1, 8, 2),))
    episodes = [
        Episode(graph, (Query((Fact(9, 55),), 10, (Fact(9, 55, 470),)),)),
        Episode(other, (Query((Fact(1, 8),), 10, (Fact(1, 8, 2),)),)),
    ]
    batch = make_relation_batch(episodes, CPU)
    blank = NUM_LABELS
    assert batch.rows.tolist() == [[[1, 2], [4, 0], [0, 1]], [[0, blank], [8, blank], [1, blank]]]
    assert batch.query.tolist() == [[[2, 55, blank]], [[0, 8, blank]]]
    assert batch.right.tolist() == [[[2, 55, 0]], [[0, 8, 1]]]


def test_loss_and_correct_answers() -> None:
    answers = torch.zeros(1, 1, 3, 4)
    answers[..., 1] = torch.tensor([1.0, 0.9, 0.6])
    answers[..., 2] = torch.tensor([0.0, 0.9, 0.4])
    right = torch.tensor([[[1, 1, 1]]])
    expected = -math.log(1 / 1.1) - math.log(0.9 / 1.9) - math.log(0.6 / 1.1)
    assert float(answer_loss(answers, right)) == pytest.approx(expected, abs=1e-4)
    assert not is_right(answers, right).any()  # the second field is answered by two labels
    answers[0, 0, 1, 2] = 0.5
    assert is_right(answers, right).all()
    assert not is_right(answers, torch.tensor([[[1, 1, 2]]])).any()


def test_the_evaluation_set_asks_every_relation_four_times() -> None:
    batch = reasoner_evaluation_set(CPU)
    words, counts = np.unique(batch.query[..., 1].numpy(), return_counts=True)
    assert words.tolist() == list(range(10, 410))
    assert set(counts.tolist()) == {4}
    for graph in range(0, 32, 8):
        following = {(int(a), int(b)): int(c) for a, b, c in batch.rows[graph].T}
        for node, word, there in batch.right[graph, ::7].tolist():
            for edge in paper_relations().chains[word - 10]:
                node = following[node, edge]
            assert node == there


WORDS = [10 + number for number in np.flatnonzero(paper_relations().lengths == 2)[:5].tolist()]


def train(machine: Reasoner, part: torch.nn.Module, rate: float, updates: int) -> RelationBatch:
    """Train on five relations of two edges, on graphs of eight nodes; the last batch."""
    rng, optimizer = np.random.default_rng(0), torch.optim.Adam(part.parameters(), lr=rate)
    for _ in range(updates):
        batch = make_relation_batch([draw_episode(rng, WORDS) for _ in range(16)], CPU)
        optimizer.zero_grad()
        answer_loss(run_reasoner(machine, batch), batch.right).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return batch


def test_what_words_mean_is_learnt_from_answers() -> None:
    """The control is written by hand: start at the source, follow the letter, answer where that leads."""
    machine = Reasoner(410, 10, 3, torch.Generator().manual_seed(0))
    opened = {
        "start_paths": [0],
        "line_paths": [1],
        "next_paths": [1],
        "masks": [0, 1],
        "answer_source": [0],
        "answer_line": [0],
        "answer_destination": [2],
        "write_gate": [0],
    }
    places, start = [], 0
    for name, shape in interface_shapes().items():
        places += [start + place for place in opened[name]]
        start += math.prod(shape)
    with torch.no_grad():
        machine.control.weight.zero_()
        machine.control.bias.fill_(-4.0)
        machine.control.bias[places] = 4.0
    train(machine, machine.lexicon, 0.1, 80)
    letters = machine.lexicon.logits.argmax(-1)
    learnt = [tuple(letter for letter in letters[word].tolist() if letter < 10) for word in WORDS]
    assert learnt == [paper_relations().chains[word - 10] for word in WORDS]


def test_how_to_follow_words_is_learnt_from_answers() -> None:
    """The lexicon is written by hand."""
    machine = Reasoner(410, 10, 3, torch.Generator().manual_seed(0))
    with torch.no_grad():
        for word in WORDS:
            for place, letter in enumerate(paper_relations().chains[word - 10]):
                machine.lexicon.logits[word, place, letter] = 10.0
    batch = train(machine, machine.control, 0.05, 100)
    with torch.no_grad():
        assert is_right(run_reasoner(machine, batch, DISCRETE), batch.right).all()


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
