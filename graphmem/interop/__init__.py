"""Networks and triples as networkx graphs and pandas tables; ``interop.pyg`` has PyTorch Geometric.

Libraries are imported on use; ``pyg``, ``dataset`` and ``storage`` need the extra ``train`` and are imported by name.
"""

from .networkx import to_networkx
from .pandas import from_pandas, to_pandas, triples_from_pandas, triples_to_pandas

__all__ = [
    "from_pandas",
    "to_networkx",
    "to_pandas",
    "triples_from_pandas",
    "triples_to_pandas",
]
