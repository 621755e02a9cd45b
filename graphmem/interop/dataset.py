"""Networks and triples as a dataset of PyTorch Geometric, in a folder without pickles."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from ..common.extras import missing

try:
    from torch_geometric.data import Data, InMemoryDataset
except ModuleNotFoundError as error:
    raise missing("torch_geometric", "A GraphDataset") from error

from ..common.files import digest
from ..errors import DataError, UsageError
from ..graphs import Network
from ..graphs.triples import Triples
from .files import from_bytes, to_bytes
from .pyg import to_pyg, triples_to_pyg
from .storage import read_values, write_bytes, write_values

GraphSource = Network | Triples | Iterable[Network | Triples]
CONTENTS, GRAPHS, MADE_FROM = "contents.json", "graphs.safetensors", "made_from.json"
_RAW_FILE = re.compile(r"\d{6,}\.(json|safetensors)")


class GraphDataset(InMemoryDataset):  # type: ignore[misc]  # PyG is untyped
    """A folder of graphs, each as ``to_pyg`` or ``triples_to_pyg`` makes it.

        root/raw/contents.json          what the graphs were made from, and the SHA-256 of each file
        root/raw/000000.json ...        a network as node-link JSON, or
        root/raw/000000.safetensors ... one graph of triples
        root/processed/                 what pre_filter passed, as pre_transform left it

    Shipped networks, and generated graphs::

        GraphDataset("shipped", lambda: map(load_network, shipped_networks()), source="shipped networks")
        batch = GENERATORS["transit"](np.random.default_rng(1), 100, stations=(20, 30))
        GraphDataset("transit", batch.triples)
        GraphDataset("transit_networks", [to_network(batch, g, f"transit {g}") for g in range(100)])

    A callable is called once, when the folder is made; nothing is ever downloaded.  PyG itself reads pickles from a
    dataset's folder (2.8: ``pre_transform.pt`` with ``weights_only=False``, and a file that ``weights_only`` refuses,
    once more without); here ``save``, ``load`` and the bookkeeping are replaced by safetensors and JSON.

    Args:
        root: a local folder, made if need be.
        graphs: networks and triples (a table of several graphs becomes as many), or a callable that gives them; none
            where the folder is there already.
        source: what a callable makes, for people; a folder that was made from something else is refused.
        transform, pre_transform, pre_filter: as everywhere in PyG; a folder that was processed with other ones is used
            as it is, with a warning.
        force_reload: make the folder again, from ``graphs`` if they are given, else from its raw files.

    Raises:
        UsageError: for a callable without ``source``.
        DataError: if the folder was made from other graphs, is missing, damaged or cannot be written, there are no
            graphs, or they differ in what they hold, as networks and triples do.
    """

    def __init__(
        self,
        root: str | Path,
        graphs: GraphSource | Callable[[], GraphSource] | None = None,
        *,
        source: str | None = None,
        transform: Callable[[Data], Data] | None = None,
        pre_transform: Callable[[Data], Data] | None = None,
        pre_filter: Callable[[Data], bool] | None = None,
        force_reload: bool = False,
    ) -> None:
        if callable(graphs) and not source:
            raise UsageError("A callable needs source=, a text that describes its graphs.")
        self._graphs, self._source = graphs, source
        super().__init__(str(root), transform, pre_transform, pre_filter, force_reload=force_reload)
        # A callable may be a lambda, and those cannot be sent to the processes of a DataLoader.
        self._graphs = None
        self.load(self.processed_paths[0])

    @property
    def raw_file_names(self) -> list[str]:
        """The list of contents and, if it exists, the files that it lists."""
        return [CONTENTS, *self._contents()["graphs"]] if self._raw(CONTENTS).is_file() else [CONTENTS]

    @property
    def processed_file_names(self) -> list[str]:
        """The graphs, and the digests and functions they were made from."""
        return [GRAPHS, MADE_FROM]

    def download(self) -> None:
        """Write the raw files from the given graphs; the list of contents comes last."""
        files = self._files()
        self._raw(CONTENTS).unlink(missing_ok=True)
        for name, content in files.items():
            write_bytes(content, self._raw(name))
        for path in Path(self.raw_dir).iterdir():
            if _RAW_FILE.fullmatch(path.name) and path.name not in files:
                path.unlink()
        _write_json({"source": self._source, "graphs": _digests(files)}, self._raw(CONTENTS))

    def process(self) -> None:
        """Convert the raw files, filter and transform them, and write the result."""
        graphs = []
        for name, known in self._contents()["graphs"].items():
            path = self._raw(name)
            content = _read(path)
            if digest(content) != known:
                raise DataError(f"{path} has changed since it was written.")
            graph = from_bytes(content, path)
            data = to_pyg(graph) if isinstance(graph, Network) else triples_to_pyg(graph)
            if self.pre_filter is None or self.pre_filter(data):
                graphs.append(data if self.pre_transform is None else self.pre_transform(data))
        self.save(graphs, self.processed_paths[0])

    @classmethod
    def save(cls, data_list: Sequence[Data], path: str) -> None:
        """Write Data objects with the same attributes to one safetensors file."""
        if not data_list:
            raise DataError("No graph is left for the dataset.")
        for number, data in enumerate(data_list, start=1):
            if type(data) is not Data:
                raise DataError(f"Graph {number} has become a {type(data).__name__}: a dataset holds only Data.")
            if different := sorted(set(data_list[0].keys()) ^ set(data.keys())):
                raise DataError(f"Graph {number} and graph 1 differ: only one of them has {different[0]}.")
        data, slices = cls.collate(data_list)
        write_values({"data": data.to_dict(), "slices": slices}, Path(path))

    def load(self, path: str, data_cls: type[Data] = Data) -> None:
        """Read the file that ``save`` wrote."""
        values = read_values(Path(path))
        if values.keys() != {"data", "slices"}:
            raise DataError(f"{path} holds no processed graphs.")
        self.data, self.slices = data_cls.from_dict(values["data"]), values["slices"]

    def _download(self) -> None:
        """Replaces PyG's method, which accepts any existing files, whatever they were made from."""
        again = self.force_reload and self._graphs is not None
        if not again and all(Path(path).is_file() for path in self.raw_paths):
            self._check_source()
            return
        if self._graphs is None:
            raise DataError(f"{self.root} holds no graphs, and none are given to be put there.")
        _make_folder(Path(self.raw_dir))
        self.download()

    def _process(self) -> None:
        """Replaces PyG's method, which reads and writes pickles."""
        made_from = {
            "graphs": digest(json.dumps(self._contents()["graphs"]).encode()),
            **{name: _described(getattr(self, name)) for name in ("pre_transform", "pre_filter")},
        }
        path = Path(self.processed_paths[1])
        if not self.force_reload and all(Path(file).is_file() for file in self.processed_paths):
            before = _read_json(path, made_from.keys())
            if before["graphs"] == made_from["graphs"]:
                for name in ("pre_transform", "pre_filter"):
                    if before[name] != made_from[name]:
                        warnings.warn(
                            f"{self.root} was processed with {name}={before[name]}, not {made_from[name]}; "
                            "force_reload=True processes it again.",
                            stacklevel=5,
                        )
                return
        _make_folder(path.parent)
        path.unlink(missing_ok=True)
        self.process()
        _write_json(made_from, path)

    def _check_source(self) -> None:
        contents = self._contents()
        if callable(self._graphs) or self._graphs is None:
            same = self._source in (None, contents["source"])
        else:
            same = _digests(self._files()) == contents["graphs"]
        if not same:
            made_from = repr(contents["source"]) if contents["source"] else "other graphs"
            raise DataError(f"{self.root} was made from {made_from}: choose another folder, or force_reload=True.")

    def _files(self) -> dict[str, bytes]:
        """The raw files by name; all are made before any is written."""
        given = self._graphs() if callable(self._graphs) else self._graphs
        files: dict[str, bytes] = {}
        for graph in [given] if isinstance(given, Network | Triples) else given or ():
            if not isinstance(graph, Network | Triples):
                raise DataError(f"A dataset holds networks and triples, not a {type(graph).__name__}.")
            parts = [graph] if isinstance(graph, Network) else map(graph.graph, range(graph.num_graphs))
            for part in parts:
                suffix, content = to_bytes(part)
                files[f"{len(files):06}{suffix}"] = content
        if not files:
            raise DataError("A dataset needs at least one graph.")
        return files

    def _contents(self) -> dict[str, Any]:
        path = self._raw(CONTENTS)
        contents = _read_json(path, ("source", "graphs"))
        if not isinstance(contents["graphs"], dict) or not all(map(_RAW_FILE.fullmatch, contents["graphs"])):
            raise DataError(f"{path} does not list the files of a dataset's graphs.")
        return contents

    def _raw(self, name: str) -> Path:
        return Path(self.raw_dir, name)


def _described(function: object) -> str:
    """The repr of a function without its address, which differs from run to run."""
    return re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(function))


def _digests(files: dict[str, bytes]) -> dict[str, str]:
    return {name: digest(content) for name, content in files.items()}


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"The folder {path} cannot be made: {error.strerror}.") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error


def _write_json(values: dict[str, Any], path: Path) -> None:
    write_bytes(json.dumps(values, indent=1).encode(), path)


def _read_json(path: Path, names: Iterable[str]) -> dict[str, Any]:
    try:
        values = json.loads(_read(path))
        return {name: values[name] for name in names}
    except (LookupError, ValueError, TypeError, RecursionError) as error:
        raise DataError(f"{path} is not a list of a dataset's graphs: {error}.") from error
