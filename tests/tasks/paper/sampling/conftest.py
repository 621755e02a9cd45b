"""A sampler of stages of every kind."""

import pytest

from graphmem.tasks.paper.sampling import Sampler

from .cases import STAGES


@pytest.fixture(scope="session")
def sampler() -> Sampler:
    return Sampler(list(STAGES.values()))
