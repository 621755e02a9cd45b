"""The neural Turing machine of 2014 in plain numbers: one example, one head, one slot, one word place at a time.

From the paper's equations; vectors are lists of floats, matrices lists of rows.  Nothing here knows tensors, batches
or graphmem.
"""

from dataclasses import dataclass

from ..dnc.reference import Controller, Layers, Matrix, Vector, content, oneplus, plus, sigmoid, softmax


@dataclass(frozen=True)
class Memory:
    """The state of one example, before or after a step."""

    memory: Matrix  # N x W
    weightings: Matrix  # H x N, read heads first


@dataclass(frozen=True)
class Machine:
    """A controller and its layers; weights and biases of three maps, the last without bias."""

    controller: Controller
    layers: Layers
    interface: tuple[Matrix, Vector]
    output: tuple[Matrix, Vector]
    read_output: Matrix
    first_reads: Matrix  # R x W
    writers: int
    reach: int


def first_memory(slots: int, word: int, heads: int) -> Memory:
    on_the_first = [1.0] + [0.0] * (slots - 1)
    return Memory([[1e-6] * word for _ in range(slots)], [list(on_the_first) for _ in range(heads)])


def move(weighting: Vector, shift: Vector) -> Vector:
    """Equation 8; shift[0] is for a move of -S."""
    slots, reach = len(weighting), len(shift) // 2
    moved = [0.0] * slots
    for j in range(slots):
        for by in range(-reach, reach + 1):
            moved[(j + by) % slots] += weighting[j] * shift[by + reach]
    return moved


def sharpen(weighting: Vector, gamma: float) -> Vector:
    """Equation 9."""
    powers: Vector = [weight**gamma for weight in weighting]
    return [power / sum(powers) for power in powers]


def access(before: Memory, vector: Vector, writers: int, reach: int) -> tuple[Matrix, Memory]:
    """One step of the memory under one interface vector."""
    heads, slots, word = len(before.weightings), len(before.memory), len(before.memory[0])
    H, N, W, V = range(heads), range(slots), range(word), range(writers)  # noqa: N806

    numbers = iter(vector)
    keys = [[next(numbers) for _ in W] for _ in H]
    strengths = [oneplus(next(numbers)) - 1 for _ in H]
    gates = [sigmoid(next(numbers)) for _ in H]
    shifts = [softmax([next(numbers) for _ in range(2 * reach + 1)]) for _ in H]
    gammas = [1 + oneplus(next(numbers)) - 1 for _ in H]
    erase = [[sigmoid(next(numbers)) for _ in W] for _ in V]
    added = [[next(numbers) for _ in W] for _ in V]
    assert not list(numbers)

    weightings = []
    for h in H:
        similar = content(before.memory, keys[h], strengths[h])
        gated = [gates[h] * similar[i] + (1 - gates[h]) * before.weightings[h][i] for i in N]
        weightings.append(sharpen(move(gated, shifts[h]), gammas[h]))

    memory = [list(row) for row in before.memory]
    for i in N:
        for k in W:
            for v in V:
                memory[i][k] *= 1 - weightings[heads - writers + v][i] * erase[v][k]
            for v in V:
                memory[i][k] += weightings[heads - writers + v][i] * added[v][k]
    reads = [[sum(weightings[r][i] * memory[i][k] for i in N) for k in W] for r in range(heads - writers)]
    return reads, Memory(memory, weightings)


def run(machine: Machine, inputs: Matrix, slots: int) -> Matrix:
    """The outputs of an NTM over one sequence, from the first state."""
    step = machine.controller(machine.layers)
    reads = machine.first_reads
    memory = first_memory(slots, len(reads[0]), len(reads) + machine.writers)
    outputs = []
    for now in inputs:
        every = step(now + [number for read in reads for number in read])
        reads, memory = access(memory, plus(*machine.interface, every), machine.writers, machine.reach)
        flat = [number for read in reads for number in read]
        outputs.append(plus(machine.read_output, plus(*machine.output, every), flat))
    return outputs
