"""Trains planners from several seeds and scores each on the Underground, by stops and by minutes.

    python tests/benchmarks/bench_training.py --seeds 10 --out runs/seeds [--set NAME=VALUE ...]

One thread a run, ``--jobs`` runs side by side.  Every row is one process of ``graphmem train planner`` and two of
``graphmem evaluate``; seconds are those of the training, as its checkpoint states them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROGRAM = [sys.executable, "-P", "-c", "from graphmem.cli import main; main()"]


def run_seed(seed: int, out: Path, minutes: float, settings: list[str]) -> str:
    """One row of the table."""
    folder = out / str(seed)
    options = [word for setting in settings for word in ("--set", setting)]
    words = ["train", "planner", "--out", str(folder), "--seed", str(seed), "--max-minutes", str(minutes), *options]
    subprocess.run([*PROGRAM, *words], check=False, capture_output=True)  # noqa: S603 - our own program
    config = json.loads((folder / "model" / "config.json").read_text())
    row = (
        f"| {seed} | {config['seconds']:.1f} | {config['updates']} | {config['fresh_starts']} | {config['score']:.2%} |"
    )
    for by in ("stops", "minutes"):
        words = ["evaluate", "--by", by, "--json", "--checkpoint", str(folder / "model")]
        done = subprocess.run([*PROGRAM, *words], check=True, capture_output=True, text=True)  # noqa: S603
        score = json.loads(done.stdout)
        row += f" {score['optimal']:,} of {score['pairs']:,} |"
    return row


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--max-minutes", type=float, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--set", action="append", default=[], dest="settings")
    options = parser.parse_args()
    print("| seed | seconds | updates | fresh starts | evaluation | Underground by stops | by minutes |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    with ThreadPoolExecutor(options.jobs) as pool:
        seeds = range(options.first, options.first + options.seeds)
        for row in pool.map(lambda seed: run_seed(seed, options.out, options.max_minutes, options.settings), seeds):
            print(row, flush=True)


if __name__ == "__main__":
    main()
