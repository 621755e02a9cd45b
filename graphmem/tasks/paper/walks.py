"""Answers that are walks, such as shortest paths, given step by step (Graves et al. 2016, Methods, "Structured
prediction").

    step                0                1                2
    input               -                chosen at 0      chosen at 1
    target              a right step from the current node; for a shortest path, the first edge of one
    chosen              the target, with probability beta; else the edge that the machine finds likeliest

The output of the machine is a distribution over the edges that leave the current node, renormalised; the loss is -log
of the probability of the target (J^beta of the paper).  All those edges have the same source, so the loss does
not depend on its digits, and a machine that is trained by it has no reason to write them.

The paper leaves the following open.  Where several targets are right, one is drawn at random at every step.  A walk
ends where it arrives, where no path leads on to its destination, or when it is ``spare`` edges longer than the shortest
path.  The walks of a batch begin and end at different times; after the end, the input is blank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from ...common.extras import missing

try:
    import torch
    from torch import Tensor
except ModuleNotFoundError as error:
    raise missing("torch", "Training on walks") from error

from ...encoding.paper import ANSWER_REQUIRED, OUTPUTS, read_digits, triple_channels, triple_digits
from ...errors import UsageError
from .answers import decode_free, triple_log_probs
from .batches import encode_questions
from .episodes import Episode
from .graphs import Fact
from .task import PaperTask

BETA = 0.8  # probability that the target is chosen in training (Extended Data Table 2)
SPARE = 2  # edges that a walk may be longer than the shortest path in training

S = TypeVar("S")
RunMachine = Callable[[Tensor, S], tuple[Tensor, S]]


class Walked(NamedTuple):
    """B walks.

    Attributes:
        edge_loss: (B,) -log Pr of the targets among the edges that leave each node, summed over the steps.
        paths: the triples that were chosen.
        right: whether each walk is right.
    """

    edge_loss: Tensor
    paths: tuple[tuple[Fact, ...], ...]
    right: tuple[bool, ...]


def walk(
    task: PaperTask,
    run: RunMachine[S],
    state: S,
    episodes: Sequence[Episode],
    rng: np.random.Generator,
    *,
    beta: float,
    spare: int,
    free: bool = False,
    device: torch.device | None = None,
) -> Walked:
    """Show the graph and the query, let the machine plan, and walk towards the destination.

    Args:
        task: a task whose answers are walks.
        run: the machine: (T, B, 92) inputs and a state to (T, B, 90) outputs and the next state.
        state: state of the machine before the first step.
        episodes: B episodes of the task, with one query each.
        rng: source of randomness, for the targets and for whether the target or the machine's choice is taken.
        beta: probability that the target is chosen; 0 in an evaluation.
        spare: edges that a walk may be longer than the shortest path; 0 in an evaluation, where it would be wrong.
        free: choose by the mode of nine softmaxes; a choice that is no edge from the current node ends the walk.
        device: device of the inputs.

    Raises:
        UsageError: if an episode has several queries.
    """
    if any(len(episode.queries) != 1 for episode in episodes):
        raise UsageError("A walk answers episodes with one query each.")
    goals = [task.goal_of(episode) for episode in episodes]
    origins = [episode.queries[0].steps[0].source for episode in episodes]
    most = [task.length(episode.queries[0]) + spare for episode in episodes]
    batch = encode_questions(episodes, max(most))
    starts = [span.start for span in batch.spans]
    where = list(origins)
    paths: list[list[Fact]] = [[] for _ in episodes]
    going = set(range(len(episodes)))

    first = min(starts)
    outputs, state = run(torch.as_tensor(batch.observations[:first], device=device), state)
    losses = outputs.new_zeros(len(episodes))
    for time in range(first, len(batch.observations)):
        if not going:
            break
        now = sorted(number for number in going if starts[number] <= time)
        inputs = batch.observations[time : time + 1].copy()
        if now:
            before = np.array([paths[number][-1] if paths[number] else Fact() for number in now], np.int64)
            inputs[0, now, :OUTPUTS] = triple_channels(before)
            inputs[0, now, ANSWER_REQUIRED] = 1
        outputs, state = run(torch.as_tensor(inputs, device=device), state)
        if not now:
            continue
        targets = [_draw(rng, goals[number].first_steps(where[number])) for number in now]
        options = [episodes[number].graph.leaving[where[number]] for number in now]
        step, likeliest = _score(outputs[0, now], options, targets)
        losses = losses.index_add(0, torch.tensor(now, device=device), step)
        own = _read(outputs[0, now]) if free else likeliest
        for number, target, choice, edges in zip(now, targets, own, options, strict=True):
            chosen = target if rng.random() < beta else choice
            paths[number].append(chosen)
            where[number] = chosen.destination
            on = chosen in edges and goals[number].first_steps(where[number])
            if not on or len(paths[number]) == most[number]:
                going.remove(number)
    taken = tuple(map(tuple, paths))
    right = (goal.accepts(origin, path) for goal, origin, path in zip(goals, origins, taken, strict=True))
    return Walked(losses, taken, tuple(right))


def _draw(rng: np.random.Generator, steps: tuple[Fact, ...]) -> Fact:
    return steps[rng.integers(len(steps))]


def _score(logits: Tensor, options: list[tuple[Fact, ...]], targets: list[Fact]) -> tuple[Tensor, list[Fact]]:
    """-log Pr (n,) of the ``targets`` by (n, 90) ``logits``, and the likeliest among the ``options`` of each row."""
    width = max(map(len, options))
    filled = [[*edges, *[edges[0]] * (width - len(edges))] for edges in options]
    digits = torch.as_tensor(triple_digits(np.array(filled, np.int64)), device=logits.device)
    there = [[place < len(edges) for place in range(width)] for edges in options]
    scores = triple_log_probs(logits, digits)
    shares = scores.masked_fill(~torch.tensor(there, device=logits.device), -torch.inf).log_softmax(-1)
    rank = [[edges.index(target)] for edges, target in zip(options, targets, strict=True)]
    losses = -shares.gather(1, torch.tensor(rank, device=logits.device))[:, 0]
    best: list[int] = shares.argmax(-1).tolist()
    return losses, [edges[number] for edges, number in zip(options, best, strict=True)]


def _read(logits: Tensor) -> list[Fact]:
    """The mode of each row of (n, 90) ``logits`` as a triple."""
    return [Fact(*labels) for labels in read_digits(decode_free(logits).cpu().numpy()).tolist()]
