"""Our machine on the paper's tasks, by free decoding: every pair of Zone 1 and of the Underground among the rest.

Run by hand: python tests/benchmarks/bench_paper_planner.py            the weights of the benchmark
             python tests/benchmarks/bench_paper_planner.py --planner  the weights that `graphmem route` uses

"Ten steps" is the machine that plans no longer than the episode says; the other plans until a step changes nothing.
All pairs share the labels of one description.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import cast

import numpy as np
import torch
from safetensors.torch import load

from graphmem.benchmark.archive import kept_seeds, read_weights, trained_machine, weights_path
from graphmem.benchmark.machines import MACHINES
from graphmem.benchmark.planner import TrainablePlanner, discretise_planner
from graphmem.graphs import traversal_problem
from graphmem.interpreter.channels.paper_planner import PaperPlanner
from graphmem.models.planner import Planner
from graphmem.networks import load_network
from graphmem.results.folders import benchmark_folder
from graphmem.seeding import generator
from graphmem.tasks.paper import (
    PAPER_TASKS,
    Episode,
    Fact,
    draw_stage_episodes,
    map_paths,
    map_traversals,
    plan,
)
from graphmem.tasks.paper.graphs import draw_labels, label_graph

TASKS = ("traversal", "shortest_path")

ZONE_1, UNDERGROUND = "london_zone1_interchanges", "london_underground"


def share(machine: Planner, task: str, episodes: Sequence[Episode], patient: bool = True) -> str:
    marks = []
    for start in range(0, len(episodes), 20):
        learner = TrainablePlanner(machine, task, patient=patient)
        marks += [one.free for one in learner.evaluate(episodes[start : start + 20], generator(0))]
    return f"{sum(marks)} of {len(marks)}"


def all_pairs(machine: Planner, network: str, planning: int | None) -> str:
    triples, _ = traversal_problem(load_network(network))
    rng = generator(0, network)
    graph = label_graph(rng, triples, draw_labels(rng, int(triples.line.max()) + 1))
    planner, goal = PaperPlanner(discretise_planner(machine)), plan(graph, graph.nodes[0])
    right = asked = longest = 0
    for origin, destination, walked in planner.walk_all(np.array(graph.facts), planning):
        if destination != goal.destination:
            goal = plan(graph, destination)
        if origin in goal.left:
            asked, longest = asked + 1, max(longest, goal.left[origin])
            right += goal.accepts(origin, tuple(Fact(*step) for step in walked))
    return f"{right} of {asked}, to {longest} edges"


def examine(machine: Planner, task: str, fresh: int) -> None:
    zone, whole = (traversal_problem(load_network(name))[0] for name in (ZONE_1, UNDERGROUND))
    stage = PAPER_TASKS[task].curriculum.stages[-1]
    fresh_ones = draw_stage_episodes(generator(0, "fresh"), PAPER_TASKS[task], stage, fresh)
    print(f"  last stage: {share(machine, task, fresh_ones)}", flush=True)
    if task == "traversal":
        print(f"  Zone 1, 7 steps: {share(machine, task, map_traversals(generator(1), zone, fresh))}")
        print(f"  Underground, 7 steps: {share(machine, task, map_traversals(generator(2), whole, fresh))}", flush=True)
        return
    for patient, planning, name in ((False, 10, "ten steps"), (True, None, "until nothing changes")):
        print(f"  Zone 1, 4 edges, {name}: {share(machine, task, map_paths(generator(1), zone), patient)}", flush=True)
        for network in (ZONE_1, UNDERGROUND):
            print(f"  {network}, all pairs, {name}: {all_pairs(machine, network, planning)}", flush=True)


def benchmark_weights(task: str) -> Iterator[tuple[str, Planner]]:
    with benchmark_folder() as folder:
        for seed in kept_seeds(folder, "planner", task):
            path = weights_path(folder, "planner", task, seed)
            kept = read_weights(path)
            learner = trained_machine(MACHINES["planner"], path, kept, torch.device("cpu"))
            spent = f"{kept.progress.examples} episodes, {kept.progress.seconds:.0f} s"
            yield f"seed {seed}, {spent}", cast(Planner, learner.module)


def planner_weights() -> Iterator[tuple[str, Planner]]:
    folder = resources.files("graphmem.weights") / "planner"
    machine = Planner()
    machine.load_state_dict(load((folder / "model.safetensors").read_bytes()))
    yield "the weights of graphmem route", machine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--task", nargs="+", choices=TASKS, default=TASKS)
    parser.add_argument("--planner", action="store_true", help="the weights of graphmem route")
    parser.add_argument("--fresh", type=int, default=500, help="questions where they are drawn")
    options = parser.parse_args()
    torch.set_num_threads(1)
    for task in options.task:
        for name, machine in planner_weights() if options.planner else benchmark_weights(task):
            print(f"{task}, {name}")
            examine(machine, task, options.fresh)


if __name__ == "__main__":
    main()
