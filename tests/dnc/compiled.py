"""Native code is compiled before a test looks at what a command prints: on its first use that is said on stderr."""

import pytest

from graphmem.native.library import load_library


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    load_library("dnc")
