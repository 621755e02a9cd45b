"""What an import did to its source, in sentences for its README and the terminal."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Notes:
    """Sentences, in the order in which the things were met.

    Attributes:
        faults: what is wrong with the source and could be read all the same.
        merged: what the source holds apart and the network holds as one.
        dropped: what the source holds and the network does not.
        assumed: what the network holds and the source does not say.
        unread: files and columns that were not looked at.
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
