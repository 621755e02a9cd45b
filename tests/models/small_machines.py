"""Small DNCs and neural Turing machines, with either controller, for the tests of both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from graphmem.models.dnc import DNC
from graphmem.models.dnc_controllers import DeepLSTM, FeedForward
from graphmem.models.ntm import NTM

INPUTS, OUTPUTS, WORD, READERS, WRITERS, REACH, SLOTS, BATCH, STEPS, HIDDEN = 3, 2, 3, 2, 2, 1, 5, 2, 5, 3
SEEN = INPUTS + WORD * READERS
CONTROLLERS: dict[str, type[DeepLSTM | FeedForward]] = {"lstm": DeepLSTM, "feed-forward": FeedForward}


def small_dnc(name: str, generator: torch.Generator) -> DNC:
    """Untrained, with two layers."""
    controller = CONTROLLERS[name](SEEN, HIDDEN, 2, generator=generator)
    return DNC(INPUTS, OUTPUTS, word_size=WORD, num_read_heads=READERS, controller=controller, generator=generator)


def small_ntm(name: str, generator: torch.Generator, writers: int = WRITERS) -> NTM:
    """Untrained, with one layer of LSTM or two without a state."""
    controller = CONTROLLERS[name](SEEN, HIDDEN, 1 if name == "lstm" else 2, generator=generator)
    return NTM(
        INPUTS,
        OUTPUTS,
        word_size=WORD,
        num_read_heads=READERS,
        num_write_heads=writers,
        shift_range=REACH,
        controller=controller,
        generator=generator,
    )


def dnc(name: str = "lstm", seed: int = 0) -> DNC:
    """In float64; weights larger than at the start of training, so that gates leave the middle."""
    generator = torch.Generator().manual_seed(seed)
    made = small_dnc(name, generator).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.mul_(2)
    return made


def ntm(name: str = "lstm", seed: int = 0) -> NTM:
    """As ``dnc``; what is 0 at the start of training is random."""
    generator = torch.Generator().manual_seed(seed)
    made = small_ntm(name, generator).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.mul_(2)
        for learnt in (made.interface.bias, made.output.bias, made.first_reads):
            learnt.copy_(torch.randn(learnt.shape, generator=generator))
    return made


# Each makes a machine from a seed.
MACHINES: dict[str, Callable[..., DNC | NTM]] = {
    f"{machine.__name__}-{name}": partial(machine, name) for machine in (dnc, ntm) for name in CONTROLLERS
}


def sequence(seed: int = 0, steps: int = STEPS, batch: int = BATCH) -> Tensor:
    """(T, B, I) random inputs."""
    return torch.randn(steps, batch, INPUTS, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
