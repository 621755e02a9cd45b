"""Networks and triples as networkx graphs and pandas tables, and back; ``convert.pyg`` has PyTorch Geometric.

Every library is imported on use.  ``pyg`` is to be imported by its own name, or a route would lead to torch.
"""

from .networkx import from_networkx, to_networkx
from .pandas import from_pandas, to_pandas, triples_from_pandas, triples_to_pandas

__all__ = [
    "from_networkx",
    "from_pandas",
    "to_networkx",
    "to_pandas",
    "triples_from_pandas",
    "triples_to_pandas",
]
