"""Nested values in a safetensors file: they come back as they were, and what is no such value is refused."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.errors import DataError
from graphmem.interop.storage import read_values, write_values

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
nested = st.recursive(
    plain,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.dictionaries(st.text(), nested))
def test_plain_values_round_trip(tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]) -> None:
    path = tmp_path_factory.mktemp("storage") / "values"
    write_values(values, path)
    assert read_values(path) == values
    assert [file.name for file in path.parent.iterdir()] == ["values"]


def test_tensors_round_trip(tmp_path: Path) -> None:
    whole = torch.arange(6)
    tensors = [
        *(whole, whole, whole[::2], whole.reshape(2, 3).T, torch.tensor(3), torch.zeros(0, 4)),
        *(torch.tensor([True]), torch.tensor([math.nan], dtype=torch.float64), torch.ones(2, requires_grad=True)),
        torch.zeros(3, dtype=torch.bfloat16),
    ]
    write_values({"nested": {"tensors": tensors}, "nan": math.nan}, tmp_path / "values")
    found = read_values(tmp_path / "values")
    assert math.isnan(found["nan"])
    for before, after in zip(tensors, found["nested"]["tensors"], strict=True):
        assert torch.equal(before.detach().nan_to_num(7), after.nan_to_num(7))
        assert before.dtype == after.dtype


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.zeros(2), "value is a numpy.ndarray, which cannot be kept without a pickle"),
        ({"a": [1, {2}]}, r"value\.a\[1\] is a builtins\.set"),
        ({1: 2}, "value is a builtins.dict"),
        (torch.eye(2).to_sparse(), "value is a torch.Tensor"),
    ],
)
def test_values_that_need_a_pickle_are_refused(tmp_path: Path, value: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        write_values({"value": value}, tmp_path / "values")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written"):
        write_values({}, tmp_path / "nowhere" / "values")
    with pytest.raises(DataError, match="holds no processed graphs"):
        read_values(tmp_path / "values")


@pytest.mark.parametrize("text", ["{", "[]", "3", '{"a": 1, "b": 2}', '{"tensor": "9"}', '{"dict": 3}', "[" * 9999])
def test_other_contents_are_refused(tmp_path: Path, text: str) -> None:
    from safetensors.torch import save_file

    save_file({"json": torch.tensor(list(text.encode()), dtype=torch.uint8)}, tmp_path / "values")
    with pytest.raises(DataError, match="holds no processed graphs"):
        read_values(tmp_path / "values")


def test_truncated_files_are_refused(tmp_path: Path) -> None:
    write_values({"a": torch.arange(100)}, tmp_path / "values")
    content = (tmp_path / "values").read_bytes()
    for size in (0, 4, 20, len(content) - 1):
        (tmp_path / "values").write_bytes(content[:size])
        with pytest.raises(DataError, match="holds no processed graphs"):
            read_values(tmp_path / "values")


def test_the_file_is_plain(tmp_path: Path) -> None:
    """Anyone can read it: the values are JSON, with the names of tensors in it."""
    from safetensors.torch import load_file

    write_values({"a": [torch.arange(3), "x"]}, tmp_path / "values")
    tensors = load_file(tmp_path / "values")
    text = json.loads(bytes(tensors.pop("json").tolist()))
    assert text == {"dict": {"a": [{"tensor": "0"}, "x"]}}
    assert tensors["0"].tolist() == [0, 1, 2]
