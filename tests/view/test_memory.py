"""The picture of a machine's memory: every panel shows the values of the chosen sequence, with its labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from graphmem.errors import UsageError
from graphmem.view import draw_recording
from graphmem.view.canvas import plain_settings

STEPS, SEQUENCES, SLOTS = 12, 3, 16


@dataclass(frozen=True)
class NTMLike:
    """What a recording must have: here, one write head and one read head."""

    inputs: np.ndarray
    outputs: np.ndarray
    slot_panels: Mapping[str, np.ndarray]
    gate_panels: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class DNCLike(NTMLike):
    """The same with read modes."""

    read_modes: np.ndarray


def recording(heads: int = 1) -> DNCLike:
    rng = np.random.default_rng(0)
    weightings = rng.dirichlet(np.ones(SLOTS), (heads + 1, STEPS, SEQUENCES))
    names = ["write weighting", *(f"read weighting {head}" for head in range(heads))]
    gates = {"write gate": rng.uniform(size=(STEPS, SEQUENCES)), "free gate": rng.uniform(size=(STEPS, SEQUENCES))}
    return DNCLike(
        inputs=rng.normal(size=(STEPS, SEQUENCES, 9)),
        outputs=rng.normal(size=(STEPS, SEQUENCES, 8)),
        slot_panels=dict(zip(names, weightings, strict=True)) | {"usage": rng.uniform(size=(STEPS, SEQUENCES, SLOTS))},
        gate_panels=gates,
        read_modes=rng.dirichlet(np.ones(3), (STEPS, SEQUENCES, heads)),
    )


def panel(figure: Figure, name: str) -> AxesImage:
    (found,) = (image for axes in figure.axes for image in axes.images if image.get_gid() == name)
    return found


def test_every_panel_shows_the_chosen_sequence() -> None:
    made = recording(heads=2)
    figure = draw_recording(made, batch=1, title="Copying")
    expected = {
        "inputs": made.inputs[:, 1].T,
        "outputs": made.outputs[:, 1].T,
        **{name.replace(" ", "-"): values[:, 1].T for name, values in made.slot_panels.items()},
        "gates": np.stack([values[:, 1] for values in made.gate_panels.values()]),
        "read-modes": made.read_modes[:, 1].reshape(STEPS, 6).T,
    }
    assert [image.get_gid() for axes in figure.axes for image in axes.images] == list(expected)
    for name, values in expected.items():
        assert np.array_equal(np.asarray(panel(figure, name).get_array()), values), name
    assert figure.get_suptitle() == "Copying"


def test_panels_from_0_to_1_share_a_scale_and_rows_have_names() -> None:
    figure = draw_recording(recording())
    shared = ("write-weighting", "read-weighting-0", "usage", "gates", "read-modes")
    assert {panel(figure, name).get_clim() for name in shared} == {(0, 1)}
    modes, gates = panel(figure, "read-modes").axes, panel(figure, "gates").axes
    assert [text.get_text() for text in modes.get_yticklabels()] == ["backward", "content", "forward"]
    assert [text.get_text() for text in gates.get_yticklabels()] == ["write gate", "free gate"]
    assert modes.get_xlabel() == "step"
    bars = [axes for axes in figure.axes if axes.get_label() == "<colorbar>"]
    assert len(bars) == 3, "inputs, outputs, and everything from 0 to 1"


@pytest.mark.parametrize("heads", [1, 4])
def test_labels_do_not_overlap(heads: int) -> None:
    with plain_settings():
        figure = draw_recording(recording(heads))
        figure.draw_without_rendering()
    assert figure.get_size_inches()[0] == 10
    assert figure.get_size_inches()[1] == 8 if heads == 1 else figure.get_size_inches()[1] < 11
    for axes in figure.axes:
        boxes = sorted((text.get_window_extent() for text in axes.get_yticklabels()), key=lambda box: box.y0)
        assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))
        label = axes.yaxis.label.get_window_extent()
        assert label.x0 >= 0
        assert not any(label.overlaps(box) for box in boxes) or not axes.get_ylabel()


def test_a_recording_without_read_modes_is_drawn() -> None:
    made = recording()
    figure = draw_recording(NTMLike(made.inputs, made.outputs, made.slot_panels, {}))
    names = [image.get_gid() for axes in figure.axes for image in axes.images]
    assert names == ["inputs", "outputs", "write-weighting", "read-weighting-0", "usage"]


@pytest.mark.parametrize("batch", [-1, 3])
def test_a_sequence_that_was_not_recorded_is_an_error(batch: int) -> None:
    with pytest.raises(UsageError, match=f"There is no sequence {batch}: the recording has 3 sequences, from 0"):
        draw_recording(recording(), batch)
