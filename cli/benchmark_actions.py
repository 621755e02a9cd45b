"""The work of ``graphmem benchmark``: reading figures, and evaluating weights."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from ..common.text import joined, unknown_name
from ..errors import DataError, UsageError
from .figures import check_folder, device_of, need_torch
from .progress import progress_bar

if TYPE_CHECKING:
    from ..benchmark import BenchmarkMachine
    from ..results.benchmark import BenchmarkFigures, Selection


def shown_figures(folder: Path | None, with_published: bool, selection: Selection) -> BenchmarkFigures:
    """The selected figures in a folder, beside the published ones if asked for; or the published ones alone.

    Raises:
        UsageError: if there are none, in a sentence with what there is.
    """
    from ..results.benchmark import BenchmarkFigures, beside
    from ..results.benchmark_tables import read_benchmark
    from ..results.folders import benchmark_folder, check_evaluated

    check_tests(selection.tasks, selection.tests)
    if folder is not None:
        check_evaluated(folder)
    with benchmark_folder(folder) as place, benchmark_folder() as shipped:
        figures = read_benchmark(place)
        published = read_benchmark(shipped) if with_published else BenchmarkFigures()
    for name in selection.machines:
        check_shown(name, [result.machine for result in (*figures.results, *published.results)], folder)
    figures = beside(figures.only(selection), published.only(selection), folder.resolve().name if folder else "")
    if not figures.results:
        raise UsageError(f"There are no figures{_of(selection)}{f' in {folder}' if folder else ''}.")
    return figures


def check_tests(tasks: tuple[str, ...], tests: tuple[str, ...]) -> None:
    """Check that each test belongs to one of the tasks.

    Raises:
        UsageError: with the tests that there are, if one does not.
    """
    from ..tasks.paper import PAPER_TASKS

    known = {task: tuple(PAPER_TASKS[task].evaluation_sets) for task in tasks}
    for test in tests if tasks else ():
        if not any(test in sets for sets in known.values()):
            there = "; ".join(f"the tests of {task} are {joined(sets)}" for task, sets in known.items())
            raise UsageError(f"{joined(tasks, 'or')} has no test {test!r}: {there}.")


def _of(selection: Selection) -> str:
    """The selection in words, to follow "figures"."""
    words = (" of ", selection.machines), (" on ", selection.tasks), (", test ", selection.tests)
    return "".join(f"{word}{joined(names, 'or')}" for word, names in words if names)


def evaluate_weights(folder: Path, selection: Selection, device: str, threads: int) -> BenchmarkFigures:
    """The selected figures of a folder, after the weights that have none have been evaluated."""
    need_torch("Evaluating weights of the benchmark")
    from ..benchmark import MACHINES, evaluate_folder, find_machine, machine_names

    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}.")
    # Without --machine, a registered machine without weights here is not even imported.
    names = selection.machines or [name for name in machine_names() if name in MACHINES or (folder / name).is_dir()]
    machines = {name: find_machine(name) for name in names}
    check_folder(folder)
    with progress_bar("episodes") as progress:
        return evaluate_folder(folder, machines, selection, device=device_of(device, threads), report=progress)


def reproduce_row(
    folder: Path | None, machine: str, task: str, tests: tuple[str, ...], device: str, threads: int
) -> tuple[BenchmarkFigures, list[str]]:
    """The figures of a machine in a task, measured now, and a sentence for each that differs from the published one."""
    need_torch("Reproducing figures")
    from ..benchmark import reproduce
    from ..results.benchmark import Selection
    from ..results.benchmark_differences import differences
    from ..results.benchmark_tables import read_benchmark
    from ..results.folders import benchmark_folder, check_weights

    entry = machine_for(machine, task)
    with benchmark_folder(folder) as place, progress_bar("episodes") as progress:
        published = read_benchmark(place).only(Selection((machine,), (task,), tests))
        if not published.results:
            raise _no_figures(machine, entry.weights_of, task)
        if entry.weights_of:
            check_weights(place, shipped=folder is None)
        measured = reproduce(place, entry, published, device=device_of(device, threads), report=progress)
        return measured, differences(published, measured)


def check_shown(machine: str, shown: Collection[str], folder: Path | None) -> None:
    """Refuse a machine that has no figures.

    Args:
        machine: name of the machine.
        shown: machines that have figures.
        folder: folder of the figures; None for the published ones.

    Raises:
        UsageError: in a sentence with similar names, or with the commands that make the figures.
    """
    if machine in shown:
        return
    from ..results.folders import has_weights

    if folder is not None and has_weights(folder, machine):
        raise UsageError(
            f"{machine} is trained, but not evaluated; run: graphmem benchmark evaluate {folder} --machine {machine}"
        )
    if folder is not None and machine in _published_machines():
        raise UsageError(
            f"There are no figures of {machine} in {folder}; its published figures are shown without --folder, "
            "or beside those of the folder with --with-published."
        )
    from importlib.util import find_spec

    if find_spec("torch") is None:  # the registry of machines needs it
        raise UsageError(unknown_name("machine", machine, shown))
    from ..benchmark import find_machine, machine_names

    if machine not in machine_names():
        raise UsageError(unknown_name("machine", machine, [*machine_names(), *shown]))
    raise _no_figures(machine, find_machine(machine).weights_of)


def _published_machines() -> set[str]:
    from ..results.benchmark_tables import read_benchmark
    from ..results.folders import benchmark_folder

    with benchmark_folder() as place:
        return {result.machine for result in read_benchmark(place).results}


def machine_for(name: str, task: str) -> BenchmarkMachine:
    """The machine of this name, if it takes part in the task."""
    from ..benchmark import find_machine
    from ..benchmark.archive import check_task

    entry = find_machine(name)
    check_task(name, entry.tasks, task)
    return entry


def _no_figures(machine: str, owner: str, task: str = "") -> UsageError:
    """The error for a machine without figures; ``owner`` is the machine whose weights it uses, if any."""
    ways = [f"graphmem benchmark train {owner} {task or 'TASK'} --minutes M --out FOLDER"] if owner else []
    ways.append(f"graphmem benchmark evaluate FOLDER --machine {machine}")
    return UsageError(
        f"The machine {machine} has no figures{task and f' in {task}'}; to make them: {', then '.join(ways)}."
    )
