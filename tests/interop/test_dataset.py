"""A folder of graphs: made once, from what it says, and read without a pickle."""

import pickle
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch_geometric import transforms
from torch_geometric.data import Data
from torch_geometric.loader import DataLoader

from graphmem.errors import DataError
from graphmem.generators import GENERATORS, to_network
from graphmem.graphs import Network, Triples
from graphmem.interop.dataset import GraphDataset
from graphmem.interop.pyg import from_pyg, triples_from_pyg
from graphmem.networks import load_network, shipped_networks


def generated(num_graphs: int = 5, seed: int = 1) -> Triples:
    return GENERATORS["transit"](np.random.default_rng(seed), num_graphs, stations=(8, 12), minutes=(1, 9)).triples


def rows(triples: Triples) -> list[tuple[int, ...]]:
    return [tuple(row) for row in triples]


def never() -> Iterable[Network]:
    raise AssertionError("the folder is there")


def no_blue(data: Data) -> Data:
    data.keep = data.edge_line != 1
    return data


def only_large(data: Data) -> bool:
    return bool(data.num_nodes > 9)


def test_shipped_networks(tmp_path: Path) -> None:
    dataset = GraphDataset(tmp_path, lambda: map(load_network, shipped_networks()), source="shipped networks")
    files = [f"{number:06}.json" for number in range(len(shipped_networks()))]
    assert dataset.raw_file_names == ["contents.json", *files]
    assert dataset.processed_file_names == ["graphs.safetensors", "made_from.json"]
    assert all(Path(path).is_file() for path in (*dataset.raw_paths, *dataset.processed_paths))
    wanted = [load_network(name) for name in shipped_networks()]
    assert [from_pyg(data) for data in dataset] == wanted
    again = GraphDataset(tmp_path, never, source="shipped networks")
    assert [from_pyg(data) for data in again] == wanted
    assert all(data.validate() for data in again)


def test_generated_graphs(tmp_path: Path) -> None:
    triples = generated()
    dataset = GraphDataset(str(tmp_path), triples)
    assert len(dataset) == 5
    assert [rows(triples_from_pyg(data)) for data in dataset] == [rows(triples.graph(g)) for g in range(5)]
    (batch,) = DataLoader(dataset, batch_size=5)
    assert rows(triples_from_pyg(batch)) == rows(triples)
    assert [triples.graph(g).num_stations for g in (3, 1)] == [data.num_nodes for data in dataset[[3, 1]]]
    assert rows(triples_from_pyg(dataset.copy([4])[0])) == rows(triples.graph(4))
    assert (tmp_path / "raw" / "000004.safetensors").is_file()


def test_generated_networks(tmp_path: Path) -> None:
    batch = GENERATORS["transit"](np.random.default_rng(1), 3, stations=(8, 12))
    networks = [to_network(batch, index, f"transit {index}") for index in range(3)]
    assert [from_pyg(data) for data in GraphDataset(tmp_path, networks)] == networks
    assert from_pyg(GraphDataset(tmp_path)[2]) == networks[2]


def test_one_graph(tmp_path: Path, town: Network) -> None:
    for _ in range(2):
        dataset = GraphDataset(tmp_path, town)
        assert len(dataset) == 1
        assert from_pyg(dataset[0]) == town


def test_workers_can_be_sent_the_dataset(tmp_path: Path, town: Network) -> None:
    dataset = GraphDataset(tmp_path, lambda: [town, town], source="town")
    assert len(pickle.loads(pickle.dumps(dataset))) == 2  # noqa: S301 - what a DataLoader does


def test_folders_of_other_graphs_are_refused(tmp_path: Path) -> None:
    GraphDataset(tmp_path, lambda: generated(seed=1), source="seed 1")
    files = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    for other in (
        lambda: GraphDataset(tmp_path, lambda: generated(seed=2), source="seed 2"),
        lambda: GraphDataset(tmp_path, generated(seed=2)),
        lambda: GraphDataset(tmp_path, source="seed 2"),
        lambda: GraphDataset(tmp_path, generated(seed=1).graph(0)),
    ):
        with pytest.raises(DataError, match="was made from 'seed 1': choose another folder, or force_reload=True"):
            other()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == files
    # The same graphs are the same, whoever made them.
    assert len(GraphDataset(tmp_path, generated(seed=1))) == 5


def test_force_reload_makes_the_folder_anew(tmp_path: Path, town: Network) -> None:
    GraphDataset(tmp_path, generated())
    dataset = GraphDataset(tmp_path, [town], force_reload=True)
    assert from_pyg(dataset[0]) == town
    assert sorted(path.name for path in (tmp_path / "raw").iterdir()) == ["000000.json", "contents.json"]
    with pytest.raises(DataError, match="other graphs"):
        GraphDataset(tmp_path, generated())


def test_what_is_lost_is_made_again(tmp_path: Path) -> None:
    triples = generated()
    dataset = GraphDataset(tmp_path, triples)
    for path in (*dataset.raw_paths, *dataset.processed_paths):
        Path(path).unlink()
        assert [rows(triples_from_pyg(data)) for data in GraphDataset(tmp_path, triples)] == [
            rows(triples.graph(g)) for g in range(5)
        ]
        assert Path(path).is_file()


def test_other_raw_files_are_processed_anew(tmp_path: Path) -> None:
    GraphDataset(tmp_path, generated(seed=1))
    (tmp_path / "raw" / "contents.json").unlink()
    dataset = GraphDataset(tmp_path, generated(seed=2))
    assert rows(triples_from_pyg(dataset[0])) == rows(generated(seed=2).graph(0))


def test_transforms(tmp_path: Path) -> None:
    triples = generated(20)
    seen: list[int] = []

    def count(data: Data) -> Data:
        seen.append(data.num_nodes)
        return data

    dataset = GraphDataset(tmp_path, triples, transform=count, pre_transform=no_blue, pre_filter=only_large)
    large = [triples.graph(g) for g in range(20) if triples.graph(g).num_stations > 9]
    assert 0 < len(large) < 20
    assert not seen
    for data, graph in zip(dataset, large, strict=True):
        assert data.keep.tolist() == (graph.line != 1).tolist()
    assert seen == [graph.num_stations for graph in large]


@pytest.mark.parametrize("name", ["pre_transform", "pre_filter"])
def test_another_transform_warns_and_force_reload_applies_it(tmp_path: Path, name: str) -> None:
    triples = generated(20)
    one, other = {name: {"pre_transform": no_blue, "pre_filter": only_large}[name]}, {name: None}
    before = len(GraphDataset(tmp_path, triples, **one))
    assert len(GraphDataset(tmp_path, triples, **one)) == before
    with pytest.warns(UserWarning, match=f"was processed with {name}=<function .*>, not None"):
        assert len(GraphDataset(tmp_path, triples, **other)) == before
    dataset = GraphDataset(tmp_path, triples, **other, force_reload=True)
    assert len(dataset) == 20
    assert "keep" not in dataset[0]


def test_pyg_transforms_are_kept(tmp_path: Path, town: Network) -> None:
    def compose() -> transforms.Compose:
        return transforms.Compose([transforms.Constant(), transforms.AddRandomWalkPE(1)])

    made, read = (GraphDataset(tmp_path, town, pre_transform=compose()) for _ in range(2))
    assert read.num_node_features == made.num_node_features == 1
    assert torch.equal(made[0].random_walk_pe, read[0].random_walk_pe)
