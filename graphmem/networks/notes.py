"""Notes on an import, in sentences for its README and the terminal."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Notes:
    """Sentences, in the order of reading.

    Attributes:
        faults: faults of the source that were tolerated.
        merged: things that are separate in the source and one in the network.
        dropped: things in the source that are not in the network.
        assumed: things in the network that are not in the source.
        unread: files and columns that were not read.
    """

    faults: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def __iadd__(self, other: Notes) -> Notes:
        """Append the sentences of another."""
        for kind, sentences in vars(other).items():
            getattr(self, kind).extend(sentences)
        return self
