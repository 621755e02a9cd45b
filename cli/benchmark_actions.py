"""What ``graphmem benchmark`` does: reads figures, examines weights, trains."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import DataError, UsageError
from .figures import check_folder
from .main import INTERRUPTED
from .progress import progress_bar

if TYPE_CHECKING:
    import torch

    from ..benchmark.archive import Entry
    from ..benchmark.run import RunProgress
    from ..results.benchmark import Benchmark, Wanted


def read_figures(folder: Path | None) -> Benchmark:
    """The figures in a folder, or those that ship."""
    from ..results.benchmark_tables import benchmark_folder, read_benchmark

    with benchmark_folder(folder) as place:
        return read_benchmark(place)


def examine_weights(folder: Path, wanted: Wanted, device: str, threads: int) -> Benchmark:
    """All figures of a folder, after what is wanted and new has been examined."""
    from ..benchmark.machines import MACHINES
    from ..benchmark.marking import examine_folder

    for name in wanted.machines:
        check_known(name, MACHINES)
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder} to examine.")
    check_folder(folder)
    with progress_bar("episodes") as progress:
        return examine_folder(folder, MACHINES, wanted, device=device_of(device, threads), report=progress)


def retest_row(
    folder: Path | None, row: tuple[str, str], wanted: Wanted, device: str, threads: int
) -> tuple[Benchmark, list[str]]:
    """The figures of a machine in a task as they are now, and a sentence for each that the benchmark has otherwise."""
    from ..benchmark.marking import retest
    from ..results.benchmark import differences
    from ..results.benchmark_tables import benchmark_folder, read_benchmark

    entry = entry_of(*row)
    with benchmark_folder(folder) as place, progress_bar("episodes") as progress:
        told = read_benchmark(place).only(wanted)
        if not told.scores:
            raise _no_figures(entry, *row)
        found = retest(place, entry, told, device=device_of(device, threads), report=progress)
        return found, differences(told, found)


def train_machine(
    row: tuple[str, str],
    seed: int,
    minutes: float | None,
    examples: int | None,
    out: Path,
    resume: bool,
    learning_rate: float | None,
    compiled: bool,
    device: str,
    threads: int,
) -> str:
    """Train, and say what came of it."""
    from ..benchmark.session import Budget, train_run

    machine, task = row
    entry = entry_of(machine, task)
    if not entry.trained:
        raise UsageError(f"{machine} has nothing to train; it is examined as it is.")
    budget = Budget(examples or float("inf"), 60 * (minutes or float("inf")))
    settings, place = entry.settings(task, seed), device_of(device, threads)
    with progress_bar(f"{machine}, {task}, seed {seed}") as progress:

        def report(state: RunProgress) -> None:
            progress(round(1000 * budget.used(state)), 1000)

        try:
            run = train_run(
                out,
                entry,
                settings,
                budget,
                resume=resume,
                learning_rate=learning_rate,
                compiled=compiled,
                device=place,
                report=report,
            )
        except KeyboardInterrupt:
            click.echo("graphmem: interrupted; the run is saved, go on with the same command and --resume.", err=True)
            click.get_current_context().exit(INTERRUPTED)
    state, last = run.progress, run.num_stages
    seconds = f"{state.seconds:.0f} s of the processor"
    return (
        f"{machine}, {task}, seed {seed}: stage {state.stage + 1} of {last}, {state.accuracy:.0%} right when checked, "
        f"{state.examples:,} examples, {state.update:,} updates, {seconds}; weights in {out}"
    )


def entry_of(machine: str, task: str) -> Entry:
    """The machine of this name, if it takes part in the task."""
    from ..benchmark.machines import MACHINES

    check_known(machine, MACHINES)
    entry: Entry = MACHINES[machine]
    if task not in entry.tasks:
        raise UsageError(f"{machine} takes no part in {task}, but in {', '.join(entry.tasks)}.")
    return entry


def check_known(machine: str, names: Collection[str]) -> None:
    """Refuse a name that is none of these."""
    if machine not in names:
        near = get_close_matches(machine, set(names))
        known = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(dict.fromkeys(names))}."
        raise UsageError(f"There is no machine {machine!r}; {known}")


def check_shown(machine: str, shown: Collection[str]) -> None:
    """Refuse a machine that has no figures, and one that there is not."""
    if machine not in shown:
        from ..benchmark.machines import MACHINES

        check_known(machine, [*MACHINES, *shown])
        raise _no_figures(MACHINES[machine], machine)


def _no_figures(entry: Entry, machine: str, task: str = "") -> UsageError:
    owner = entry.weights_of
    ways = [f"graphmem benchmark --train {owner} {task or 'TASK'} --minutes M --out FOLDER"] if owner else []
    ways.append(f"graphmem benchmark --examine FOLDER --machine {machine}")
    return UsageError(
        f"There is a machine {machine}, but here are no figures of it{task and f' in {task}'}; to make them: "
        f"{', then '.join(ways)}."
    )


def device_of(name: str, threads: int) -> torch.device:
    """The device, after torch has been told how many threads to use on the CPU."""
    import torch

    from ..training.session import choose_device

    torch.set_num_threads(threads)
    return choose_device(name)
