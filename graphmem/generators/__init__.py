"""Random networks: geometric, sparse and transit graphs."""

from __future__ import annotations

from collections.abc import Callable

from .batch import GeneratedBatch
from .geometric import geometric
from .network import to_network
from .sparse import sparse
from .transit import transit

GENERATORS: dict[str, Callable[..., GeneratedBatch]] = {
    "geometric": geometric,
    "sparse": sparse,
    "transit": transit,
}

__all__ = ["GENERATORS", "GeneratedBatch", "geometric", "sparse", "to_network", "transit"]
