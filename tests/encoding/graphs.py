"""Random graphs, and two graphs with labels by hand, for the tests of labels and of questions in labels."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from graphmem.encoding.batches import Labelling
from graphmem.encoding.labels import LabelScheme
from graphmem.generators import GENERATORS
from graphmem.graphs import Triples

quick = settings(max_examples=40, deadline=None, derandomize=True)
any_graphs = {
    "name": st.sampled_from(sorted(GENERATORS)),
    "graphs": st.integers(1, 5),
    "seed": st.integers(0, 2**32),
    "scheme": st.sampled_from([LabelScheme(10, 2), LabelScheme(2, 5), LabelScheme(3, 4), LabelScheme(40, 1)]),
}


def make(name: str, graphs: int, seed: int) -> Triples:
    """A batch of graphs of a generator."""
    options = {"connected": False} if name == "geometric" else {}
    rng = np.random.default_rng(seed)
    return GENERATORS[name](rng, graphs, stations=(2, 14), minutes=(1, 9), **options).triples


def by_hand() -> tuple[Triples, Labelling]:
    """Two graphs: 0 -> 1 -> 2, and 3 -> 4; and labels of two binary digits."""
    columns = [[0, 1, 3], [0, 1, 1], [1, 2, 4], [5, 1, 2]]
    triples = Triples(*map(np.array, columns), np.array([0, 3, 5]), np.array([0, 2, 3]))
    labels = np.array([3, 0, 2, 0, 1]), np.array([[2, 0], [1, 3]])
    return triples, Labelling(LabelScheme(2, 2), *labels, triples.station_offsets)
