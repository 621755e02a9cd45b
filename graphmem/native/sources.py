"""The C++ sources that the package ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

# Native vectors of the CPU that compiles; position-independent, as a shared library must be.
_FLAGS = ("-std=c++17", "-O3", "-march=native", "-fPIC", "-fvisibility=hidden", "-pthread")


@dataclass(frozen=True)
class Source:
    """One C++ file, with the headers that it includes.

    Attributes:
        name: of the library in the cache.
        serves: what runs faster with it, as it is called within a sentence.
        texts: the files by name; the one called NAME.cpp is compiled.
        flags: of the compiler, beside those of every source.  None of them is passed to the linker: there -ffast-math
            would switch off denormal numbers in the whole process.
    """

    name: str
    serves: str
    texts: Mapping[str, str]
    flags: tuple[str, ...] = ()

    @property
    def compiler_flags(self) -> tuple[str, ...]:
        """All flags of its compilation."""
        return (*_FLAGS, *self.flags)


# Name -> what runs faster with it, and the flags of its own.  NAME.cpp is in this folder; its headers are in NAME/.
SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "dnc": ("the DNC", ("-fno-math-errno", "-fno-trapping-math")),
    # Without contraction, so that distances are the same as in Python.
    "paper_episodes": ("drawing episodes", ("-ffp-contract=off",)),
}


def shipped_source(name: str) -> Source:
    """The source of that name in ``SOURCES``."""
    serves, flags = SOURCES[name]
    folder = files(__package__)
    return Source(name, serves, texts_of(folder, name), flags)


def texts_of(folder: Traversable, name: str) -> dict[str, str]:
    """NAME.cpp of a folder, and the headers in NAME/ beside it, by their paths."""
    headers = folder / name
    texts = {f"{name}.cpp": (folder / f"{name}.cpp").read_text(encoding="utf-8")}
    if headers.is_dir():
        for header in sorted(headers.iterdir(), key=lambda found: found.name):
            if header.name.endswith(".hpp"):
                texts[f"{name}/{header.name}"] = header.read_text(encoding="utf-8")
    return texts
