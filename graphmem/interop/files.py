"""One network or one graph of triples as the bytes of one file: node-link JSON or safetensors, never a pickle."""

from __future__ import annotations

import json
from pathlib import PurePath

import numpy as np

from ..errors import DataError
from ..graphs import Network
from ..graphs.triples import Triples
from .networkx import to_networkx

NETWORK, TRIPLES = ".json", ".safetensors"
_COLUMNS = ("source", "line", "destination", "minutes")


def to_bytes(graph: Network | Triples) -> tuple[str, bytes]:
    """The suffix and the content of the file; triples must be of one graph."""
    import networkx as nx
    from safetensors.numpy import save

    if isinstance(graph, Network):
        return NETWORK, json.dumps(nx.node_link_data(to_networkx(graph), edges="edges"), indent=1).encode()
    columns = {column: np.ascontiguousarray(getattr(graph, column), np.int64) for column in _COLUMNS}
    return TRIPLES, save(columns | {"num_stations": np.array([graph.num_stations], np.int64)})


def from_bytes(content: bytes, path: PurePath) -> Network | Triples:
    """The network or triples that ``to_bytes`` wrote, by the suffix of ``path``.

    Raises:
        DataError: naming ``path``, if the content is anything else.
    """
    import networkx as nx
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        if path.suffix == NETWORK:
            return Network.from_networkx(nx.node_link_graph(json.loads(content), edges="edges"))
        columns = load(content)
        source, line, destination, minutes = (columns[column] for column in _COLUMNS)
        return Triples.single(source, line, destination, minutes, int(columns["num_stations"][0]))
    except (SafetensorError, LookupError, ValueError, TypeError, AttributeError, RecursionError, DataError) as error:
        raise DataError(f"{path} holds neither a network nor triples: {error}") from error
