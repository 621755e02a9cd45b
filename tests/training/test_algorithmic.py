"""Training on the NTM paper's tasks: the same seed, what is learnt, and damaged states that are refused."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from graphmem.errors import CheckpointError, UsageError
from graphmem.tasks.algorithmic import ALGORITHMIC_TASKS
from graphmem.training.algorithmic import OPTIMIZERS, AlgorithmicSettings

from .stand_ins import BATCH, LACKS, SETTINGS, make_dnc, new, same, trained, weights, with_value


@pytest.mark.parametrize("task", ALGORITHMIC_TASKS)
def test_one_update_of_every_task(task: str) -> None:
    trainer = new(replace(SETTINGS, task=task), make_dnc)
    before = weights(trainer)
    trainer.update()
    assert trainer.progress.examples == BATCH
    assert 0 < trainer.progress.loss < 5
    assert not any(torch.equal(value, before[name]) for name, value in weights(trainer).items())


def test_same_seed_same_weights() -> None:
    once = weights(trained())
    torch.manual_seed(1)
    assert same(once, weights(trained()))
    assert not same(once, weights(trained(replace(SETTINGS, seed=1))))


def test_the_learning_rate_settles() -> None:
    """Full for half of the episodes, then down in a line; each update uses the rate of the episodes before it."""
    trainer, rates = new(replace(SETTINGS, settling=0.5)), []
    while not trainer.finished:
        trainer.update()
        rates.append(trainer.current.optimizer.param_groups[0]["lr"] / SETTINGS.learning_rate)
    assert rates == pytest.approx([1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2])


def test_it_learns() -> None:
    """What takes no memory: of nine bits to repeat eight are never foretold, and the end marker seldom comes."""
    settings = replace(SETTINGS, task="repeat_copy", learning_rate=3e-2, episodes=400 * BATCH)
    first, last = trained(settings, updates=1), trained(settings, updates=400)
    assert last.finished
    assert first.progress.loss > 0.68
    assert 8 / 9 * math.log(2) - 0.01 < last.progress.loss < 0.65


def test_a_batch_with_an_infinite_gradient_is_skipped() -> None:
    trainer = trained(updates=1)
    before = weights(trainer)
    # A weight so large that a cross-entropy overflows, and its gradient is none.
    trainer.module.state_dict()["output.weight"].fill_(float("inf"))
    trainer.update()
    after = weights(trainer)
    del before["output.weight"], after["output.weight"]
    assert same(before, after)
    assert 0 < trainer.progress.loss < 5  # that of the batch before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"task": "juggling"}, "There is no task 'juggling'; there are copy, repeat_copy"),
        ({"optimizer": "luck"}, "There is no optimizer 'luck'; there are adam, rmsprop"),
        ({"learning_rate": 2}, "learning_rate must lie between 1e-09 and 1, not 2"),
        ({"batch": 0}, "batch must lie between 1 and 4096, not 0"),
        ({"learning_rate": float("nan")}, "learning_rate must be a number, not nan"),
    ],
)
def test_settings_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        AlgorithmicSettings(**{**SETTINGS.as_dict(), **changes})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mood": "good"}, "not those of this version"),
        ({"task": "juggling"}, "are unusable: There is no task 'juggling'"),
        ({"task": ["copy"]}, r"are unusable: There is no task \['copy'\]"),
        ({"optimizer": None}, "are unusable: There is no optimizer None"),
        ({"machine": 3}, "are unusable: machine must be a name, not 3"),
        ({"batch": "many"}, "are unusable: batch must be a whole number, not 'many'"),
        ({"batch": 16.0}, "are unusable: batch must be a whole number, not 16.0"),
        ({"seed": True}, "are unusable: seed must be a whole number, not True"),
        ({"settling": float("nan")}, "are unusable: settling must be a number, not nan"),
    ],
)
def test_settings_from_a_file(change: dict[str, object], message: str) -> None:
    values = SETTINGS.as_dict()
    assert AlgorithmicSettings.from_dict(values) == SETTINGS
    with pytest.raises(CheckpointError, match=message):
        AlgorithmicSettings.from_dict({**values, **change})
    for others in ({}, None, list(values), {name: values[name] for name in values if name != "seed"}):
        with pytest.raises(CheckpointError, match="not those of this version"):
            AlgorithmicSettings.from_dict(others)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("progress", LACKS),
        ("progress", [4, 0.7, 1.0]),
        ("progress/loss", LACKS),
        ("progress/laps", 3),
        ("progress/examples", True),
        ("progress/examples", "4"),
        ("progress/examples", 4.0),
        ("progress/examples", -4),
        ("progress/loss", float("nan")),
        ("progress/seconds", "long"),
        ("episodes", LACKS),
        ("episodes", 7),
        ("episodes/bit_generator", "MT19937"),
        ("episodes/state", LACKS),
        ("episodes/state/state", "many"),
        ("episodes/state/inc", -1),
        ("episodes/has_uint32", float("nan")),
    ],
)
def test_damaged_values_of_a_run(path: str, value: object) -> None:
    values, tensors = trained(updates=2).state()
    new().load_state(values, tensors)
    with pytest.raises(CheckpointError, match=r"incomplete or damaged: .+\.$"):
        new().load_state(with_value(values, path, value), tensors)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_damaged_tensors_of_a_run(optimizer: str) -> None:
    """Each of them missing, longer, or under a name that is none; and all of a kind missing."""
    settings = replace(SETTINGS, optimizer=optimizer)
    values, tensors = trained(settings, updates=2).state()
    new(settings).load_state(values, tensors)
    assert {name.partition(".")[0] for name in tensors} == {"machine", "optimizer"}
    for moment in {name.rpartition(".")[2] for name in tensors if name.startswith("optimizer")}:
        rest = {name: value for name, value in tensors.items() if not name.endswith(f".{moment}")}
        with pytest.raises(CheckpointError, match=r"the state of the optimizer is incomplete\.$"):
            new(settings).load_state(values, rest)
        listed = values | {"moments": sorted(name for name in rest if name.startswith("optimizer."))}
        with pytest.raises(CheckpointError, match=rf"optimizer lacks .*{moment}.* of some parameter\.$"):
            new(settings).load_state(listed, rest)
    for name in tensors:
        others = {other: value for other, value in tensors.items() if other != name}
        part, _, rest = name.partition(".")
        strange = {f"{part}.x{rest}": tensors[name]} | ({f"{part}.7.exp_avg": tensors[name]} if rest[0] == "0" else {})
        longer = {name: torch.cat([tensors[name].flatten(), torch.zeros(1)])}
        for damaged in (others, others | longer, others | strange):
            sentence = r"does not fit the machine: .+\.$" if part == "machine" else r"incomplete or damaged: .+\.$"
            with pytest.raises(CheckpointError, match=sentence):
                new(settings).load_state(values, damaged)
