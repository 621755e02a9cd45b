"""The loss of encoded batches, worked out again with plain loops over episodes."""

import math

import numpy as np
import pytest
import torch

from graphmem.tasks.paper.sampling import (
    EncodedBatch,
    InferenceStage,
    NearestNeighbours,
    PathStage,
    RelationGraphs,
    Sampler,
    Stage,
    TraversalStage,
    relation_words,
)
from graphmem.tasks.paper.task import AnswerForm
from graphmem.training.paper_answers import edge_log_probs, loss_of, queries_hit

STAGES: dict[AnswerForm, Stage] = {
    AnswerForm.TRIPLES: TraversalStage(NearestNeighbours((3, 5), (1, 2)), (1, 4)),
    AnswerForm.WALK: PathStage(NearestNeighbours((4, 7), (2, 3)), (1, 3), (2, 4), deviation=0.3),
    AnswerForm.NODE: InferenceStage(RelationGraphs((3, 6), (1, 2)), relation_words((2, 3)), (2, 3), (1, 4)),
}


def drawn(form: AnswerForm) -> tuple[EncodedBatch, torch.Tensor]:
    (batch,) = Sampler([STAGES[form]]).draw(5, np.zeros(6, np.int64), 6)
    generator = torch.Generator().manual_seed(1)
    return batch, torch.randn(*batch.mask.shape, 90, generator=generator, dtype=torch.float64)


def digit_scores(logits: torch.Tensor, time: int, episode: int) -> list[list[float]]:
    """(9, 10) log-probabilities of one step, by a softmax of ten numbers each."""
    rows = logits[time, episode].reshape(9, 10).tolist()
    return [[value - math.log(sum(math.exp(other) for other in row)) for value in row] for row in rows]


@pytest.mark.parametrize("form", [AnswerForm.TRIPLES, AnswerForm.NODE])
def test_digits(form: AnswerForm) -> None:
    batch, logits = drawn(form)
    steps = list(zip(*np.nonzero(batch.mask), strict=True))
    losses = []
    for time, episode in steps:
        scores = digit_scores(logits, time, episode)
        losses.append(
            -sum(row[digit] for row, digit in zip(scores, batch.targets[time, episode].tolist(), strict=True))
        )
    loss, _ = loss_of(form, 0.3)(logits, batch)
    assert float(loss) == pytest.approx(sum(losses) / len(losses), abs=1e-12)


def test_choices() -> None:
    batch, logits = drawn(AnswerForm.WALK)
    choices = batch.choices
    assert choices is not None
    losses, digits, hits = [], [], 0
    for time, episode in zip(*np.nonzero(batch.mask), strict=True):
        scores = digit_scores(logits, time, episode)
        edges = [
            sum(row[digit] for row, digit in zip(scores, edge, strict=True))
            for edge in choices.digits[time, episode, choices.there[time, episode]].tolist()
        ]
        right = choices.right[time, episode, choices.there[time, episode]].tolist()
        total = sum(map(math.exp, edges))
        losses.append(-math.log(sum(math.exp(edge) for edge, good in zip(edges, right, strict=True) if good) / total))
        digits.append(
            -sum(row[digit] for row, digit in zip(scores, batch.targets[time, episode].tolist(), strict=True))
        )
        hits += right[edges.index(max(edges))]
    loss, hit = loss_of(AnswerForm.WALK, 0.3)(logits, batch)
    expected = (sum(losses) + 0.3 * sum(digits)) / len(losses)
    assert float(loss) == pytest.approx(expected, abs=1e-12)
    assert int((hit & (torch.as_tensor(batch.mask) > 0)).sum()) == hits
    probabilities = edge_log_probs(logits, choices).exp().sum(-1)[torch.as_tensor(batch.mask) > 0]
    assert torch.allclose(probabilities, torch.ones_like(probabilities))


@pytest.mark.parametrize("form", [AnswerForm.TRIPLES, AnswerForm.NODE])
def test_a_query_is_right_if_all_its_steps_are(form: AnswerForm) -> None:
    batch, _ = drawn(form)
    logits = torch.nn.functional.one_hot(torch.as_tensor(batch.targets), 10).double().flatten(-2)
    queries = batch.queries
    assert queries_hit(loss_of(form, 0.0)(logits, batch).hit, queries) == [True] * len(queries.episode)
    logits[queries.stop[0] - 1, queries.episode[0]] *= -1
    wrong = queries_hit(loss_of(form, 0.0)(logits, batch).hit, queries)
    assert wrong == [False] + [True] * (len(wrong) - 1)


def test_a_wrong_edge_is_a_wrong_answer() -> None:
    batch, logits = drawn(AnswerForm.WALK)
    assert batch.choices is not None
    loss, hit = loss_of(AnswerForm.WALK, 0.0)(logits, batch)
    assert float(loss) > 0
    assert not hit.all()
    assert hit[torch.as_tensor(batch.mask) == 0].all()
