"""Published figures of the benchmark against those that are measured again."""

from __future__ import annotations

from dataclasses import replace

from .benchmark import AnyResult, BenchmarkFigures, name_of, result_key


def differences(published: BenchmarkFigures, measured: BenchmarkFigures) -> list[str]:
    """A sentence for each figure that was measured differently.

    A test that differs as a whole has one sentence and none for its breakdown.

    Args:
        published: figures from the tables.
        measured: figures of the same machines, tasks, tests and seeds, and no others.
    """
    now = {result_key(result): result for result in measured.results}
    sentences, same = [], set()
    for result in published.results:
        new = now[result_key(result)]
        changed = "; ".join(_changes(result, new))
        if result.weights != new.weights:
            changed = changed or "the figures are the same"
            sentences.append(f"{name_of(result)}: the weights are not those of the published figures; {changed}.")
        elif changed:
            sentences.append(f"{name_of(result)}: published {changed}.")
        else:
            same.add(result_key(result))
    old_parts, new_parts = (
        {(result_key(part), part.by, part.least, part.most): part for part in figures.breakdown}
        for figures in (published, measured)
    )
    for place in sorted(old_parts.keys() | new_parts.keys()):
        if place[0] in same:
            part = old_parts.get(place) or new_parts[place]
            none = replace(part, questions=0, correct_free=0, correct_valid=0)
            changes = _changes(old_parts.get(place, none), new_parts.get(place, none))
            sentences += [f"{name_of(part)}: published {'; '.join(changes)}."] if changes else []
    return sentences


def _changes(published: AnyResult, measured: AnyResult) -> list[str]:
    pairs = ((name, value, getattr(measured, name)) for name, value in vars(published).items() if name != "weights")
    return [f"{name} {value}, now {now}" for name, value, now in pairs if value != now]
