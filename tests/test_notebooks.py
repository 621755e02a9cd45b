"""Every notebook runs from start to end, as a reader would run it, and is committed with its outputs."""

import re
import warnings
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MOST_BYTES = 1_500_000
LIMIT = 110  # seconds for a cell


def printed(notebook: Any) -> str:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "".join(output.text for output in outputs if output.output_type == "stream")


def pictures(notebook: Any) -> int:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return sum("image/png" in output.get("data", {}) for output in outputs)


def check_story(notebook: Any) -> None:
    """The figures that the first notebook is about."""
    text = " ".join(printed(notebook).split())
    assert "evaluation 100.00%" in text
    found = re.search(r"The machine's route takes ([\d.]+) minutes, the best possible ([\d.]+)\.", text)
    assert found
    assert found[1] == found[2]
    routes = re.search(r"([\d,]+) of ([\d,]+) routes are optimal", text)
    assert routes
    assert routes[1] == routes[2] == "73,712"
    assert pictures(notebook) == 6


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == ["01_from_answers_to_routes.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_committed_with_its_outputs(path: Path) -> None:
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    assert path.stat().st_size < MOST_BYTES
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [output for cell in cells for output in cell.outputs if output.get("name") == "stderr"]
    assert not [cell for cell in notebook.cells if cell.metadata]
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    check_story(notebook)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    where = {"metadata": {"path": str(tmp_path)}}
    with warnings.catch_warnings():  # jupyter warns about its own transports and event loops
        warnings.simplefilter("ignore")
        client.NotebookClient(notebook, timeout=LIMIT, kernel_name="python3", resources=where).execute()
    check_story(notebook)
