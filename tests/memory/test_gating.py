"""Gates: soft, noisy, discretised."""

import pytest
import torch

from graphmem.memory.gating import Gating, discretised, straight_through

LOGITS = torch.tensor([-4.0, -0.1, 0.0, 0.1, 4.0])


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_hard_forward_soft_back() -> None:
    value = torch.tensor([0.1, 0.5, 0.6], requires_grad=True)
    result = straight_through(value**2, torch.tensor([7.0, 0.0, 1.0]))
    assert result.tolist() == [7, 0, 1]
    assert torch.autograd.grad(result.sum(), value)[0].tolist() == pytest.approx([0.2, 1.0, 1.2])


def test_discretised() -> None:
    value = torch.tensor([0.0, 0.2, 0.5, 0.5001, 1.0], requires_grad=True)
    result = discretised(value)
    assert result.tolist() == [0, 0, 0, 1, 1]
    assert torch.autograd.grad((result * torch.arange(5.0)).sum(), value)[0].tolist() == [0, 1, 2, 3, 4]


def test_straight_through_is_exact() -> None:
    soft = torch.rand(100_000, generator=seeded())
    assert set(discretised(soft).tolist()) == {0.0, 1.0}


def test_gates() -> None:
    logits = LOGITS.clone().requires_grad_()
    soft, hard = Gating().gate(logits), Gating(discrete=True).gate(logits)
    assert torch.equal(soft, torch.sigmoid(LOGITS))
    assert hard.tolist() == [0, 0, 0, 1, 1]
    gradients = [torch.autograd.grad(gate.sum(), logits)[0] for gate in (soft, hard)]
    assert torch.equal(*gradients)
    assert (gradients[0] > 0).all()


def test_choices() -> None:
    logits = torch.tensor([[1.0, 3.0, 2.0, 0.0], [5.0, 3.0, 2.0, 0.0]], requires_grad=True)
    soft, hard = Gating().choice(logits), Gating(discrete=True).choice(logits)
    assert torch.equal(soft, torch.softmax(logits, -1))
    assert hard.tolist() == [[0, 1, 0, 0], [1, 0, 0, 0]]
    gradients = [torch.autograd.grad(choice[:, 0].sum(), logits)[0] for choice in (soft, hard)]
    assert torch.equal(*gradients)
    assert gradients[0].any()


def test_settle() -> None:
    value = torch.tensor([0.2, 0.9])
    assert Gating().settle(value) is value
    assert Gating(discrete=True).settle(value).tolist() == [0, 1]


def test_noise_is_repeatable_and_as_large_as_asked() -> None:
    logits = torch.zeros(20_000)
    first, again, other = (Gating(noise=0.5, generator=seeded(seed)).gate(logits) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.logit(first).std().item() == pytest.approx(0.5, rel=0.05)
    assert torch.logit(first).mean().item() == pytest.approx(0, abs=0.02)


def test_noise_on_modes_is_separate_from_noise_on_gates() -> None:
    logits = torch.zeros(3, 4)
    gates, modes = Gating(noise=1.0, generator=seeded()), Gating(mode_noise=1.0, generator=seeded())
    assert torch.equal(gates.choice(logits), torch.softmax(logits, -1))
    assert torch.equal(modes.gate(logits), torch.sigmoid(logits))
    disturbed = modes.choice(logits)
    assert not torch.equal(disturbed, torch.softmax(logits, -1))
    torch.testing.assert_close(disturbed.sum(-1), torch.ones(3))


def test_noise_leaves_the_global_generator_alone() -> None:
    before = torch.random.get_rng_state()
    gating = Gating(noise=1.0, mode_noise=1.0, generator=seeded())
    gating.gate(LOGITS)
    gating.choice(LOGITS)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_discretised_gates_are_never_noisy() -> None:
    gating, generator = Gating(discrete=True, noise=100.0, mode_noise=100.0, generator=seeded()), seeded()
    assert gating.gate(LOGITS).tolist() == [0, 0, 0, 1, 1]
    assert gating.choice(LOGITS).tolist() == [0, 0, 0, 0, 1]
    assert gating.generator is not None
    assert torch.equal(gating.generator.get_state(), generator.get_state())


def test_matches_are_weakened_by_a_share_at_most() -> None:
    match = torch.tensor([0.0, 0.5, 1.0]).repeat(5000, 1)
    first, again = (Gating(match_noise=0.2, generator=seeded()).weaken(match) for _ in range(2))
    assert torch.equal(first, again)
    assert torch.equal(Gating().weaken(match), match)
    assert torch.equal(Gating(discrete=True, match_noise=0.2, generator=seeded()).weaken(match), (match > 0.5).float())
    assert not first[:, 0].any()
    for column, strength in ((first[:, 1], 0.5), (first[:, 2], 1.0)):
        assert 0.8 * strength <= column.min() < 0.81 * strength
        assert 0.99 * strength < column.max() <= strength
