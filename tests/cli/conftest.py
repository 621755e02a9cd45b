"""Native code is compiled before the first test, or the first command to need it would say so on standard error."""

from __future__ import annotations

import pytest

from graphmem.native.library import load_library
from graphmem.native.sources import SOURCES


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    for name in SOURCES:
        load_library(name)
