"""Title, source, licence and date of a network: ``about.json`` beside its tables."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from importlib.resources.abc import Traversable
from pathlib import Path

from ..common.files import replace_files
from ..errors import DataError

ABOUT = "about.json"


@dataclass(frozen=True)
class About:
    """The origin of a network, as text for people.

    Attributes:
        title: the full name of the network.
        source: who published the data, and where.
        licence: the licence of the data, with the attribution that it requires.
        date: when the tables were true, year first ("2024-06").
    """

    title: str
    source: str
    licence: str
    date: str


def read_about(folder: Path | Traversable) -> About | None:
    """The content of the file, or None if there is no file.

    Raises:
        DataError: if it is not an object of the four texts.
    """
    path = folder / ABOUT
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not valid JSON: {error}.") from error
    names = [field.name for field in fields(About)]
    if not isinstance(content, dict) or not all(isinstance(content.get(name), str) for name in names):
        raise DataError(f"{path} must hold one object with the texts {', '.join(names)}.")
    try:
        "".join(content[name] for name in names).encode()
    except UnicodeEncodeError as error:
        raise DataError(f"{path} contains a lone surrogate, which is not valid text.") from error
    return About(**{name: content[name] for name in names})


def write_about(about: About, folder: Path) -> None:
    """Write the file, creating the folder if necessary.

    Raises:
        DataError: if it cannot be written; an existing file is then unchanged.
    """
    text = json.dumps(asdict(about), indent=2, ensure_ascii=False) + "\n"
    try:
        replace_files(folder, {ABOUT: text})
    except OSError as error:
        raise DataError(f"{folder / ABOUT} cannot be written: {error.strerror}.") from error
