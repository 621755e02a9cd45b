"""The discretised planner, and all that routes with it, start without torch."""

import subprocess
import sys

import pytest

MODULES = [
    "graphmem.interpreter",
    "graphmem.routing",
    "graphmem.evaluation.proof",
    "graphmem.interpreter.explain.planner",
]


@pytest.mark.parametrize("module", MODULES)
def test_no_torch(module: str) -> None:
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-P", "-c", code], check=False).returncode == 0  # noqa: S603
