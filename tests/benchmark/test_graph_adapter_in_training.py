"""The graph adapter on the episodes that it is trained on."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from graphmem.benchmark.graph_adapter import GraphAdapter
from graphmem.models.gnn import GraphMachine
from graphmem.tasks.paper.sampling import Sampler
from graphmem.tasks.paper.training_stages import TRAINING_STAGES


def test_several_paths_on_one_graph_are_answered_as_on_graphs_of_their_own() -> None:
    """As many queries on a graph as in training."""
    stage = TRAINING_STAGES["shortest_path"][2].episodes
    (batch,) = Sampler([stage]).draw(0, np.zeros(5, int), 5)
    together = batch.episodes()
    alone = [dataclasses.replace(episode, queries=(query,)) for episode in together for query in episode.queries]
    assert len(alone) > len(together)
    adapter = GraphAdapter(GraphMachine(8, torch.Generator().manual_seed(0)), "shortest_path")
    found = [
        [(outcome.valid, outcome.length) for outcome in adapter.evaluate(episodes, np.random.default_rng(0))]
        for episodes in (together, alone)
    ]
    assert found[0] == found[1]
    assert len({valid for valid, _ in found[0]}) == 2
    assert adapter.training_step(together, np.random.default_rng(0)).loss.item() > 0
