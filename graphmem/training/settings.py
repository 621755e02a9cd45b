"""The settings of a training run: plain values, checked when they come from a file or a caller."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

from ..errors import CheckpointError, UsageError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "int": (int, "a whole number"),
    "float": ((int, float), "a number"),
}


def check_numbers(record: DataclassInstance) -> None:
    """Check every field of a dataclass that is declared as int or float.

    Raises:
        TypeError: if one holds something else, such as a truth value, or a number that is not finite.
    """
    for field in fields(record):
        if field.type not in _KINDS:
            continue
        kind, words = _KINDS[str(field.type)]
        value = getattr(record, field.name)
        is_one = isinstance(value, kind) and not isinstance(value, bool)
        # The comparison refuses NaN too, and whole numbers that are too large for a float.
        if not is_one or not abs(value) <= sys.float_info.max:
            raise TypeError(f"{field.name} must be {words}, not {value!r}")


def from_names(cls: type[Any], values: object) -> Any:
    """A dataclass from a dict with one value for each of its fields.

    Raises:
        ValueError: if it is not a dict, or has other names.
    """
    if not isinstance(values, dict) or set(values) != {field.name for field in fields(cls)}:
        raise ValueError(f"these are not the values of {cls.__name__}")
    return cls(**values)


@dataclass(frozen=True)
class Settings:
    """Everything that decides a training run; saved with its state and its weights.

    A subclass is a frozen dataclass; ``BOUNDS`` gives the least and the largest value of each of its numbers.
    """

    BOUNDS: ClassVar[Mapping[str, tuple[float, float]]]

    def __post_init__(self) -> None:
        try:
            check_numbers(self)
        except TypeError as error:
            raise UsageError(f"{error}.") from error
        for name, (least, most) in type(self).BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise UsageError(f"{name} must lie between {least:g} and {most:g}, not {getattr(self, name)}.")

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: object) -> Self:
        """The reverse of ``as_dict``.

        Raises:
            CheckpointError: if a setting is missing, unknown or unusable.
        """
        try:
            found: Self = from_names(cls, values)
        except ValueError as error:
            raise CheckpointError("The training settings of this checkpoint are not those of this version.") from error
        except UsageError as error:
            raise CheckpointError(f"The training settings of this checkpoint are unusable: {error}") from error
        return found
