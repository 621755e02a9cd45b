"""All machines by name: those of graphmem, and those that other packages register.

A package registers a machine by an entry point of the group "graphmem.machines", whose name is that of the machine and
whose object is a ``BenchmarkMachine``.  In the package's pyproject.toml:

    [project.entry-points."graphmem.machines"]
    toy = "toy_package.machines:TOY"

A package that cannot be imported makes its own machine unusable, and nothing else.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from ..common.text import joined, unknown_name
from ..errors import UsageError
from .machine import BenchmarkMachine
from .machines import MACHINES

GROUP = "graphmem.machines"


def machine_names() -> tuple[str, ...]:
    """The names of all machines, those of graphmem first; no package is imported for them."""
    return tuple(dict.fromkeys([*MACHINES, *sorted(point.name for point in entry_points(group=GROUP))]))


def find_machine(name: str) -> BenchmarkMachine:
    """The machine of this name.

    Raises:
        UsageError: if there is none, several packages register the name, or the package that does cannot be used.
    """
    points = list(entry_points(group=GROUP, name=name))
    if len(points) + (name in MACHINES) > 1:
        owners = sorted([*(_package(point) for point in points), *(["graphmem"] if name in MACHINES else [])])
        raise UsageError(f"The machine {name!r} is registered by {joined(owners)}; uninstall all but one of them.")
    if name in MACHINES:
        return MACHINES[name]
    if not points:
        raise UsageError(unknown_name("machine", name, machine_names()))
    return _load(points[0])


def _load(point: EntryPoint) -> BenchmarkMachine:
    where = f"The machine {point.name!r} of the package {_package(point)} cannot be used"
    try:
        machine = point.load()
    except Exception as error:  # whatever another package raises when it is imported
        raise UsageError(f"{where}: {type(error).__name__}: {error}.") from error
    if not isinstance(machine, BenchmarkMachine):
        raise UsageError(f"{where}: {point.value} is not a BenchmarkMachine.")
    if machine.name != point.name:
        raise UsageError(f"{where}: it is registered as {point.name!r}, but its name is {machine.name!r}.")
    return machine


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value.partition(":")[0]
