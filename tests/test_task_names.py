"""No module asks which task it is: a task owns what depends on it, and its name is compared nowhere."""

import ast

import pytest

from .test_architecture import MODULES

REGISTRIES = {"PAPER_TASKS", "ALGORITHMIC_TASKS", "TASKS", "TRAINING_STAGES"}  # a name may be looked for in them


def ending(node: ast.AST) -> str:
    """The last word of a name or of an attribute: "task" for ``task`` and for ``settings.task``."""
    return getattr(node, "id", getattr(node, "attr", ""))


COLLECTIONS = (ast.Tuple, ast.List, ast.Set)


def operands(node: ast.expr) -> list[ast.expr]:
    """The members of a tuple, list or set; otherwise the expression itself."""
    return [one for part in node.elts for one in operands(part)] if isinstance(node, COLLECTIONS) else [node]


def is_fixed(node: ast.expr) -> bool:
    """Whether an expression is a string, or a constant by its spelling, such as COPY or dnc.COPY."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value != ""
    return ending(node).isupper() and ending(node) not in REGISTRIES


def compared_tasks(tree: ast.AST) -> list[int]:
    """The lines in which a variable or an attribute called task is compared with a fixed name."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [operands(side) for side in (node.left, *node.comparators)]
        elif isinstance(node, ast.Match):
            values = [part.value for case in node.cases for part in ast.walk(case) if isinstance(part, ast.MatchValue)]
            sides = [operands(node.subject), values]
        else:
            continue
        parts = [part for side in sides for part in side]
        if any(ending(part).split("_")[-1] == "task" for part in parts) and any(map(is_fixed, parts)):
            found.append(node.lineno)
    return found


def test_comparisons_of_tasks_are_found() -> None:
    for code in (
        "task == 'copy'",
        "'copy' != task",
        "task == COPY",
        "settings.task == dnc.COPY",
        "row.task in ('copy', 'recall')",
        "(machine, its_task) == (name, COPY)",
        "task in WHOLE",
        "match task:\n    case 'copy':\n        pass",
        "match settings.task:\n    case dnc.COPY:\n        pass",
    ):
        assert compared_tasks(ast.parse(code)) == [1], code
    for code in (
        "row.task == task",
        "task in PAPER_TASKS",
        "task in entry.tasks",
        "form is AnswerForm.WALK",
        "task == ''",
    ):
        assert compared_tasks(ast.parse(code)) == [], code


@pytest.mark.parametrize("name", MODULES)
def test_no_module_asks_which_task_it_is(name: str) -> None:
    tasks = {"traversal", "shortest_path", "inference"}
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    assert compared_tasks(tree) == [], name
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            words = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
            names = {ending(part) for part in ast.walk(node)}
            assert "task" not in names or not words & tasks, f"{name}, line {node.lineno}"
