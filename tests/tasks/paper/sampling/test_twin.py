"""The C++ and the Python draw the same; a seed decides everything."""

import hashlib

import numpy as np
import pytest

from graphmem.tasks.paper.sampling import EncodedBatch, Pool, Sampler
from graphmem.tasks.paper.sampling import sampler as module
from graphmem.tasks.paper.sampling.twin.random import Stream

from .cases import NUMBER, STAGES

MIXED = np.arange(140) % len(STAGES)
ARRAYS = ("observations", "targets", "mask", "stage", "triples", "query_steps", "members")
# Of 20 episodes of each stage.
DIGESTS = {
    "tiny walks": "b78e96485bb782e6",
    "long walks": "d7e92a4f46aadb5d",
    "walks on lines": "6476e399a248ba96",
    "one edge": "aeda6d8c275bf34a",
    "paths": "a003a4d34acb2f51",
    "paths with deviations": "21ba66d2df615e5f",
    "paths on lines": "56bf1991776372b7",
    "edges": "f0e131b32c74c4f4",
    "practice": "87861970dfabac57",
    "relations": "923601e494316e5a",
    "large relations": "b33be76ffbc23dab",
    "similar labels": "fd67a449b5fed447",
    "lines with similar labels": "2ef5572d5ccaaf15",
    "relations, similar labels": "9c1934824187dd0a",
    "parts of relations": "6195d545676ed169",
    "several paths": "4c9959ed7fa3d431",
}


@pytest.fixture(scope="module")
def twin() -> Sampler:
    return Sampler(list(STAGES.values()), native=False)


@pytest.fixture
def compiled(sampler: Sampler) -> Sampler:
    if not sampler.native:
        pytest.skip("there is no native code")
    return sampler


def equal(one: Pool, other: Pool) -> bool:
    return all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(one.tables, other.tables, strict=True))


def same_batch(one: EncodedBatch, other: EncodedBatch) -> bool:
    pairs = [(getattr(one, name), getattr(other, name)) for name in ARRAYS]
    pairs += list(zip(one.queries, other.queries, strict=True))
    if one.choices is not None and other.choices is not None:
        pairs += list(zip(one.choices, other.choices, strict=True))
    return (one.choices is None) == (other.choices is None) and all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("name", STAGES)
def test_native_and_python_draw_the_same(name: str, compiled: Sampler, twin: Sampler) -> None:
    assert not twin.native
    numbers = np.full(60, NUMBER[name])
    for seed in (0, 1, 2**64 - 1):
        assert equal(compiled.draw_pool(seed, numbers), twin.draw_pool(seed, numbers))


def test_they_draw_the_same_from_mixed_stages(compiled: Sampler, twin: Sampler) -> None:
    assert equal(compiled.draw_pool(9, MIXED), twin.draw_pool(9, MIXED))


def test_same_seed_same_batches(sampler: Sampler) -> None:
    first, again, other = (sampler.draw(seed, MIXED, 10) for seed in (4, 4, 5))
    assert all(map(same_batch, first, again))
    assert not any(map(same_batch, first, other))


def test_an_episode_does_not_depend_on_the_others(sampler: Sampler) -> None:
    whole = sampler.draw_pool(3, MIXED)
    part = sampler.draw_pool(3, MIXED[:30])
    assert part.tables.counts.tolist() == whole.tables.counts[:30].tolist()
    for mine, theirs in zip(part.tables, whole.tables, strict=True):
        assert np.array_equal(mine, theirs[: len(mine)])


def test_without_a_compiler_python_draws(monkeypatch: pytest.MonkeyPatch, sampler: Sampler) -> None:
    monkeypatch.setattr(module, "native_sampler", lambda: None)
    alone = Sampler(sampler.stages)
    assert not alone.native
    assert all(map(same_batch, alone.draw(6, MIXED, 10), sampler.draw(6, MIXED, 10)))


@pytest.mark.parametrize("name", STAGES)
def test_the_episodes_of_a_seed_stay_as_they_are(name: str) -> None:
    """Figures are published with their seeds, so another sequence of episodes must not come about unnoticed."""
    tables = Sampler([STAGES[name]]).draw_pool(2016, np.zeros(20, int)).tables
    text = "".join(f"{table.shape}{table.tolist()}" for table in tables)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == DIGESTS[name]


def test_the_generator_is_splitmix64() -> None:
    """The first numbers of the reference implementation for the state 0 (Vigna, splitmix64.c)."""
    random = Stream(0, 0)
    random._state = 0
    assert [random.next() for _ in range(3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_numbers_lie_in_their_ranges() -> None:
    random = Stream(1, 2)
    assert {random.below(3) for _ in range(100)} == {0, 1, 2}
    assert {random.between((4, 6)) for _ in range(100)} == {4, 5, 6}
    drawn = [random.uniform() for _ in range(1000)]
    assert 0 <= min(drawn) < 0.01
    assert 0.99 < max(drawn) < 1
    items = list(range(50))
    random.shuffle(items)
    assert sorted(items) == list(range(50)) != items
    assert len({Stream(seed, number).next() for seed in range(30) for number in range(30)}) == 900
