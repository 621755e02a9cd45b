"""One network or one graph of triples as the bytes of one file: node-link JSON or safetensors, never a pickle."""

from __future__ import annotations

import json
from pathlib import PurePath

import numpy as np

from ..errors import DataError
from ..graphs.network import Network
from ..graphs.triples import Triples
from .networkx import from_networkx, to_networkx

NETWORK, TRIPLES = ".json", ".safetensors"
_COLUMNS = ("source", "line", "destination", "minutes")


def to_bytes(graph: Network | Triples) -> tuple[str, bytes]:
    """The suffix of the file's name and what it holds; triples must be of one graph."""
    import networkx as nx
    from safetensors.numpy import save

    if isinstance(graph, Network):
        return NETWORK, json.dumps(nx.node_link_data(to_networkx(graph), edges="edges"), indent=1).encode()
    columns = {column: np.ascontiguousarray(getattr(graph, column), np.int64) for column in _COLUMNS}
    return TRIPLES, save(columns | {"num_stations": np.array([graph.num_stations], np.int64)})


def from_bytes(content: bytes, path: PurePath) -> Network | Triples:
    """What ``to_bytes`` gave, told by the suffix of ``path``.

    Raises:
        DataError: naming ``path``, if it holds anything else.
    """
    import networkx as nx
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        if path.suffix == NETWORK:
            return from_networkx(nx.node_link_graph(json.loads(content), edges="edges"))
        columns = load(content)
        source, line, destination, minutes = (columns[column] for column in _COLUMNS)
        return Triples.single(source, line, destination, minutes, int(columns["num_stations"][0]))
    except (SafetensorError, LookupError, ValueError, TypeError, AttributeError, RecursionError, DataError) as error:
        raise DataError(f"{path} holds no network and no triples: {error}") from error
