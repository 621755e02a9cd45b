"""The accuracy of a planner on a network, run by PyTorch; for variants that the interpreter cannot run."""

from __future__ import annotations

import numpy as np

from ..common.extras import missing

try:
    import torch
    from torch import Tensor
except ModuleNotFoundError as error:
    raise missing("torch", "Measuring a planner in PyTorch") from error

from ..encoding.batches import describe, draw_labels
from ..encoding.labels import LabelScheme
from ..encoding.specs import Kind
from ..graphs import Triples, all_distances, distances_to
from ..memory.gating import Gating
from ..models.planner import Planner
from ..tasks import label_questions, shortest_path, traversal

AT_ONCE = 4  # destinations or walks of one batch; each question has two label sets a head


@torch.no_grad()
def score_paths(
    machine: Planner,
    triples: Triples,
    scheme: LabelScheme,
    gating: Gating,
    rng: np.random.Generator,
    destinations: int,
) -> float:
    """Share of pairs of stations whose route is right: at every station on it, the answer begins a shortest route.

    Args:
        machine: the planner.
        triples: one graph.
        scheme: scheme of the labels, which are drawn again for every ``AT_ONCE`` destinations.
        gating: soft, where the strongest answer counts; or discrete, where every emitted label must be right.
        rng: source of randomness.
        destinations: number of destinations, drawn with replacement; each is asked for from every station.
    """
    finite = all_distances(triples)
    longest = int(finite[np.isfinite(finite)].max())
    right = asked = 0
    while destinations > 0:
        count = min(AT_ONCE, destinations)
        destinations -= count
        copies = repeated(triples, count)
        labelling = draw_labels(rng, copies, scheme)
        questions = shortest_path(rng, copies, triples.num_stations)
        assert questions.destination is not None  # noqa: S101 - shortest paths always have one
        written, rows = label_questions(questions, labelling), describe(copies, labelling)
        described = machine.describe(torch.as_tensor(rows.labels), torch.as_tensor(rows.minutes), scheme.size, gating)
        goal = torch.as_tensor(labelling.stations[questions.destination])
        planned = machine.ask(described, (torch.full_like(goal, scheme.size), goal), longest, scheme.size, gating)
        answers = machine.answer(planned, Kind.ANSWER, torch.as_tensor(written.labels), scheme.size, gating)
        hit, answered = check_answers(answers, torch.as_tensor(written.right), gating)
        minutes = distances_to(copies, questions.destination)
        for graph in range(count):
            there = questions.station[graph] >= 0
            stations = questions.station[graph][there]
            names = labelling.stations[copies.station_offsets[graph] : copies.station_offsets[graph + 1]]
            station_of = np.full(scheme.size + 1, -1)
            station_of[names] = np.arange(len(names)) + copies.station_offsets[graph]
            good = np.zeros(copies.num_stations, bool)
            good[questions.destination[graph]] = True
            following = np.arange(copies.num_stations)
            good[stations] = hit[graph].numpy()[there]
            following[stations] = station_of[answered[graph].numpy()[there]]
            lost = np.isinf(minutes)
            following[lost | (following < 0)] = questions.destination[graph]
            for _ in range(longest):
                good = good & good[following]
            right += int(good[stations].sum())
            asked += len(stations)
    return right / asked


@torch.no_grad()
def score_hops(
    machine: Planner,
    triples: Triples,
    scheme: LabelScheme,
    gating: Gating,
    rng: np.random.Generator,
    walks: int,
    hops: int = 7,
) -> float:
    """Share of walks of ``hops`` hops without a wrong one; each hop is a random row of the graph.

    Hops are independent, since the machine answers each from the same state.  Arguments are as for ``score_paths``;
    labels are drawn again for every ``AT_ONCE`` walks.
    """
    right = 0
    for start in range(0, walks, AT_ONCE):
        count = min(AT_ONCE, walks - start)
        copies = repeated(triples, count)
        labelling = draw_labels(rng, copies, scheme)
        written, rows = label_questions(traversal(rng, copies, hops), labelling), describe(copies, labelling)
        described = machine.describe(torch.as_tensor(rows.labels), torch.as_tensor(rows.minutes), scheme.size, gating)
        answers = machine.answer(described, Kind.TRAVERSAL, torch.as_tensor(written.labels), scheme.size, gating)
        hit, _ = check_answers(answers, torch.as_tensor(written.right), gating)
        right += int(hit.all(1).sum())
    return right / walks


def check_answers(answers: Tensor, right: Tensor, gating: Gating) -> tuple[Tensor, Tensor]:
    """Whether each question is answered rightly, and the strongest label of its answer; V is "no route".

    Args:
        answers: (G, Q, V + 1) strengths of labels.
        right: (G, Q, V + 1) 1 for right answers.
        gating: if discrete, an answer without a label is "no route", and every emitted label must be right.
    """
    if gating.discrete:
        emitted = (answers[..., :-1] > 0.5).to(answers.dtype)
        answers = torch.cat([emitted, 1 - emitted.amax(-1, keepdim=True)], -1)
        return (answers * (1 - right)).amax(-1) == 0, answers.argmax(-1)
    best = answers.argmax(-1)
    return right.gather(-1, best[..., None])[..., 0] > 0, best


def repeated(triples: Triples, count: int) -> Triples:
    """``count`` copies of one graph."""
    stations, rows = triples.num_stations, len(triples)
    shift = np.repeat(np.arange(count), rows) * stations
    return Triples(
        np.tile(triples.source, count) + shift,
        np.tile(triples.line, count),
        np.tile(triples.destination, count) + shift,
        np.tile(triples.minutes, count),
        np.arange(count + 1) * stations,
        np.arange(count + 1) * rows,
    )
