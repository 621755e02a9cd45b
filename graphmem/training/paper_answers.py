"""The loss of a sequence machine on encoded batches of the paper's tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from ..encoding.paper import NUM_DIGITS
from ..tasks.paper.sampling import Asked, Choices, EncodedBatch
from ..tasks.paper.task import AnswerForm

_NEVER = -1e9  # log of a probability of 0, with a gradient of 0


class Answered(NamedTuple):
    """What a machine made of a batch.

    Attributes:
        loss: () to be minimised.
        hit: (T, B) whether each step that has a target is answered correctly; True at all other steps.
    """

    loss: Tensor
    hit: Tensor


Loss = Callable[[Tensor, EncodedBatch], Answered]
"""From logits (T, B, 90) and their batch to the loss and the hits."""


def digits_loss(logits: Tensor, batch: EncodedBatch) -> Answered:
    """-log Pr of the nine digits of a target, the mean over the steps that have one.

    Args:
        logits: (T, B, 90).
        batch: the episodes.
    """
    scores = _by_digit(logits)
    targets = torch.as_tensor(batch.targets, device=logits.device)
    mask = torch.as_tensor(batch.mask, device=logits.device)
    likelihood = torch.log_softmax(scores, -1).gather(-1, targets[..., None])[..., 0].sum(-1)
    hit = (scores.argmax(-1) == targets).all(-1) | (mask == 0)
    return Answered(-(likelihood * mask).sum() / mask.sum(), hit)


def choices_loss(digits_weight: float) -> Loss:
    """The loss of answers that choose among edges (Graves et al. 2016, Methods, "Structured prediction").

    Each step adds -log of the probability that an edge is chosen which is right, where the output is renormalised over
    the edges that leave the station; the paper takes one right edge as the target, here all of them are.

    Args:
        digits_weight: weight of ``digits_loss``, which the paper does not have; the target is one of the right edges.
    """

    def loss(logits: Tensor, batch: EncodedBatch) -> Answered:
        assert batch.choices is not None  # noqa: S101 - for the type checker
        edges = edge_log_probs(logits, batch.choices)
        right = torch.as_tensor(batch.choices.right, device=logits.device)
        there = torch.as_tensor(batch.choices.there, device=logits.device).any(-1)
        chosen = torch.logsumexp(edges.masked_fill(~right, _NEVER), -1)
        best = edges.argmax(-1, keepdim=True)
        hit = right.gather(-1, best)[..., 0] | ~there
        value = -(chosen * there).sum() / there.sum()
        if digits_weight:
            value = value + digits_weight * digits_loss(logits, batch).loss
        return Answered(value, hit)

    return loss


def edge_log_probs(logits: Tensor, choices: Choices) -> Tensor:
    """(T, B, K) log of the probability of each edge among those that can be chosen; very low where there is none.

    Args:
        logits: (T, B, 90).
        choices: up to K edges for each step.
    """
    digits = torch.as_tensor(choices.digits, device=logits.device)
    scores = torch.log_softmax(_by_digit(logits), -1)
    edges = scores.unsqueeze(2).expand(*digits.shape, -1).gather(-1, digits[..., None])[..., 0].sum(-1)
    edges = edges.masked_fill(~torch.as_tensor(choices.there, device=logits.device), _NEVER)
    return torch.log_softmax(edges, -1)


def _by_digit(logits: Tensor) -> Tensor:
    """(..., 90) outputs as (..., 9, 10) scores of each digit."""
    return logits.reshape(*logits.shape[:-1], NUM_DIGITS, -1)


def loss_of(form: AnswerForm, digits_weight: float) -> Loss:
    """The loss for answers of a form; the weight is that of ``choices_loss``."""
    return choices_loss(digits_weight) if form is AnswerForm.WALK else digits_loss


def queries_hit(hit: Tensor, queries: Asked) -> list[bool]:
    """Whether each query is answered correctly at all of its steps; ``hit`` is (T, B)."""
    whole = hit.cpu().numpy()
    spans = zip(queries.episode.tolist(), queries.start.tolist(), queries.stop.tolist(), strict=True)
    return [bool(whole[start:stop, episode].all()) for episode, start, stop in spans]
