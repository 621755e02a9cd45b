"""The DNC of 2016 in plain numbers: one example, one slot, one word place at a time, from the paper's equations.

Vectors are lists of floats, matrices lists of rows.  Nothing here knows tensors, batches or graphmem.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

Vector = list[float]
Matrix = list[Vector]
Layers = list[tuple[Matrix, Vector]]  # weights and bias of each
Controller = Callable[[Layers], Callable[[Vector], Vector]]  # from its layers to its steps: [x; reads] to all layers


@dataclass(frozen=True)
class Memory:
    """The state of one example, before or after a step."""

    memory: Matrix  # N x W
    usage: Vector  # N
    write_weighting: Vector  # N
    read_weightings: Matrix  # R x N
    link: Matrix  # N x N
    precedence: Vector  # N


@dataclass(frozen=True)
class Machine:
    """A controller, its layers, and three linear maps."""

    controller: Controller
    layers: Layers
    interface: Matrix
    output: Matrix
    read_output: Matrix


def zero_memory(slots: int, word: int, heads: int) -> Memory:
    def zeros(count: int) -> Vector:
        return [0.0 for _ in range(count)]

    return Memory(
        [zeros(word) for _ in range(slots)],
        zeros(slots),
        zeros(slots),
        [zeros(slots) for _ in range(heads)],
        [zeros(slots) for _ in range(slots)],
        zeros(slots),
    )


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def oneplus(x: float) -> float:
    return 1 + math.log(1 + math.exp(x))


def softmax(values: Vector) -> Vector:
    total = sum(math.exp(value) for value in values)
    return [math.exp(value) / total for value in values]


def cosine(u: Vector, v: Vector) -> float:
    lengths = math.sqrt(sum(x * x for x in u)) * math.sqrt(sum(x * x for x in v))
    return sum(x * y for x, y in zip(u, v, strict=True)) / lengths if lengths else 0.0


def content(memory: Matrix, key: Vector, strength: float) -> Vector:
    return softmax([cosine(key, row) * strength for row in memory])


def allocate(usage: Vector) -> Vector:
    order = sorted(range(len(usage)), key=lambda slot: usage[slot])
    weighting = [0.0] * len(usage)
    for place, slot in enumerate(order):
        weighting[slot] = 1 - usage[slot]
        for before in order[:place]:
            weighting[slot] *= usage[before]
    return weighting


def access(before: Memory, xi: Vector, heads: int) -> tuple[Matrix, Memory]:
    """One step of the memory under one interface vector."""
    slots, word = len(before.memory), len(before.memory[0])
    N, W, R = range(slots), range(word), range(heads)  # noqa: N806

    numbers = iter(xi)
    read_keys = [[next(numbers) for _ in W] for _ in R]
    read_strengths = [oneplus(next(numbers)) for _ in R]
    write_key = [next(numbers) for _ in W]
    write_strength = oneplus(next(numbers))
    erase = [sigmoid(next(numbers)) for _ in W]
    added = [next(numbers) for _ in W]
    free = [sigmoid(next(numbers)) for _ in R]
    allocation_gate = sigmoid(next(numbers))
    write_gate = sigmoid(next(numbers))
    modes = [softmax([next(numbers) for _ in range(3)]) for _ in R]
    assert not list(numbers)

    usage = []
    for i in N:
        kept = 1.0
        for r in R:
            kept *= 1 - free[r] * before.read_weightings[r][i]
        u, w = before.usage[i], before.write_weighting[i]
        usage.append((u + w - u * w) * kept)

    allocation = allocate(usage)
    similar = content(before.memory, write_key, write_strength)
    write = [write_gate * (allocation_gate * allocation[i] + (1 - allocation_gate) * similar[i]) for i in N]

    memory = [[before.memory[i][k] * (1 - write[i] * erase[k]) + write[i] * added[k] for k in W] for i in N]

    link = [[0.0 for _ in N] for _ in N]
    for i in N:
        for j in N:
            if i != j:
                old = (1 - write[i] - write[j]) * before.link[i][j]
                link[i][j] = old + write[i] * before.precedence[j]
    total = sum(write)
    precedence = [(1 - total) * before.precedence[i] + write[i] for i in N]

    weightings = []
    for r in R:
        last = before.read_weightings[r]
        forward = [sum(link[i][j] * last[j] for j in N) for i in N]
        backward = [sum(link[j][i] * last[j] for j in N) for i in N]
        looked_up = content(memory, read_keys[r], read_strengths[r])
        weightings.append(
            [modes[r][0] * backward[i] + modes[r][1] * looked_up[i] + modes[r][2] * forward[i] for i in N]
        )
    reads = [[sum(memory[i][k] * weightings[r][i] for i in N) for k in W] for r in R]
    return reads, Memory(memory, usage, write, weightings, link, precedence)


def times(matrix: Matrix, vector: Vector) -> Vector:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def plus(weights: Matrix, bias: Vector, vector: Vector) -> Vector:
    """A linear map of the vector, plus the bias."""
    return [a + b for a, b in zip(times(weights, vector), bias, strict=True)]


def deep_lstm(layers: Layers) -> Callable[[Vector], Vector]:
    """Each layer's weights are over [x; own; below], in four parts i, f, o, s."""
    size = len(layers[0][1]) // 4
    hidden = [[0.0] * size for _ in layers]
    cells = [[0.0] * size for _ in layers]

    def step(seen: Vector) -> Vector:
        below: Vector = []
        for number, (weights, bias) in enumerate(layers):
            logits = plus(weights, bias, seen + hidden[number] + below)
            enter, forget, leave = ([sigmoid(x) for x in logits[part * size : (part + 1) * size]] for part in range(3))
            new = [math.tanh(x) for x in logits[3 * size :]]
            cells[number] = [forget[h] * cells[number][h] + enter[h] * new[h] for h in range(size)]
            hidden[number] = [leave[h] * math.tanh(cells[number][h]) for h in range(size)]
            below = hidden[number]
        return [number for layer in hidden for number in layer]

    return step


def feed_forward(layers: Layers) -> Callable[[Vector], Vector]:
    """Each layer's weights are over [x; below]."""

    def step(seen: Vector) -> Vector:
        every: Vector = []
        below: Vector = []
        for weights, bias in layers:
            below = [math.tanh(x) for x in plus(weights, bias, seen + below)]
            every += below
        return every

    return step


def run(machine: Machine, inputs: Matrix, slots: int, word: int, heads: int) -> Matrix:
    """The outputs of a DNC over one sequence, from the zero state."""
    step = machine.controller(machine.layers)
    memory, reads = zero_memory(slots, word, heads), [[0.0] * word for _ in range(heads)]
    outputs = []
    for now in inputs:
        every = step(now + [number for read in reads for number in read])
        reads, memory = access(memory, times(machine.interface, every), heads)
        flat = [number for read in reads for number in read]
        outputs.append(plus(machine.output, times(machine.read_output, flat), every))
    return outputs
