"""Progress on standard error, in one line that fits the terminal; nothing if it is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

BAR = 10  # characters of the bar of a training


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that takes the number done and the number in all."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(2 * BAR), TextColumn("{task.percentage:>3.0f}%")
    shown = Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal)
    with shown as bar:
        task = bar.add_task(what)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def training_line(console: Console) -> Iterator[Callable[[Sequence[tuple[int, str]], float, float], None]]:
    """Yield a function that shows how far a training is.

    It takes fields as ``fitting_fields`` does, the share that is done, and the seconds that are left.
    """
    from rich.progress import BarColumn, Progress, TextColumn

    columns = TextColumn("{task.description}"), BarColumn(BAR), TextColumn("{task.fields[left]}")
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0, left="", visible=False)

        def show(fields: Sequence[tuple[int, str]], share: float, seconds: float) -> None:
            left = f"{round(seconds) // 60}:{round(seconds) % 60:02} left"
            text = fitting_fields(fields, console.width - BAR - len(left) - 3)
            bar.update(task, description=text, completed=share, left=left, visible=True)

        yield show


def fitting_fields(fields: Sequence[tuple[int, str]], width: int) -> str:
    """Fields, separated by commas, as far as they fit.

    >>> fitting_fields([(1, "update 1,200"), (2, "accuracy 90%"), (0, "evaluation 99.50%")], 40)
    'update 1,200, evaluation 99.50%'

    Args:
        fields: a priority and a text each; 0 for a field that is always shown; of the others, the one with the largest
            number is left out first.
        width: characters.
    """
    shown = list(fields)
    while len(text := ", ".join(words for _, words in shown)) > width and any(priority for priority, _ in shown):
        shown.remove(max(shown, key=lambda field: field[0]))
    return text
