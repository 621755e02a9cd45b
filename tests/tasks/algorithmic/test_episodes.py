"""What holds for every task: shapes, seeds, sizes."""

import numpy as np
import pytest

from graphmem.tasks.algorithmic import ALGORITHMIC_TASKS, AlgorithmicTask

every = pytest.mark.parametrize("task", ALGORITHMIC_TASKS.values(), ids=ALGORITHMIC_TASKS.keys())


@every
def test_shapes(task: AlgorithmicTask) -> None:
    for size in task.test_sizes:
        assert len(size) == len(task.axes) == len(task.training_range)
        episodes = task.draw(np.random.default_rng(0), 3, size)
        steps = len(episodes.mask)
        assert episodes.inputs.shape == (steps, 3, task.inputs)
        assert episodes.targets.shape == (steps, 3, task.outputs)
        assert episodes.mask.shape == (steps, 3)
        assert {part.dtype for part in (episodes.inputs, episodes.targets, episodes.mask)} == {np.dtype(np.float32)}
        assert set(np.unique(episodes.targets)) <= {0, 1}
        assert set(np.unique(episodes.mask)) <= {0, 1}
        assert (episodes.mask == episodes.mask[:, :1]).all()
        assert episodes.mask[-1].all()
        assert not episodes.targets[episodes.mask == 0].any()


@every
def test_same_seed_same_episodes(task: AlgorithmicTask) -> None:
    size = task.test_sizes[0]
    one, same, other = (task.draw(np.random.default_rng(seed), 4, size) for seed in (7, 7, 8))
    assert np.array_equal(one.inputs, same.inputs)
    assert np.array_equal(one.targets, same.targets)
    assert not np.array_equal(one.inputs, other.inputs)


@every
def test_training_range(task: AlgorithmicTask) -> None:
    """Every size in the range is drawn and no other; the test sizes go beyond."""
    drawn = {task.draw_size(rng) for rng in [np.random.default_rng(0)] for _ in range(2000)}
    for axis, (least, most) in enumerate(task.training_range):
        assert {size[axis] for size in drawn} == set(range(least, most + 1))
    assert not any(map(task.is_beyond, drawn))
    beyond = [task.is_beyond(size) for size in task.test_sizes]
    assert any(beyond)
    assert not all(beyond)


def test_the_sizes_of_the_paper() -> None:
    """Graves, Wayne, Danihelka 2014, section 4: the training ranges, and the largest sizes of the evaluation."""
    tasks = ALGORITHMIC_TASKS
    assert tasks["copy"].training_range == ((1, 20),)
    assert (120,) in tasks["copy"].test_sizes
    assert tasks["repeat_copy"].training_range == ((1, 10), (1, 10))
    assert {(10, 20), (20, 10)} <= set(tasks["repeat_copy"].test_sizes)
    assert tasks["associative_recall"].training_range == ((2, 6),)
    assert (20,) in tasks["associative_recall"].test_sizes
    assert tasks["ngrams"].training_range == ((200, 200),)
    assert tasks["priority_sort"].training_range == ((20, 20), (16, 16))


def test_sizes_have_different_names() -> None:
    assert ALGORITHMIC_TASKS["repeat_copy"].name_of((10, 20)) == "length 10, repeats 20"
    for task in ALGORITHMIC_TASKS.values():
        assert len({task.name_of(size) for size in task.test_sizes}) == len(task.test_sizes)
