"""A checkout works from its own folder, where Python finds graphmem/ before the installed package."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*arguments: str) -> str:
    """What Python prints in the folder of the checkout, with nothing of graphmem installed."""
    blocked = "import sys; sys.meta_path = [one for one in sys.meta_path if 'editable' not in str(one).lower()]; "
    module = "import runpy; sys.argv = ['graphmem', *sys.argv[1:]]; runpy.run_module('graphmem', run_name='__main__')"
    code = arguments[0] if len(arguments) == 1 else module
    command = [sys.executable, "-c", blocked + code, *(arguments if len(arguments) > 1 else ())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout


def test_networks_are_found() -> None:
    code = "import graphmem; print(graphmem.__file__); print(len(graphmem.load_network('lisbon_metro').stations))"
    file, stations = run(code).split()
    assert Path(file).parents[1] == ROOT
    assert stations == "50"


def test_the_command_line_is_found() -> None:
    assert "Lisboa" in run("networks", "show", "lisbon_metro")
