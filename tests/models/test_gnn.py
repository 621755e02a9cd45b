"""The graph machine against loops, and invariances."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from graphmem.models.gnn import GraphMachine, Graphs

H = 12
#   0 -7-> 1 -123-> 2,   0 -999-> 2,   3 alone;   4 -7-> 5, another graph
GRAPHS = Graphs(
    torch.tensor([[0, 1, 0, 4], [1, 2, 2, 5]]),
    torch.tensor([7, 123, 999, 7]),
    torch.tensor([0, 0, 0, 0, 1, 1]),
    torch.tensor([0, 0, 0, 1]),
)
WORDS = torch.tensor([123, 1000])  # the second is a blank
MARKS = torch.tensor([[1.0, 0], [0, 0], [0, 1], [0, 0], [1, 0], [0, 0]])


def build(seed: int = 0) -> GraphMachine:
    """All weights are drawn, including the embedding."""
    machine = GraphMachine(H, torch.Generator().manual_seed(seed)).double()
    with torch.no_grad():
        machine.word.normal_(generator=torch.Generator().manual_seed(seed + 1))
    return machine


def answer(machine: GraphMachine, graphs: Graphs, words: Tensor, marks: Tensor, rounds: int = 3) -> tuple[Tensor, ...]:
    """Triples, nodes, ends, and states."""
    state = machine.start(marks.double())
    asked = machine.ask(graphs, machine.describe(graphs), words)
    for _ in range(rounds):
        state = machine(graphs, asked, state)
    return machine.score_triples(graphs, asked, state), machine.score_nodes(state), machine.score_end(asked), state


def test_a_round_is_that_of_the_docstring() -> None:
    machine = build()

    def digits(label: int) -> Tensor:
        channels = torch.zeros(30).double()
        if label < 1000:
            for place, digit in enumerate(f"{label:03}"):
                channels[10 * place + int(digit)] = 1
        return channels

    words = [machine.word_digits(digits(label)) + machine.word[label] for label in WORDS.tolist()]
    state = [machine.mark.weight @ mark.double() for mark in MARKS]
    edges = []
    for label, graph in zip(GRAPHS.labels.tolist(), GRAPHS.edge_graphs.tolist(), strict=True):
        edges.append(machine.edge((machine.label_digits(digits(label)) + words[graph]).relu()))
    for _ in range(2):
        after = []
        for node, graph in enumerate(GRAPHS.node_graphs.tolist()):
            received = words[graph]
            for conv, near, far in ((machine.along, 0, 1), (machine.against, 1, 0)):
                heard = [
                    (state[ends[near]] + edge).relu()
                    for ends, edge in zip(GRAPHS.edges.T.tolist(), edges, strict=True)
                    if ends[far] == node
                ]
                most = torch.stack(heard).amax(0) if heard else torch.zeros(H).double()
                received = received + conv.nn(state[node] + most)
            seen, held = machine.update.weight_ih_l0 @ received, machine.update.weight_hh_l0 @ state[node]
            reset = torch.sigmoid(seen[:H] + held[:H])
            keep = torch.sigmoid(seen[H : 2 * H] + held[H : 2 * H])
            new = torch.tanh(seen[2 * H :] + reset * held[2 * H :])
            after.append((1 - keep) * new + keep * state[node])
        state = after
    triples, _, _, found = answer(machine, GRAPHS, WORDS, MARKS, rounds=2)
    assert torch.allclose(torch.stack(state), found)
    source, destination = machine.source(state[1]), machine.destination(state[2])
    assert torch.allclose(triples[1], machine.triple((source + destination + edges[1]).relu())[0])


def test_numbers_of_nodes_and_order_of_edges_mean_nothing() -> None:
    machine, rng = build(), np.random.default_rng(0)
    triples, nodes, ends, _ = answer(machine, GRAPHS, WORDS, MARKS)
    names, order = torch.as_tensor(rng.permutation(6)), torch.as_tensor(rng.permutation(4))
    marks, owners = torch.empty_like(MARKS), torch.empty_like(GRAPHS.node_graphs)
    marks[names], owners[names] = MARKS, GRAPHS.node_graphs
    renamed = Graphs(names[GRAPHS.edges[:, order]], GRAPHS.labels[order], owners, GRAPHS.edge_graphs[order])
    again = answer(machine, renamed, WORDS, marks)
    assert torch.allclose(again[0], triples[order])
    assert torch.allclose(again[1][names], nodes)
    assert torch.allclose(again[2], ends)
    assert len(set(triples.tolist())) == 4  # while edges do differ


def test_graphs_of_a_batch_do_not_touch_each_other() -> None:
    machine = build()
    together = answer(machine, GRAPHS, WORDS, MARKS)
    zeros = torch.zeros(2, dtype=torch.long)
    alone = Graphs(torch.tensor([[0], [1]]), GRAPHS.labels[3:], zeros, zeros[:1])
    second = answer(machine, alone, WORDS[1:], MARKS[4:])
    for whole, part in zip(together, second, strict=True):
        assert torch.allclose(whole[-len(part) :], part)


def test_news_travels_an_edge_a_round_both_ways() -> None:
    machine = build()
    ends = torch.stack([torch.arange(5), torch.arange(1, 6)])
    path = Graphs(ends, torch.zeros(5, dtype=torch.long), torch.zeros(6).long(), torch.zeros(5).long())
    for place, way in ((0, 1), (5, -1)):
        marks = torch.zeros(6, 2)
        marks[place, 0] = 1
        for rounds in range(5):
            states = [answer(machine, path, WORDS[:1], some, rounds)[3] for some in (marks, torch.zeros(6, 2))]
            reached = (states[0] != states[1]).any(1).nonzero().flatten().tolist()
            assert reached == sorted(place + way * step for step in range(rounds + 1))


def test_same_seed_same_weights() -> None:
    first, again, other = (dict(build(seed).named_parameters()) for seed in (3, 3, 4))
    torch.manual_seed(5)  # what all programs share has no part in it
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert all(not torch.equal(first[name], other[name]) for name in first if "bias" not in name)
    machine = GraphMachine(64, torch.Generator().manual_seed(0))
    assert not machine.word.any()
    assert 100_000 <= sum(parameter.numel() for parameter in machine.parameters()) <= 200_000


def test_every_weight_matters() -> None:
    machine = build()
    triples, nodes, ends, _ = answer(machine, GRAPHS, WORDS, MARKS)
    (triples.square().sum() + nodes.square().sum() + ends.square().sum()).backward()  # type: ignore[no-untyped-call]
    for name, parameter in machine.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.any(), name
