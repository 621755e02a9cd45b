"""Records of numbers: settings and progress, checked where they come from a file or a caller."""

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
    """Look at the fields whose type is int or float; at no others.

    Raises:
        TypeError: if one holds something else, a truth value or a number that is not finite.
    """
    for field in fields(record):
        if field.type not in _KINDS:
            continue
        kind, words = _KINDS[str(field.type)]
        value = getattr(record, field.name)
        is_one = isinstance(value, kind) and not isinstance(value, bool)
        # So written, it refuses NaN too, and whole numbers that are too large to be reckoned with.
        if not is_one or not abs(value) <= sys.float_info.max:
            raise TypeError(f"{field.name} must be {words}, not {value!r}")


def from_names(cls: type[Any], values: object) -> Any:
    """A dataclass from a value for each of its fields.

    Raises:
        ValueError: if these are other names, or no names at all.
    """
    if not isinstance(values, dict) or set(values) != {field.name for field in fields(cls)}:
        raise ValueError(f"these are not the values of {cls.__name__}")
    return cls(**values)


@dataclass(frozen=True)
class Settings:
    """Everything that decides a training run; saved with every checkpoint.

    A subclass is a frozen dataclass of numbers, and has the least and the most of each in ``BOUNDS``.
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
            raise CheckpointError(
                "The training configuration of this checkpoint has other settings than this version."
            ) from error
        except UsageError as error:
            raise CheckpointError(f"The training configuration of this checkpoint is unusable: {error}") from error
        return found


class ProgressRecord:
    """Where a run stands: a subclass is a dataclass of numbers."""

    @classmethod
    def from_dict(cls, values: object) -> Self:
        """The reverse of ``vars``.

        Raises:
            TypeError, ValueError: if something is missing, unknown or no number that it could be.
        """
        progress: Self = from_names(cls, values)
        check_numbers(progress)  # type: ignore[arg-type]  # a subclass is a dataclass
        if any(isinstance(value, int) and value < 0 for value in vars(progress).values()):
            raise ValueError("no number of these can be below 0")
        return progress
