"""Labels as digits are read back as they were written; draws are distinct and repeatable."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmem.encoding.labels import LabelScheme
from graphmem.errors import UsageError

schemes = st.builds(LabelScheme, base=st.integers(2, 12), digits=st.integers(1, 7))
quick = settings(max_examples=60, deadline=None, derandomize=True)


def test_a_word_by_hand() -> None:
    scheme = LabelScheme(base=3, digits=4)
    assert scheme.size == 81
    word = scheme.one_hot(np.array([2 * 27 + 0 * 9 + 1 * 3 + 2, 81]))
    assert word.dtype == np.float32
    assert word.tolist() == [[0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1], [0] * 12]


@quick
@given(scheme=schemes, data=st.data())
def test_words_are_read_back(scheme: LabelScheme, data: st.DataObject) -> None:
    rows = st.lists(st.integers(0, scheme.size), min_size=3, max_size=3)
    labels = np.array(data.draw(st.lists(rows, min_size=1, max_size=4)))
    channels = scheme.one_hot(labels)
    assert channels.shape == (*labels.shape, scheme.digits * scheme.base)
    assert np.array_equal(scheme.read(channels), labels)
    for label, word in zip(labels.ravel().tolist(), channels.reshape(-1, scheme.digits, scheme.base), strict=True):
        if label == scheme.size:
            assert not word.any()
            continue
        digits = [list(digit).index(1) for digit in word.tolist()]
        assert word.sum() == scheme.digits
        assert sum(digit * scheme.base**place for place, digit in enumerate(reversed(digits))) == label


def test_a_faint_word_is_read_by_its_largest_channels() -> None:
    scheme = LabelScheme(base=4, digits=2)
    assert scheme.read(np.array([0.1, 0.0, 0.4, 0.2, 0.0, 0.3, 0.1, 0.2])) == 2 * 4 + 1
    assert scheme.read(np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1])) == 3


@quick
@given(scheme=schemes, graphs=st.integers(1, 5), seed=st.integers(0, 2**32), share=st.floats(0, 1))
def test_draws_are_distinct_and_seeded(scheme: LabelScheme, graphs: int, seed: int, share: float) -> None:
    if scheme.size > 5000:
        scheme = LabelScheme(scheme.base, 3)
    count = max(1, round(share * scheme.size))
    first = scheme.draw(np.random.default_rng(seed), count, graphs)
    again = scheme.draw(np.random.default_rng(seed), count, graphs)
    assert first.shape == (graphs, count)
    assert np.array_equal(first, again)
    for row in first.tolist():
        assert len(set(row)) == count
        assert set(row) <= set(range(scheme.size))


@pytest.mark.parametrize("graphs", [1, 3])
def test_any_label_may_be_drawn_for_anything(graphs: int) -> None:
    scheme, rng = LabelScheme(base=5, digits=1), np.random.default_rng(0)
    draws = np.concatenate([scheme.draw(rng, 3, graphs) for _ in range(200)])
    for column in draws.T:
        counts = np.bincount(column, minlength=5)
        assert counts.min() > 0.7 * len(draws) / 5
    if graphs > 1:
        assert any(len({tuple(row) for row in scheme.draw(rng, 3, graphs).tolist()}) > 1 for _ in range(3))


@pytest.mark.parametrize("graphs", [1, 3])
def test_too_few_labels(graphs: int) -> None:
    scheme = LabelScheme(base=3, digits=2)
    rng = np.random.default_rng(0)
    assert sorted(scheme.draw(rng, 9, graphs)[0].tolist()) == list(range(9))
    with pytest.raises(UsageError, match="2 digits in base 3 give 9 labels, but 10 are needed"):
        scheme.draw(rng, 10, graphs)


@pytest.mark.parametrize(("base", "digits"), [(1, 3), (0, 3), (10, 0), (-2, 2)])
def test_invalid_schemes(base: int, digits: int) -> None:
    with pytest.raises(UsageError, match=f"not base {base} and {digits} digits"):
        LabelScheme(base, digits)


@quick
@given(count=st.integers(1, 10**7), base=st.integers(2, 40))
def test_no_more_digits_than_needed(count: int, base: int) -> None:
    scheme = LabelScheme.for_count(count, base)
    assert scheme.base == base
    assert scheme.size >= count
    assert scheme.digits == 1 or base ** (scheme.digits - 1) < count
