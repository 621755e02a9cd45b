"""The picture of a machine's memory: every panel shows the values of the chosen sequence, with its labels."""

import doctest
import sys
from itertools import pairwise

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from graphmem.errors import MissingExtra, UsageError
from graphmem.models import DNC, NTM
from graphmem.models.recording import DNCRecording
from graphmem.view import draw_recording
from graphmem.view.canvas import plain_settings

STEPS, SEQUENCES, INPUTS = 12, 3, 9


def random_inputs() -> torch.Tensor:
    return torch.rand(STEPS, SEQUENCES, INPUTS, generator=torch.Generator().manual_seed(0))


def recording(heads: int = 1) -> DNCRecording:
    torch.manual_seed(0)
    return DNC(INPUTS, 8, hidden_size=16, num_slots=10, word_size=6, num_read_heads=heads).record(random_inputs())


def images(figure: Figure) -> dict[str, AxesImage]:
    """The panels by name, from top to bottom."""
    return {str(image.get_gid()): image for axes in figure.axes for image in axes.images}


def test_every_panel_shows_the_chosen_sequence() -> None:
    made = recording(heads=2)
    figure = draw_recording(made, batch=1, title="Copying")
    gates = [made.write_gate, made.allocation_gate, made.free_gates[..., 0], made.free_gates[..., 1]]
    expected = {
        "inputs": made.inputs[:, 1].T,
        "outputs": made.outputs[:, 1].T,
        "write-weighting": made.write_weighting[:, 1].T,
        "read-weighting-0": made.read_weightings[:, 1, 0].T,
        "read-weighting-1": made.read_weightings[:, 1, 1].T,
        "usage-before-write": made.usage[:, 1].T,
        "gates": np.stack([gate[:, 1] for gate in gates]),
        "read-modes": made.read_modes[:, 1].reshape(STEPS, 6).T,
    }
    drawn = images(figure)
    assert list(drawn) == list(expected)
    for name, values in expected.items():
        assert np.array_equal(np.asarray(drawn[name].get_array()), values), name
    assert figure.get_suptitle() == "Copying"


def test_values_from_0_to_1_share_a_scale_and_rows_have_names() -> None:
    figure = draw_recording(recording())
    drawn = images(figure)
    shared = ("write-weighting", "read-weighting", "usage-before-write", "gates", "read-modes")
    assert {drawn[name].get_clim() for name in shared} == {(0, 1)}
    modes, gates = drawn["read-modes"].axes, drawn["gates"].axes
    assert [text.get_text() for text in modes.get_yticklabels()] == ["backward", "content", "forward"]
    assert [text.get_text() for text in gates.get_yticklabels()] == ["write gate", "allocation gate", "free gate"]
    assert modes.get_xlabel() == "step"
    bars = [axes for axes in figure.axes if axes.get_label() == "<colorbar>"]
    assert len(bars) == 3, "inputs, outputs, and everything from 0 to 1"


@pytest.mark.parametrize("heads", [1, 4])
def test_labels_do_not_overlap(heads: int) -> None:
    with plain_settings():
        figure = draw_recording(recording(heads))
        figure.draw_without_rendering()
    width, height = figure.get_size_inches()
    assert width == 10
    assert height == pytest.approx(8) if heads == 1 else 8 < height < 11
    for image in images(figure).values():
        axis = image.axes.yaxis
        ticks = [text.get_window_extent() for text in axis.get_ticklabels()]
        assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(sorted(ticks, key=lambda box: box.y0)))
        label = axis.label.get_window_extent()
        assert label.x0 >= 0
        assert not any(label.overlaps(box) for box in ticks)


def test_a_neural_turing_machine_has_no_usage_and_no_read_modes() -> None:
    made = NTM(INPUTS, 8, hidden_size=16, num_slots=10, word_size=6).record(random_inputs())
    assert list(images(draw_recording(made))) == ["inputs", "outputs", "write-weighting", "read-weighting", "gates"]


@pytest.mark.parametrize("batch", [-1, 3])
def test_a_sequence_that_was_not_recorded_is_an_error(batch: int) -> None:
    with pytest.raises(UsageError, match=f"There is no sequence {batch}: the recording has 3 sequences, from 0"):
        draw_recording(recording(), batch)


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    made = recording()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtra, match=r"graphmem\[map\]"):
        draw_recording(made)


def test_the_example_of_the_docstring_runs() -> None:
    from graphmem.view import memory

    tried = doctest.testmod(memory)
    assert (tried.failed, tried.attempted > 0) == (0, True)
