"""Settings and progress hold numbers within bounds, or are refused in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from graphmem.errors import CheckpointError, UsageError
from graphmem.training.planner import PlannerSettings
from graphmem.training.progress import Progress
from graphmem.training.reasoner import ReasonerSettings
from graphmem.training.settings import Settings

KINDS = pytest.mark.parametrize("kind", [PlannerSettings, ReasonerSettings])
NO_COUNTS = ["1", 2.0, True, None, [], {}, -1, 10**400, float("nan"), float("inf")]
NO_NUMBERS = ["1", True, None, [], {}, 10**400, float("nan"), float("inf")]


@KINDS
def test_every_setting_has_bounds(kind: type[Settings]) -> None:
    assert kind.BOUNDS.keys() == kind().as_dict().keys()
    for name, (least, most) in kind.BOUNDS.items():
        assert least <= getattr(kind(), name) <= most


@KINDS
def test_a_setting_that_is_none(kind: type[Settings]) -> None:
    usual = kind().as_dict()
    for name, value in usual.items():
        for wrong in NO_COUNTS if isinstance(value, int) else [*NO_NUMBERS, -1.0]:
            with pytest.raises(UsageError, match=f"^{name} must .*not "):
                kind(**{**usual, name: wrong})
            with pytest.raises(CheckpointError, match=f"are unusable: {name} must "):
                kind.from_dict({**usual, name: wrong})
    assert kind.from_dict(usual) == kind()
    rates = {name: 1 for name, value in usual.items() if isinstance(value, float)}
    assert kind.from_dict({**usual, **rates}).as_dict() == {**usual, **rates}  # a whole number is a number


@KINDS
@pytest.mark.parametrize("values", [None, 5, "seed", [], ["seed"], {}, {"seed": 1}])
def test_no_settings_at_all(kind: type[Settings], values: object) -> None:
    with pytest.raises(CheckpointError, match="not those of this version"):
        kind.from_dict(values)
    with pytest.raises(CheckpointError, match="not those of this version"):
        kind.from_dict({**kind().as_dict(), "edge_share": 0.1})


def test_too_many_labels() -> None:
    with pytest.raises(UsageError, match="more than 100000 labels"):
        PlannerSettings(base=10, digits=6)


def test_invalid_progress_is_refused() -> None:
    usual: dict[str, Any] = vars(Progress())
    numbers = {name: value for name, value in usual.items() if isinstance(value, (int, float))}
    for name, value in numbers.items():
        for wrong in NO_COUNTS if isinstance(value, int) else NO_NUMBERS:
            with pytest.raises((TypeError, ValueError)):
                Progress.from_dict({**usual, name: wrong})
    less = {name: usual[name] for name in usual if name != "start"}
    others: tuple[object, ...] = ({}, None, [], {**usual, "more": 1}, less)
    for values in others:
        with pytest.raises(ValueError, match="not the values"):
            Progress.from_dict(values)
    assert Progress.from_dict(usual) == Progress()
