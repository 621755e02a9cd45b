"""Episodes drawn by the C++ of ``graphmem/native/paper_episodes.cpp``."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ....graphs.triples import Ints
from ....native.library import load_library
from .pool import OPTION_COLUMNS, QUERY_COLUMNS, STEP_COLUMNS, NothingToAsk, PoolTables
from .stages import InferenceStage, NearestNeighbours, PathStage, RelationGraphs, Stage, TransitLines, TraversalStage
from .words import MOST_EDGES, word_chains

_Pair = ctypes.c_int64 * 2
_TASKS: dict[type[Stage], int] = {TraversalStage: 0, PathStage: 1, InferenceStage: 2}
_GRAPHS: dict[type, int] = {NearestNeighbours: 0, RelationGraphs: 0, TransitLines: 1}
_RANGES = ("stations", "out_degree", "triples", "stops", "length", "planning", "queries", "parallel")
_NUMBERS = (
    "most_out_degree",
    "spare",
    "wrong_first",
    "partial",
    "shared",
    "deviation",
    "similar_labels",
)
T = TypeVar("T", bound=np.generic)


class _Stage(ctypes.Structure):
    """``Stage`` of ``paper_episodes/tables.hpp``."""

    _fields_ = (
        ("task", ctypes.c_int64),
        ("graph", ctypes.c_int64),
        ("stations", _Pair),
        ("out_degree", _Pair),
        ("triples", _Pair),
        ("stops", _Pair),
        ("most_out_degree", ctypes.c_int64),
        ("length", _Pair),
        ("planning", _Pair),
        ("queries", _Pair),
        ("spare", ctypes.c_int64),
        ("wrong_first", ctypes.c_int64),
        ("partial", ctypes.c_int64),
        ("first_group", ctypes.c_int64),
        ("groups", ctypes.c_int64),
        ("parallel", ctypes.c_double * 2),
        ("shared", ctypes.c_double),
        ("deviation", ctypes.c_double),
        ("similar_labels", ctypes.c_double),
    )


class _Words(ctypes.Structure):
    """``Words`` of ``paper_episodes/tables.hpp``."""

    _fields_ = tuple((name, ctypes.c_void_p) for name in ("starts", "labels", "chains", "lengths"))


class NativeSampler:
    """The functions of the compiled library."""

    def __init__(self, library: ctypes.CDLL) -> None:
        pointer, number = ctypes.c_void_p, ctypes.c_int64
        self._draw, self._sizes, self._take = library.draw_pool, library.pool_sizes, library.take_pool
        self._draw.argtypes = (ctypes.c_uint64, pointer, pointer, number, pointer, pointer)
        self._draw.restype = pointer
        self._sizes.argtypes, self._sizes.restype = (pointer, pointer), None
        self._take.argtypes, self._take.restype = (pointer,) * 5, None
        chains = word_chains()
        self._lengths = np.array([len(chain) for chain in chains], np.int32)
        padded = [(*chain, *(0,) * (MOST_EDGES - len(chain))) for chain in chains]
        self._chains = np.array(padded, np.int32)

    def draw_pool(
        self, seed: int, stages: Sequence[Stage], numbers: Ints, words: Sequence[Sequence[Ints]]
    ) -> PoolTables:
        """The same as ``twin.draw_pool``."""
        packed = (_Stage * len(stages))()
        groups = 0
        for place, (stage, own) in enumerate(zip(stages, words, strict=True)):
            packed[place] = _pack(stage, groups, len(own))
            groups += len(own)
        tables, keep = self._word_tables([group for own in words for group in own])
        numbers = np.ascontiguousarray(numbers, np.int64)
        failed = ctypes.c_int64()
        found = self._draw(seed, packed, numbers.ctypes.data, len(numbers), ctypes.byref(tables), ctypes.byref(failed))
        del keep  # the arrays that ``tables`` points to have lived until here
        if not found:
            if failed.value < 0:
                raise MemoryError
            raise NothingToAsk(failed.value)
        sizes = np.empty(3, np.int64)
        self._sizes(found, sizes.ctypes.data)
        shapes = ((len(numbers), 3), *((-1, columns) for columns in (STEP_COLUMNS, OPTION_COLUMNS, QUERY_COLUMNS)))
        flat = [np.empty(size, np.int32) for size in (3 * len(numbers), *sizes.tolist())]
        self._take(found, *(table.ctypes.data for table in flat))
        return PoolTables(*(table.reshape(shape) for table, shape in zip(flat, shapes, strict=True)))

    def _word_tables(self, groups: Sequence[Ints]) -> tuple[_Words, tuple[NDArray[np.generic], ...]]:
        starts = np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64)
        labels = np.concatenate([np.empty(0, np.int32), *(group.astype(np.int32) for group in groups)])
        arrays = starts, labels, self._chains, self._lengths
        return _Words(*(array.ctypes.data for array in arrays)), arrays


def _pack(stage: Stage, first_group: int, groups: int) -> _Stage:
    """A stage as C++ reads it; the fields that it does not have remain 0."""
    packed = _Stage(task=_TASKS[type(stage)], graph=_GRAPHS[type(stage.graphs)], first_group=first_group, groups=groups)
    for part in (stage, stage.graphs):
        for name in _RANGES:
            if hasattr(part, name):
                getattr(packed, name)[:] = getattr(part, name)
        for name in _NUMBERS:
            if hasattr(part, name):
                setattr(packed, name, getattr(part, name))
    return packed


def native_sampler() -> NativeSampler | None:
    """The compiled sampler; None where it cannot be compiled (see ``native``)."""
    library = load_library("paper_episodes")
    return None if library is None else NativeSampler(library)
