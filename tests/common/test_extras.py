"""Optional libraries: found or asked for in a sentence, and named as pyproject.toml names them."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from graphmem.common.extras import OPTIONAL, missing, need
from graphmem.errors import MissingExtra, UsageError


def test_what_is_installed_is_not_asked_for() -> None:
    need("Everything", *OPTIONAL)


@pytest.mark.parametrize("module", OPTIONAL)
def test_what_is_missing_is_asked_for_with_its_command(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    extra, library = OPTIONAL[module]
    with pytest.raises(MissingExtra) as caught:
        need("Drawing a map", "json", module)
    assert str(caught.value) == f'Drawing a map needs {library}; install it with: pip install "graphmem[{extra}]"'
    assert caught.value.exit_code == UsageError.exit_code == 2
    assert str(missing(module)).startswith("This needs ")


@pytest.mark.parametrize("module", OPTIONAL)
def test_the_extra_installs_the_library(module: str) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra, _ = OPTIONAL[module]
    requirements = [requirement.split(">=")[0] for requirement in project["optional-dependencies"][extra]]
    assert module.replace("_", "-") in requirements
    assert module.replace("_", "-") not in [requirement.split(">=")[0] for requirement in project["dependencies"]]


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("memory", "A memory"),
        ("models", "A trainable machine"),
        ("training", "Training"),
        ("benchmark", "The benchmark"),
        ("interop.pyg", "Conversion to PyTorch Geometric"),
        ("interop.dataset", "A GraphDataset"),
        ("interop.storage", "A file of tensors"),
    ],
)
def test_a_package_that_needs_a_library_says_so(name: str, purpose: str) -> None:
    blocked = ", ".join(f"{module}=None" for module in OPTIONAL)
    code = f"import sys; sys.modules.update({blocked})\nimport graphmem.{name}"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"graphmem.errors.MissingExtra: {purpose} needs PyTorch")
    assert last.endswith('; install it with: pip install "graphmem[train]"')
