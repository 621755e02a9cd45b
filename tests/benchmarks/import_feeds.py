"""Imports every feed of a folder, good or broken, and prints the outcomes as a table.

    python tests/benchmarks/import_feeds.py FOLDER

A feed is a file (but for notes such as SOURCE.txt and LICENSE) or a folder without zips; folders with zips are walked.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from graphmem.cli import main as graphmem
from graphmem.networks import read_network

NOTES = ("SOURCE", "LICENSE", "LICENCE", "README")


def feeds(folder: Path) -> Iterator[Path]:
    """Every file or folder that may be a feed."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and any(path.rglob("*.zip")):
            yield from feeds(path)
        elif path.is_dir() or not (path.stem.upper().startswith(NOTES) or path.suffix == ".md"):
            yield path


def row(feed: Path, root: Path) -> list[str]:
    """One row: the feed, the outcome, the size of the tables, seconds, and the output."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "network"
        begun = time.perf_counter()
        result = CliRunner().invoke(graphmem, ["import", str(feed), "--out", str(out)])
        seconds = f"{time.perf_counter() - begun:.2f}"
        # Anything but an exit would be a traceback for the user.
        if result.exception and not isinstance(result.exception, SystemExit):
            return [feed.name, f"TRACEBACK {result.exception!r}", "", "", "", seconds, ""]
        output = result.output.replace(f"{root}/", "").strip().splitlines()
        if result.exit_code:
            return [feed.name, f"refused, {result.exit_code}", "", "", "", seconds, " ".join(output)]
        network = read_network(out)
        counts = [str(len(part)) for part in (network.stations, network.lines, network.connections)]
        return [feed.name, "imported", *counts, seconds, " ".join(line.strip() for line in output[1:-1])]


def main() -> int:
    """Print the table; 1 if any import ended in a traceback."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    root = parser.parse_args().folder
    rows = [row(feed, root) for feed in feeds(root)]
    print("| feed | outcome | stations | lines | connections | s | output |\n|---|---|--:|--:|--:|--:|---|")
    for cells in rows:
        print(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    broken = sum(cells[1].startswith("TRACEBACK") for cells in rows)
    print(f"\n{len(rows)} feeds: {sum(cells[1] == 'imported' for cells in rows)} imported, {broken} tracebacks.")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
