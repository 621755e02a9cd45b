"""The Transformer against torch's own where they meet, and relative positions as loops."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from graphmem.models.transformer import Layer, LayerState, RelativeAttention, Transformer, waves

WIDTH, HEADS, INNER, STEPS, BATCH = 8, 2, 12, 7, 3


def nothing(batch: int = BATCH) -> LayerState:
    empty = torch.zeros(batch, HEADS, 0, WIDTH // HEADS, dtype=torch.float64)
    return LayerState(empty, empty)


def jittered(made: nn.Module) -> nn.Module:
    """In float64, and nothing at 0 or 1 where it begins."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in made.double().parameters():
            parameter += 0.3 * torch.randn(parameter.shape, generator=generator)
    return made


def sequence(batch: int = BATCH) -> Tensor:
    return torch.randn(batch, STEPS, WIDTH, generator=torch.Generator().manual_seed(0)).double()


def test_without_ages_a_layer_is_torchs() -> None:
    made = jittered(Layer(WIDTH, HEADS, INNER, torch.Generator().manual_seed(0)))
    other = nn.TransformerEncoderLayer(WIDTH, HEADS, INNER, 0.0, batch_first=True, norm_first=True).double()
    weights = dict(made.named_parameters())
    with torch.no_grad():
        weights["attention.ages.weight"].zero_()
        weights["attention.content_bias"].zero_()
    other.load_state_dict(
        {
            f"{theirs}{part}": weights[f"{ours}.{part.strip('_')}"].detach()
            for theirs, ours, parts in (
                ("self_attn.in_proj", "attention.project", ("_weight", "_bias")),
                ("self_attn.out_proj.", "attention.leave", ("weight", "bias")),
                ("linear1.", "inner", ("weight", "bias")),
                ("linear2.", "outer", ("weight", "bias")),
                ("norm1.", "before_attention", ("weight", "bias")),
                ("norm2.", "before_inner", ("weight", "bias")),
            )
            for part in parts
        }
    )
    mask = nn.Transformer.generate_square_subsequent_mask(STEPS, dtype=torch.float64)
    torch.testing.assert_close(made(sequence(), nothing())[0], other(sequence(), src_mask=mask, is_causal=True))


def test_relative_positions_as_in_loops() -> None:
    """One score at a time; with two steps already seen."""
    made = jittered(RelativeAttention(WIDTH, HEADS, torch.Generator().manual_seed(0)))
    assert isinstance(made, RelativeAttention)
    size, inputs = WIDTH // HEADS, sequence(1)
    _, state = made(inputs[:, :2], nothing(1))
    found, _ = made(inputs[:, 2:], state)
    queries, keys, values = made.project(inputs[0]).view(STEPS, 3, HEADS, size).unbind(1)
    for now in range(2, STEPS):
        heads = []
        for head in range(HEADS):
            query, scores = queries[now, head], []
            for step in range(now + 1):
                wave = [(now - step) / 10_000 ** (2 * place / WIDTH) for place in range(WIDTH // 2)]
                age = made.ages.weight @ torch.tensor([*map(math.sin, wave), *map(math.cos, wave)]).double()
                by_content = (query + made.content_bias[head, 0]) @ keys[step, head]
                by_age = (query + made.age_bias[head, 0]) @ age[head * size : (head + 1) * size]
                scores.append((by_content + by_age) / math.sqrt(size))
            shares = torch.stack(scores).softmax(0)
            heads.append(shares @ values[: now + 1, head])
        torch.testing.assert_close(found[0, now - 2], made.leave(torch.cat(heads)))


def test_the_newest_age_is_last() -> None:
    ages = waves(3, torch.zeros(4, dtype=torch.float64))
    torch.testing.assert_close(ages[-1], torch.tensor([0, 0, 1, 1]).double())
    expected = torch.tensor([math.sin(2), math.sin(0.02), math.cos(2), math.cos(0.02)]).double()
    torch.testing.assert_close(ages[0], expected)


@pytest.mark.parametrize("start", [0, 500])
def test_what_matters_is_age_and_not_time(start: int) -> None:
    """A head that asks for the step 3 ago finds it, whatever came before; only the waves carry ages."""
    attention = RelativeAttention(WIDTH, 1).double()
    with torch.no_grad():
        for parameter in attention.parameters():
            parameter.zero_()
        attention.ages.weight[:] = torch.eye(WIDTH)
        attention.age_bias[:] = 600 * waves(4, torch.zeros(WIDTH, dtype=torch.float64))[0]
        attention.project.weight[-WIDTH:] = torch.eye(WIDTH)
        attention.leave.weight[:] = torch.eye(WIDTH)
    empty = torch.zeros(1, 1, 0, WIDTH, dtype=torch.float64)
    inputs = torch.randn(1, start + 6, WIDTH, generator=torch.Generator().manual_seed(0)).double()
    found, _ = attention(inputs, LayerState(empty, empty))
    torch.testing.assert_close(found[0, -3:], inputs[0, -6:-3])


def test_a_machine_is_its_layers() -> None:
    made = Transformer(3, 2, WIDTH, HEADS, INNER, 2, torch.Generator().manual_seed(0)).double()
    inputs = torch.randn(STEPS, BATCH, 3, generator=torch.Generator().manual_seed(2)).double()
    hidden = made.embed(inputs).transpose(0, 1)
    for layer in made.layers:
        hidden = layer(hidden, nothing())[0]
    expected = made.output(made.norm(hidden)).transpose(0, 1)
    torch.testing.assert_close(made(inputs, made.zero_state(BATCH, 0))[0], expected)
