"""A dataset's folder may be damaged, foreign or hostile: one sentence, nothing half-written, no pickle read."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save
from torch_geometric.data import Data

from graphmem.errors import DataError, UsageError
from graphmem.graphs import Network, Triples
from graphmem.interop.dataset import GraphDataset
from graphmem.interop.pyg import from_pyg
from graphmem.networks import load_network


def never() -> Iterable[Network]:
    raise AssertionError("the folder is there")


def only_large(data: Data) -> bool:
    return bool(data.num_nodes > 9)


def test_values_that_need_a_pickle_are_refused(tmp_path: Path, town: Network) -> None:
    def give_array(data: Data) -> Data:
        data.array = np.zeros(2)
        return data

    with pytest.raises(DataError, match=r"data\.array is a numpy\.ndarray, which cannot be kept without a pickle"):
        GraphDataset(tmp_path, town, pre_transform=give_array)
    assert not list((tmp_path / "processed").iterdir())


class Trap:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Path]]:
        return Path.touch, (self.path,)


def test_no_pickle_is_read_or_written(tmp_path: Path, town: Network) -> None:
    root, sprung = tmp_path / "root", tmp_path / "sprung"
    GraphDataset(root, [town, town])
    assert {path.suffix for path in root.rglob("*.*")} == {".json", ".safetensors"}
    for name in ("pre_transform.pt", "pre_filter.pt"):
        torch.save(Trap(sprung), root / "processed" / name)
    GraphDataset(root, [town, town])
    GraphDataset(root, [town, town], force_reload=True)
    torch.save(Trap(sprung), root / "processed" / "graphs.safetensors")
    with pytest.raises(DataError, match="holds no processed graphs"):
        GraphDataset(root)
    assert not sprung.exists()
    torch.load(root / "processed" / "pre_filter.pt", weights_only=False)
    assert sprung.exists(), "the trap works, if anything opens it"


def test_refused_without_a_source_or_graphs(tmp_path: Path, town: Network) -> None:
    triples = Triples.single(*np.array([[0, 1], [0, 0], [1, 0], [2, 3]]), num_stations=2)
    with pytest.raises(UsageError, match="source="):
        GraphDataset(tmp_path, never)
    with pytest.raises(DataError, match="none are given"):
        GraphDataset(tmp_path)
    with pytest.raises(DataError, match="at least one graph"):
        GraphDataset(tmp_path, [])
    with pytest.raises(DataError, match="not a str"):
        GraphDataset(tmp_path, [town, "town"])  # type: ignore[list-item]
    assert not list(tmp_path.rglob("*.*"))
    with pytest.raises(DataError, match="Graph 2 and graph 1 differ: only one of them has directions"):
        GraphDataset(tmp_path, [town, triples])
    with pytest.raises(DataError, match="No graph is left"):
        GraphDataset(tmp_path / "none", town, pre_filter=only_large)
    with pytest.raises(DataError, match="has become a NoneType"):
        GraphDataset(tmp_path / "nothing", [town, town], pre_transform=lambda data: None)


def test_a_callable_that_fails_leaves_no_file(tmp_path: Path, town: Network) -> None:
    def failing() -> Iterable[Network]:
        yield town
        yield load_network("nowhere")

    with pytest.raises(DataError, match="nowhere"):
        GraphDataset(tmp_path, failing, source="town and nowhere")
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("raw/contents.json", b"{", "is not a list of a dataset's graphs"),
        ("raw/contents.json", b'{"source": null, "graphs": {"../../x": ""}}', "does not list the files"),
        ("raw/000000.json", b"{}", "has changed since it was written"),
        ("processed/made_from.json", b"[]", "is not a list of a dataset's graphs"),
        ("processed/graphs.safetensors", b"", "holds no processed graphs"),
        (
            "processed/graphs.safetensors",
            save({"json": np.frombuffer(b'{"dict":{}}', np.uint8)}),
            "no processed graphs",
        ),
    ],
)
def test_damage_is_one_sentence(tmp_path: Path, town: Network, file: str, content: bytes, message: str) -> None:
    GraphDataset(tmp_path, [town])
    if file == "raw/000000.json":
        (tmp_path / "processed" / "made_from.json").unlink()  # raw files are read only to be processed
    (tmp_path / file).write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        GraphDataset(tmp_path, [town])
    assert "\n" not in str(caught.value)
    assert from_pyg(GraphDataset(tmp_path, [town], force_reload=True)[0]) == town


def test_a_folder_that_cannot_be_made(tmp_path: Path, town: Network) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be made"):
        GraphDataset(tmp_path / "file", town)


def test_an_interrupted_folder_is_made_again(tmp_path: Path, town: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    GraphDataset(tmp_path, [town, town])

    def fail_on_second(content: bytes, path: Path) -> None:
        if path.name == "000001.json":
            raise KeyboardInterrupt
        path.write_bytes(content)

    other = load_network("london_zone1_interchanges")
    monkeypatch.setattr("graphmem.interop.dataset.write_bytes", fail_on_second)
    with pytest.raises(KeyboardInterrupt):
        GraphDataset(tmp_path, [other, other], force_reload=True)
    monkeypatch.undo()
    with pytest.raises(DataError, match="holds no graphs"):
        GraphDataset(tmp_path)
    assert [from_pyg(data) for data in GraphDataset(tmp_path, [other, other])] == [other, other]
