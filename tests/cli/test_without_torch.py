"""Every table is shown without optional libraries; what needs one says so in one sentence with the command."""

import subprocess
import sys
from pathlib import Path

import pytest

from graphmem.common.extras import OPTIONAL

BLOCK = f"import sys; sys.modules.update({', '.join(f'{module}=None' for module in OPTIONAL)})\n"
INSTALL = 'needs PyTorch; install it with: pip install "graphmem[train]"'


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    code = f"{BLOCK}from graphmem.cli import main; main({words})"
    return subprocess.run(  # noqa: S603
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False, cwd=folder
    )


@pytest.mark.parametrize(
    "command",
    [
        "benchmark show --machine gru --by nodes",
        "experiment show reuse --json",
        "evaluate --network berlin_ubahn --pairs 20",
        "evaluate --network berlin_ubahn --task traversal --walks 20 --hops 3",
        "networks",
        "networks show berlin_ubahn",
        "route --from Bank --to Angel",
        "explain --stations 0",
        "explain --machine inference",
        "generate sparse --out episodes.jsonl --episodes 3",
    ],
)
def test_without_torch(command: str, tmp_path: Path) -> None:
    done = run(command.split(), tmp_path)
    assert (done.returncode, done.stderr if "generate" not in command else "") == (0, "")
    assert done.stdout


@pytest.mark.parametrize(
    ("command", "purpose"),
    [
        ("benchmark reproduce dnc traversal", "Reproducing figures"),
        ("benchmark evaluate .", "Evaluating weights of the benchmark"),
        ("benchmark train dnc traversal --minutes 1 --out runs", "Training"),
        ("experiment reproduce reuse", "Reproducing figures"),
        ("experiment run reuse", "Running an experiment"),
        ("evaluate --machine dnc", "The DNC"),
        ("explain --machine dnc", "The DNC"),
        ("route --machine dnc --from Bank --to Angel", "The DNC"),
    ],
)
def test_what_needs_torch(command: str, purpose: str, tmp_path: Path) -> None:
    done = run(command.split(), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"graphmem: {purpose} {INSTALL}\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("networks show berlin_ubahn --map map.png", "Drawing a picture needs Matplotlib; {}[map]"),
        ("route --from Bank --to Angel --map map.svg", "Drawing a picture needs Matplotlib; {}[map]"),
        ("generate sparse --out g.parquet --episodes 3", "Writing a .parquet file needs pyarrow; {}[parquet]"),
    ],
)
def test_what_needs_other_libraries(command: str, sentence: str, tmp_path: Path) -> None:
    done = run(command.split(), tmp_path)
    wanted = sentence.format('install it with: pip install "graphmem')
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f'graphmem: {wanted}"\n')
    assert not list(tmp_path.iterdir())


def test_an_unknown_machine_without_torch(tmp_path: Path) -> None:
    done = run(["benchmark", "show", "--machine", "plannr"], tmp_path)
    assert (done.returncode, done.stderr) == (2, "graphmem: There is no machine 'plannr'; did you mean planner?\n")
