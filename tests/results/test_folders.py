"""The figures of graphmem are part of the package, the weights behind them are not."""

import json
import shutil
import tomllib
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from graphmem.benchmark import MACHINES, Budget, train_machine
from graphmem.cli import main
from graphmem.errors import CheckpointError
from graphmem.experiments.resize_traversal import resize_traversal_rows
from graphmem.results import folders
from graphmem.results.folders import benchmark_folder, check_weights, experiments_folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tables without weights, as in an installed package."""
    for name, folder in (("benchmark", benchmark_folder), ("experiments", experiments_folder)):
        (tmp_path / name).mkdir()
        with folder() as there:
            for table in there.glob("*.csv"):
                shutil.copy(table, tmp_path / name)

    def without_weights(path: Path | None, name: str) -> AbstractContextManager[Path]:
        return nullcontext(path or tmp_path / name)

    monkeypatch.setattr(folders, "_folder", without_weights)
    return tmp_path


def test_the_package_ships_the_tables_without_their_weights() -> None:
    root = Path(__file__).parents[2]
    setup = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert setup["include-package-data"] is False
    weights = root / "graphmem" / "weights"
    patterns = [*setup["package-data"]["*"], *setup["package-data"]["graphmem.weights"]]
    shipped = {path.relative_to(weights).as_posix() for pattern in patterns for path in weights.glob(pattern)}
    tables = {path.relative_to(weights).as_posix() for path in weights.rglob("*.csv")}
    assert tables <= shipped
    assert {name for name in shipped if name.endswith(".safetensors")} == {
        "dnc/inference/model.safetensors",
        "dnc/shortest_path/model.safetensors",
        "dnc/traversal/model.safetensors",
        "inference/model.safetensors",
        "planner/model.safetensors",
    }
    sizes = {name: (weights / name).stat().st_size for name in shipped}
    # two bytes for each of the at most 320,000 parameters of a machine of the benchmark, and the header
    for task in ("traversal", "shortest_path", "inference"):
        assert sizes.pop(f"dnc/{task}/model.safetensors") < 2 * 320_000 + 1000
    assert sum(sizes.values()) < 5 * 10**5


def test_a_checkout_has_the_weights() -> None:
    for folder in (benchmark_folder, experiments_folder):
        with folder() as there:
            check_weights(there, shipped=True)


@pytest.mark.parametrize("name", ["benchmark", "experiments"])
def test_an_installed_package_finds_the_weights_of_the_checkout_it_is_run_in(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.setattr(folders, "_own_folder", lambda name: tmp_path / name)
    find = {"benchmark": benchmark_folder, "experiments": experiments_folder}[name]
    monkeypatch.chdir(Path(__file__).parent)
    with find() as folder:
        assert folder == Path(__file__).parents[2] / "graphmem" / "weights" / name
        check_weights(folder, shipped=True)
    monkeypatch.chdir(tmp_path)
    with find() as folder, pytest.raises(CheckpointError, match="not part of the installed package"):
        check_weights(folder, shipped=True)


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    with benchmark_folder(tmp_path) as folder:
        assert folder == tmp_path
    with pytest.raises(CheckpointError, match=rf"^There are no weights in {tmp_path}\.$"):
        check_weights(tmp_path, shipped=False)
    (tmp_path / "dnc" / "traversal").mkdir(parents=True)
    (tmp_path / "dnc" / "traversal" / "seed0.safetensors").write_bytes(b"")
    check_weights(tmp_path, shipped=False)


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        ("benchmark reproduce planner traversal", "benchmark"),
        ("experiment reproduce reuse", "experiments"),
        ("experiment reproduce lengths", "experiments"),
        ("experiment run resize --task traversal", "benchmark"),
    ],
)
def test_what_needs_weights_says_where_they_are(command: str, folder: str, installed: Path) -> None:
    done = CliRunner().invoke(main, command.split())
    assert (done.exit_code, done.stdout) == (6, "")
    assert done.stderr == (
        f"graphmem: The weights of the {folder} are not part of the installed package: work in a checkout of "
        f"graphmem's repository, or pass its graphmem/weights/{folder} by --folder.\n"
    )


@pytest.mark.parametrize(
    "command", ["benchmark show", "experiment show lengths", "benchmark reproduce random-edge traversal --test zone1"]
)
def test_what_needs_no_weights(command: str, installed: Path) -> None:
    done = CliRunner().invoke(main, command.split())
    assert (done.exit_code, done.stderr) == (0, "")


def test_experiments_of_a_checkout_find_the_benchmark_beside_them(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --folder, the "dnc" of the experiment resize is read from the same checkout."""
    monkeypatch.undo()
    checkout, entry = tmp_path / "checkout", MACHINES["dnc"]
    with experiments_folder() as experiments:
        shutil.copytree(experiments, checkout / "experiments")
    settings = entry.settings("traversal", 0)
    train_machine(checkout / "benchmark", entry, settings, Budget(examples=1), device=torch.device("cpu"))
    monkeypatch.setattr(folders, "_folder", lambda path, name: nullcontext(path or installed / name))
    monkeypatch.setattr(resize_traversal_rows, "__defaults__", ((30,), 40))
    words = ["experiment", "reproduce", "resize", "--task", "traversal", "--folder", str(checkout / "experiments")]
    done = CliRunner().invoke(main, [*words, "--json"])
    assert [row["slots"] for row in json.loads(done.stdout)["rows"]] == [30]
