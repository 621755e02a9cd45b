"""``graphmem train``: trains weights from scratch, by answers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..common.text import count
from .training_run import Options, run_options, train

if TYPE_CHECKING:
    from ..training.progress import Progress

TASKS = ("traversal", "shortest_path", "inference")


@click.group("train")
def command() -> None:
    """Train a machine from scratch."""


@command.command(short_help="Train a planner of routes.")
@run_options
def planner(seed: int, **options: Any) -> None:
    """Train a planner on traversal, shortest paths by stops and by minutes, and "no route".

    Training ends when the discretised machine answers every question of an evaluation set of random graphs correctly;
    no real network takes part. The weights are in OUT/model, to be used with --checkpoint.
    """
    from ..tasks import CURRICULUM
    from ..training.model_cards import planner_model
    from ..training.planner import PlannerSettings, planner_plan

    def stage(progress: Progress) -> tuple[str, float]:
        stage, stages = progress.stage, len(CURRICULUM)
        return f"stage {stage + 1} of {stages}", stage / stages

    train(Options(**options), planner_plan, PlannerSettings(seed=seed), planner_model, stage, lambda progress: [])


@command.command(short_help="Train a reasoner on the DNC paper's inference task.")
@run_options
def inference(seed: int, **options: Any) -> None:
    """Train a reasoner on the 400 relations of the DNC paper's inference task.

    A relation is a word for a chain of edges, and training shows only where it leads. Training ends when the
    discretised machine answers every question of an evaluation set of random graphs correctly; no family takes part.
    The weights are in OUT/model, to be used with --checkpoint.
    """
    from ..training.model_cards import reasoner_model
    from ..training.reasoner import ReasonerSettings, reasoner_plan

    def seen(progress: Progress) -> list[str]:
        restarted = count(progress.words_restarted, "word restarted", "words restarted")
        return [count(progress.examples, "graph"), count(progress.questions, "query", "queries"), restarted]

    settings = ReasonerSettings(seed=seed)
    train(Options(**options), reasoner_plan, settings, reasoner_model, lambda state: ("", max(state.best, 0)), seen)


@command.command(short_help="Train a DNC on a task of its paper.")
@click.argument("task", type=click.Choice(TASKS))
@run_options
def dnc(task: str, seed: int, **options: Any) -> None:
    """Train a differentiable neural computer (DNC) on TASK, one of those of its paper (Graves et al. 2016).

    It begins with ordinary random weights and sees answers alone, on random graphs, by a curriculum. Training ends
    after cool_down episodes of the last stage, after max_examples episodes in any stage, or when an evaluation set of
    the last stage is answered without error. The weights that are best on that set are in OUT/model, to be loaded with
    graphmem.load_machine.

    ``graphmem benchmark train dnc TASK`` trains the same weights.
    """
    from ..tasks.paper.training_stages import TRAINING_STAGES
    from ..training.dnc import dnc_plan
    from ..training.model_cards import dnc_model
    from ..training.paper_registry import dnc_settings

    stages = len(TRAINING_STAGES[task])

    def stage(progress: Progress) -> tuple[str, float]:
        return f"stage {progress.stage + 1} of {stages}", progress.stage / stages

    settings = dnc_settings(task, seed)
    train(Options(**options), dnc_plan, settings, dnc_model, stage, lambda state: [count(state.examples, "episode")])
