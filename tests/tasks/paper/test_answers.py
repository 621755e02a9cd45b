"""Loss and decoding of triples against loops over digits."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from graphmem.encoding.paper import read_digits
from graphmem.tasks.paper import PAPER_TASKS, Episode, PaperTask, draw_batch, encode
from graphmem.tasks.paper.answers import (
    answer_loss,
    decode_free,
    decode_valid,
    episodes_right,
    queries_right,
    triple_log_probs,
)


def drawn(task: PaperTask, stage: int, count: int, seed: int = 0) -> list[Episode]:
    """A batch of training in a stage, or in the last one if there are fewer."""
    return draw_batch(np.random.default_rng(seed), task, min(stage, len(task.curriculum.stages) - 1), count)


def log_prob(logits: list[float], digits: list[int]) -> float:
    """Nine softmaxes with plain loops."""
    total = 0.0
    for place, digit in enumerate(digits):
        part = logits[10 * place : 10 * place + 10]
        total += part[digit] - math.log(sum(map(math.exp, part)))
    return total


def perfect(targets: Tensor) -> Tensor:
    """Logits that are certain of the targets."""
    return 20 * torch.nn.functional.one_hot(targets, 10).flatten(-2).double()


@pytest.mark.parametrize("name", PAPER_TASKS)
def test_loss(name: str) -> None:
    batch = encode(drawn(PAPER_TASKS[name], 3, 3))
    targets, mask = torch.as_tensor(batch.targets), torch.as_tensor(batch.mask)
    logits = torch.randn(*mask.shape, 90, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    logits.requires_grad_()
    expected = -sum(
        log_prob(logits[time, number].tolist(), targets[time, number].tolist())
        for time, number in np.argwhere(batch.mask).tolist()
    )
    loss = answer_loss(logits, targets, mask)
    assert loss.item() == pytest.approx(expected / 3)
    loss.backward()
    assert logits.grad is not None
    assert torch.equal(logits.grad.abs().sum(-1) > 0, mask > 0)
    assert answer_loss(perfect(targets), targets, mask).item() < 1e-5


def test_triples_share_all_probability() -> None:
    """The probabilities of the thousand labels of one field sum to one if the other two fields are certain."""
    logits = torch.randn(90, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    logits[30:] = perfect(torch.zeros(6, dtype=torch.long)) * 10
    digits = torch.cartesian_prod(*[torch.arange(10)] * 3)
    every = torch.cat([digits, torch.zeros(1000, 6, dtype=torch.long)], 1)
    assert triple_log_probs(logits, every).exp().sum().item() == pytest.approx(1)


@pytest.mark.parametrize("name", PAPER_TASKS)
def test_right_answers(name: str) -> None:
    task = PAPER_TASKS[name]
    episodes = drawn(task, 7, 5, 1)
    batch = encode(episodes)
    targets, mask = torch.as_tensor(batch.targets), torch.as_tensor(batch.mask)
    logits = perfect(targets)
    logits[mask == 0] = torch.randn(int((mask == 0).sum()), 90, dtype=torch.float64)  # nobody looks there
    spoiled = next(span for span in batch.spans if span.episode == 3)
    last = spoiled.stop - 1
    logits[last, 3] = -logits[last, 3]
    for decoded in (decode_free(logits), decode_valid(logits, episodes, batch.spans, task.choices)):
        assert episodes_right(decoded, targets, mask).tolist() == [True, True, True, False, True]
        assert queries_right(decoded, targets, batch.spans) == [span != spoiled for span in batch.spans]


@pytest.mark.parametrize("name", PAPER_TASKS)
def test_valid_decoding(name: str) -> None:
    """The likeliest valid triple, found by loops; it corrects one wrong digit."""
    task = PAPER_TASKS[name]
    episodes = drawn(task, 4, 4, 2)
    batch = encode(episodes)
    targets, mask = torch.as_tensor(batch.targets), torch.as_tensor(batch.mask)
    logits = torch.randn(*mask.shape, 90, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    decoded = decode_valid(logits, episodes, batch.spans, task.choices)
    for span in batch.spans:
        episode = episodes[span.episode]
        choices = task.choices(episode.graph, episode.queries[span.query])
        written = [[int(digit) for label in choice for digit in f"{label:03}"] for choice in choices]
        for time in range(span.start, span.stop):
            outputs = logits[time, span.episode].tolist()
            best = max(range(len(choices)), key=lambda number: log_prob(outputs, written[number]))
            assert tuple(read_digits(decoded[time, span.episode].numpy())) == choices[best]
    assert not decoded[mask == 0].any()

    slip = perfect(targets)
    slip[..., 80:90] = slip[..., 80:90].roll(1, -1) / 10  # the last digit of all is read one too high
    assert not episodes_right(decode_free(slip), targets, mask).any()
    corrected = decode_valid(slip, episodes, batch.spans, task.choices)
    assert episodes_right(corrected, targets, mask).float().mean() >= 0.5
