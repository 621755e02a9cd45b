"""Graph reasoning with a memory machine that learnt route planning from answers alone.

    >>> import graphmem
    >>> print(graphmem.route("Bank", "Oval"))
    Bank to Oval, on london_underground, by minutes
       Northern, Morden via Bank: Bank to Oval, 5 stops, 11 minutes
       5 stops, 11 minutes, 0 changes

load_network    a network by name, or from a folder or file
Network         stations, lines and connections; ``Network.from_edges`` builds one from a pandas table
route           a route between two stations, as a ``Route``
travel_times    a table of minutes, changes or stops between stations
load_machine    a trained machine by name, or from a folder
DNC, NTM        the differentiable neural computer and the neural Turing machine, as PyTorch modules
Planner         the machine that plans routes, as a PyTorch module

Each name is imported on first use, so that ``import graphmem`` itself is fast; the three modules need PyTorch, which
``pip install 'graphmem[train]'`` installs.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import Route, route, travel_times
    from .graphs import Network
    from .machines import load_machine
    from .models import DNC, NTM, Planner
    from .networks import load_network

__version__ = "0.4.0"

__all__ = [
    "DNC",
    "NTM",
    "Network",
    "Planner",
    "Route",
    "__version__",
    "load_machine",
    "load_network",
    "route",
    "travel_times",
]

# The module of each name.
_MODULES = {
    "DNC": "models",
    "NTM": "models",
    "Network": "graphs",
    "Planner": "models",
    "Route": "api",
    "load_machine": "machines",
    "load_network": "networks",
    "route": "api",
    "travel_times": "api",
}


def __getattr__(name: str) -> Any:
    """Import a name of the front door on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """All names that can be imported: without PyTorch, those that need it are left out, or ``help`` would fail."""
    there = {*globals(), *__all__}
    if find_spec("torch") is None:
        there -= {name for name, module in _MODULES.items() if module == "models"}
    return sorted(there)
