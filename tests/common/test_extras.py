"""Optional libraries: what is missing is named in a sentence, with the extra of pyproject.toml that installs it."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from graphmem.common.extras import OPTIONAL, missing, need
from graphmem.errors import MissingExtra, UsageError


def test_installed_libraries_raise_nothing() -> None:
    need("Everything", *OPTIONAL)


@pytest.mark.parametrize("module", OPTIONAL)
def test_a_missing_library_is_named_with_the_command_that_installs_it(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
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
        ("experiments", "An experiment"),
        ("evaluation.lengths", "Measuring errors against length"),
        ("tasks.paper.walks", "Training on walks"),
        ("interop.pyg", "Conversion to PyTorch Geometric"),
        ("interop.dataset", "A GraphDataset"),
        ("interop.storage", "A file of tensors"),
    ],
)
def test_a_package_that_needs_a_library_raises_one_sentence(name: str, purpose: str) -> None:
    blocked = ", ".join(f"{module}=None" for module in OPTIONAL)
    code = f"import sys; sys.modules.update({blocked})\nimport graphmem.{name}"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"graphmem.errors.MissingExtra: {purpose} needs PyTorch")
    assert last.endswith('; install it with: pip install "graphmem[train]"')


# Imports every module named on standard input, each as the first of graphmem, and prints the error or "imported".
IMPORT_EACH = """
import importlib, json, sys
found = {}
for name in json.load(sys.stdin):
    for loaded in [loaded for loaded in sys.modules if loaded.split(".")[0] == "graphmem"]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
        found[name] = "imported"
    except Exception as error:
        found[name] = f"{type(error).__name__}: {error}"
json.dump(found, sys.stdout)
"""


def test_every_module_is_imported_or_raises_one_sentence() -> None:
    """Without any optional library; ``__main__`` would run the command line."""
    root = Path(__file__).parents[2]
    folders = {"graphmem": root / "graphmem", "graphmem.cli": root / "cli"}
    names = [
        ".".join([package, *path.relative_to(folder).with_suffix("").parts]).removesuffix(".__init__")
        for package, folder in folders.items()
        for path in sorted(folder.rglob("*.py"))
        if path.name != "__main__.py"
    ]
    blocked = ", ".join(f"{module}=None" for module in OPTIONAL)
    code = f"import sys; sys.modules.update({blocked})\n{IMPORT_EACH}"
    command, given = [sys.executable, "-P", "-c", code], json.dumps(names)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, str] = json.loads(done.stdout)
    assert list(found) == names
    sentence = re.compile(r'MissingExtra: [A-Z].* needs PyTorch.*; install it with: pip install "graphmem\[train\]"')
    refused = {name: result for name, result in found.items() if result != "imported"}
    assert {name: result for name, result in refused.items() if not sentence.fullmatch(result)} == {}
    assert {"graphmem.tasks.algorithmic.bits", "graphmem.experiments.resize", "graphmem.models.dnc"} <= set(refused)
    assert not {"graphmem", "graphmem.evaluation.networks", "graphmem.cli.main"} & set(refused)
