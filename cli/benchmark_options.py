"""Arguments and options that several commands of ``graphmem benchmark`` have."""

from __future__ import annotations

import click

from ..results.benchmark import BREAKDOWNS, evaluation_set_names
from ..tasks.paper import PAPER_TASKS
from .figures import FILE
from .options import F, RegistryChoice, with_options

MACHINE = click.argument("machine")
TASK = click.argument("task", type=RegistryChoice(PAPER_TASKS.keys), metavar="TASK")
TEST = click.option(
    "--test", "tests", multiple=True, type=RegistryChoice(evaluation_set_names), help="Only this test; repeatable."
)
BY = click.option("--by", type=click.Choice(BREAKDOWNS), help="Break down by length of the answer, or by graph size.")
PICTURE = click.option("--picture", type=FILE, metavar="FILE", help="Draw the figures as a .png or .svg file too.")


def selection_options(function: F) -> F:
    """The options that select results."""
    return with_options(
        click.option("--machine", "machines", multiple=True, metavar="NAME", help="Only this machine; repeatable."),
        click.option(
            "--task", "tasks", multiple=True, type=RegistryChoice(PAPER_TASKS.keys), help="Only this task; repeatable."
        ),
        TEST,
    )(function)
