"""``python -m graphmem``: the command line.

The command line is installed as graphmem.cli, and in a checkout it is the folder cli/ beside graphmem/.
"""

import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

if not find_spec("graphmem.cli"):
    folder = Path(__file__).resolve().parents[1] / "cli"
    spec = spec_from_file_location("graphmem.cli", folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec and spec.loader:
        sys.modules["graphmem.cli"] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules["graphmem.cli"])

from .cli import main

main(prog_name="graphmem")
