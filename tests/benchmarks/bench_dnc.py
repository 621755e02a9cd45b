"""Times a training step of our DNC, native, step by step and compiled, beside other packages; and its peak memory.

    python tests/benchmarks/bench_dnc.py [--rounds 7] [--csordas FOLDER] [--leave compiled]

A step is a forward pass, a backward pass and the gradients of all weights, on one thread, without an optimiser.  All
machines are timed in turn, round by round; the median of the processor time is printed.  Memory is what a step adds at
its peak, in a process of its own (Linux).  Other packages are measured where they are installed: ``dnc`` from PyPI,
whose controller is always an LSTM, and RobertCsordas/dnc from the folder of a clone.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import torch

from graphmem.models import DNC

INPUTS, OUTPUTS = 92, 90  # of the paper's tasks on graphs
Step = Callable[[], None]


class Size(NamedTuple):
    """Sizes of a machine and of what it reads."""

    controller: str
    batch: int
    slots: int
    word: int
    heads: int
    hidden: int
    steps: int


SIZES = {
    "large": Size("lstm", batch=16, slots=256, word=64, heads=4, hidden=256, steps=64),
    "small": Size("feed-forward", batch=16, slots=12, word=64, heads=3, hidden=256, steps=20),
    "middle": Size("feed-forward", batch=16, slots=60, word=64, heads=3, hidden=256, steps=60),
}


def ours(size: Size) -> DNC:
    """Our DNC."""
    return DNC(
        INPUTS,
        OUTPUTS,
        hidden_size=size.hidden,
        num_slots=size.slots,
        word_size=size.word,
        num_read_heads=size.heads,
        controller=size.controller,  # type: ignore[arg-type]
        generator=torch.Generator().manual_seed(0),
    )


def native(size: Size, folder: Path | None) -> Step:
    """Our DNC as it is."""
    del folder
    machine, inputs = ours(size), torch.randn(size.steps, size.batch, INPUTS)
    return lambda: train(machine, lambda: machine(inputs)[0])


def eager(size: Size, folder: Path | None) -> Step:
    """Our DNC step by step."""
    del folder
    machine, inputs = ours(size), torch.randn(size.steps, size.batch, INPUTS)
    machine.use_steps()
    return lambda: train(machine, lambda: machine(inputs)[0])


def compiled(size: Size, folder: Path | None) -> Step:
    """Our DNC step by step, compiled by PyTorch."""
    del folder
    machine, inputs = ours(size), torch.randn(size.steps, size.batch, INPUTS)
    machine.use_steps()
    machine.compile_steps()
    return lambda: train(machine, lambda: machine(inputs)[0])


def pypi(size: Size, folder: Path | None) -> Step | None:
    """The package ``dnc`` of PyPI; its outputs are as many as its inputs."""
    del folder
    if find_spec("dnc") is None:
        return None
    from dnc import DNC as Other  # type: ignore[import-not-found]  # noqa: N811

    machine = Other(
        input_size=INPUTS,
        hidden_size=size.hidden,
        rnn_type="lstm",
        num_layers=1,
        num_hidden_layers=1,
        nr_cells=size.slots,
        cell_size=size.word,
        read_heads=size.heads,
        batch_first=True,
    )
    inputs = torch.randn(size.batch, size.steps, INPUTS)
    return lambda: train(machine, lambda: machine(inputs, (None, None, None), reset_experience=True)[0])


def csordas(size: Size, folder: Path | None) -> Step | None:
    """RobertCsordas/dnc, without its extensions of the paper."""
    if folder is None:
        return None
    sys.path.insert(0, str(folder))
    from Models.DNC import DNC as Other  # type: ignore[import-not-found]  # noqa: N811
    from Models.DNC import FeedforwardController, LSTMController

    made = LSTMController if size.controller == "lstm" else FeedforwardController
    extensions = {"dealloc_content": False, "link_sharpness_control": False}
    machine = Other(INPUTS, OUTPUTS, size.word, size.slots, size.heads, made([size.hidden]), **extensions)
    inputs = torch.randn(size.steps, size.batch, INPUTS)
    return lambda: train(machine, lambda: machine(inputs))


MACHINES: dict[str, Callable[[Size, Path | None], Step | None]] = {
    "native": native,
    "step by step": eager,
    "compiled": compiled,
    "PyPI dnc": pypi,
    "RobertCsordas/dnc": csordas,
}


def train(machine: torch.nn.Module, run: Callable[[], torch.Tensor]) -> None:
    """One training step."""
    machine.zero_grad(set_to_none=True)
    run().square().mean().backward()


def seconds(step: Step) -> float:
    """Processor time of one step, which depends less than its duration on what else the computer does."""
    began = time.process_time()
    step()
    return time.process_time() - began


def peak(name: str, size: str, folder: Path | None) -> float:
    """Megabytes that a step adds to the peak, in a process of its own."""
    words = [sys.executable, __file__, "--memory", name, "--size", size]
    words += ["--csordas", str(folder)] if folder else []
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    return float(done.stdout)


def print_peak(name: str, size: str, folder: Path | None) -> None:
    """The measurement of ``peak``; a step at a small size first loads what a step needs."""
    small = SIZES[size]._replace(batch=2, slots=4, steps=2)
    for sizes in (small, SIZES[size]):
        step = MACHINES[name](sizes, folder)
        assert step is not None
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts from what is in use now
        before = highest()
        step()
    print(highest() - before)


def highest() -> float:
    """The peak of the memory of this process, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def table(size: str, rounds: int, folder: Path | None, leave: list[str]) -> None:
    """Print the table of one size."""
    steps: dict[str, Step] = {}
    print(f"\n{size}: {SIZES[size]}\n")
    for name, make in MACHINES.items():
        step = None if name in leave else make(SIZES[size], folder)
        if step is None:
            print(f"{name} is not measured.")
        else:
            step()
            step()
            steps[name] = step
    found: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            found[name].append(seconds(step))
    middle = {name: 1000 * statistics.median(times) for name, times in found.items()}
    print("| machine | ms a step | times native | best, ms | memory, MB |\n|---|--:|--:|--:|--:|")
    for name, times in found.items():
        ratio, best = middle[name] / middle["native"], 1000 * min(times)
        print(
            f"| {name} | {middle[name]:.1f} | {ratio:.1f} | {best:.1f} | {peak(name, size, folder):.0f} |", flush=True
        )


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--csordas", type=Path, help="folder of a clone of RobertCsordas/dnc")
    parser.add_argument("--leave", action="append", default=[], choices=MACHINES, help="a machine not to measure")
    parser.add_argument("--size", action="append", choices=SIZES)
    parser.add_argument("--memory", choices=MACHINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # of the other packages
    sizes = options.size or list(SIZES)
    if options.memory:
        print_peak(options.memory, sizes[0], options.csordas)
        return
    for size in sizes:
        table(size, options.rounds, options.csordas, options.leave)


if __name__ == "__main__":
    main()
