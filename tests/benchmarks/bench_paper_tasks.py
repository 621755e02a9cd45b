"""Episodes of the DNC paper's last stages a second, on one core.

Run by hand: python tests/benchmarks/bench_paper_tasks.py
"""

import argparse
import time

import numpy as np

from graphmem.tasks.paper import PAPER_TASKS, draw_batch, encode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, nargs="+", default=(1, 32))
    parser.add_argument("--seconds", type=float, default=2, help="processor time for each figure")
    options = parser.parse_args()
    print(f"{'task':<15}{'batch':>6}{'drawn/s':>10}{'drawn and encoded/s':>21}{'mean steps':>12}")
    for name, task in PAPER_TASKS.items():
        last = len(task.curriculum.stages) - 1
        for size in options.batch:
            rng, count, drawn, encoded, steps = np.random.default_rng(0), 0, 0.0, 0.0, 0
            draw_batch(rng, task, last, size)
            while drawn + encoded < options.seconds:
                start = time.process_time()
                episodes = draw_batch(rng, task, last, size)
                middle = time.process_time()
                batch = encode(episodes)
                drawn, encoded = drawn + middle - start, encoded + time.process_time() - middle
                count, steps = count + size, steps + len(batch.observations)
            rates = count / drawn, count / (drawn + encoded)
            print(f"{name:<15}{size:>6}{rates[0]:>10.0f}{rates[1]:>21.0f}{steps * size / count:>12.1f}")


if __name__ == "__main__":
    main()
