"""Imports run one way, files stay short, and what is light stays light."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 250
ANYONE = {"errors", "seeding", "common"}
GROUND = {
    "native",
    "graphs",
    "networks",
    "interop",
    "generators",
    "tasks",
    "encoding",
    "memory",
    "models",
    "interpreter",
}
BELOW_VIEW = GROUND | {"evaluation", "dnc", "training", "benchmark", "experiments", "results", "routing", "weights"}

# Who may import whom.  A name with a dot is one module and not its package.
ALLOWED: dict[str, set[str]] = {
    "graphmem": {"api", "graphs", "machines", "models", "networks"},  # lazily; see tests/test_front_door.py
    "__main__": {"cli"},
    "errors": set(),
    "seeding": set(),
    "common": set(),
    "native": set(),
    "weights": set(),
    "graphs": set(),
    "interop": {"graphs"},
    "networks": {"graphs", "interop"},
    "generators": {"graphs"},
    "tasks": {"native", "graphs", "networks", "generators", "encoding"},
    "encoding": {"graphs"},
    "memory": {"encoding.specs"},
    "models": {"memory", "encoding", "native"},
    "interpreter": {"graphs", "encoding", "weights"},
    "results": {"weights", "tasks"},
    "machines": {"encoding", "interpreter", "models"},
    "routing": {"graphs", "networks", "encoding", "interpreter"},
    "evaluation": GROUND | {"routing"},
    "dnc": GROUND | {"machines", "evaluation", "routing"},
    "training": GROUND | {"evaluation"},
    "benchmark": GROUND | {"evaluation", "training", "results"},
    "experiments": GROUND | {"evaluation", "training", "benchmark", "results"},
    "view": BELOW_VIEW,
    "api": {"graphs", "networks", "interpreter", "machines", "routing", "view"},
    "cli": BELOW_VIEW | {"view", "graphmem"},
}
WITHOUT_TORCH = ("interpreter", "routing", "results")


def modules() -> dict[str, Path]:
    """Every module of the package by its name, as installed: cli/ is graphmem.cli."""
    found = {}
    for folder, package in ((ROOT / "graphmem", "graphmem"), (ROOT / "cli", "graphmem.cli")):
        for path in sorted(folder.rglob("*.py")):
            parts = [*package.split("."), *path.relative_to(folder).with_suffix("").parts]
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(name: str) -> Iterator[str]:
    """The modules that a module imports anywhere, in functions and for types too."""
    yield from imported(name, ast.parse(MODULES[name].read_text(encoding="utf-8")))


def imported(name: str, tree: ast.AST) -> Iterator[str]:
    """The modules that the tree of a module imports."""
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield inner if inner in MODULES else module


def room(name: str) -> str:
    """The package directly under graphmem that a module is in."""
    return name.split(".")[1] if "." in name else name


def ours(name: str) -> set[str]:
    return {module for module in imports(name) if module.split(".")[0] == "graphmem"}


def run(code: str) -> set[str]:
    """Names of the modules that are loaded after ``code``, in an interpreter of its own."""
    code += "\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_modules_are_found() -> None:
    assert {"graphmem", "graphmem.errors", "graphmem.encoding.specs", "graphmem.cli.main"} <= set(MODULES)
    assert "graphmem.memory.gating" in ours("graphmem.memory.interface")
    assert "graphmem.encoding.specs" in ours("graphmem.memory.interface")
    assert "graphmem.routing" in ours("graphmem.cli.route")  # imported within a function
    assert "graphmem" in ours("graphmem.cli.main")
    assert {room(name) for name in MODULES} == set(ALLOWED)


@pytest.mark.parametrize("name", MODULES)
def test_imports_run_one_way(name: str) -> None:
    here = room(name)
    for module in ours(name):
        may = {here, *ANYONE, *ALLOWED[here]}
        assert room(module) in may or module.removeprefix("graphmem.") in may, f"{name} imports {module}"


def test_the_table_itself_runs_one_way() -> None:
    below: dict[str, set[str]] = {}
    remaining = {name: {part.split(".")[0] for part in parts} - {name} for name, parts in ALLOWED.items()}
    while remaining:
        ready = [name for name, parts in remaining.items() if parts <= set(below)]
        assert ready, f"a circle among {sorted(remaining)}"
        for name in ready:
            below[name] = remaining.pop(name)


def runtime_imports(name: str) -> set[str]:
    """Our modules that a module imports when it runs, in functions too; not for types alone."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    typed = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    for node in typed:
        node.body = [ast.Pass()]
    return {module for module in imported(name, tree) if module in MODULES and module != name}


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The sets of two or more modules that import one another (strongly connected components)."""
    components = networkx.strongly_connected_components(networkx.DiGraph(graph))
    return [found for found in components if len(found) > 1]


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]
    assert circles({"a": {"b"}, "b": set(), "c": {"a", "b"}}) == []
    assert "graphmem.training.plan" in runtime_imports("graphmem.training.trainer")
    assert "graphmem.training.plan" not in runtime_imports("graphmem.cli.training_run"), "it imports it for types alone"
    assert "graphmem.training.plan" in ours("graphmem.cli.training_run")


def test_no_files_import_one_another() -> None:
    graph = {name: runtime_imports(name) for name in MODULES}
    assert sum(map(len, graph.values())) > len(MODULES)
    assert circles(graph) == []


def test_specs_imports_nothing_of_ours() -> None:
    assert not ours("graphmem.encoding.specs")
    assert not ours("graphmem.encoding"), "what the package imports, the memory would import with specs"


def test_nothing_imports_the_command_line() -> None:
    rooms = {room(name) for name in MODULES if any(room(module) == "cli" for module in ours(name))}
    assert rooms == {"cli", "__main__"}


def reached(name: str) -> set[str]:
    """All modules that a module imports, and those import in turn; a package's __init__ comes with its modules.

    The front door is left out, since it imports its names on first use.
    """
    seen, waiting = {"graphmem"}, [name]
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            if module in MODULES:
                parents = [module.rsplit(".", count)[0] for count in range(1, module.count(".") + 1)]
                waiting += [*imports(module), *parents]
    return seen


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) in WITHOUT_TORCH])
def test_routes_need_no_torch(name: str) -> None:
    heavy = {module for module in reached(name) if module.split(".")[0] in {"torch", "torch_geometric"}}
    assert not heavy


def test_the_memory_knows_no_graph() -> None:
    for name in MODULES:
        if room(name) == "memory":
            rooms = {room(module) for module in reached(name) if module in MODULES}
            assert rooms <= {"graphmem", "memory", "encoding", *ANYONE}
            assert not {module for module in reached(name) if module.split(".")[0] in {"networkx", "numpy"}}


def test_routes_load_no_torch() -> None:
    names = [name for name in MODULES if room(name) in WITHOUT_TORCH]
    assert "torch" not in run("import " + ", ".join(names))


def test_help_is_light() -> None:
    loaded = run("from graphmem.cli import main\nmain(['--help'], standalone_mode=False)")
    assert "graphmem.cli.main" in loaded
    assert not {"torch", "pandas", "networkx", "numpy", "scipy"} & loaded


@pytest.mark.parametrize("folder", ["graphmem", "cli", "datasets", "tests"])
def test_files_are_short(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths
    lines = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert not {path: count for path, count in lines.items() if count > MOST_LINES}


def test_every_package_is_shipped() -> None:
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    elsewhere: dict[str, str] = setup["package-dir"]
    inside = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "graphmem").rglob("__init__.py")}
    tables = {path.parent.name for path in (ROOT / "datasets").glob("*/__init__.py")}
    assert set(elsewhere) == {"graphmem.cli", *(f"graphmem.networks.{table}" for table in tables)}
    assert sorted(setup["packages"]) == sorted(inside | set(elsewhere))
    for folder in elsewhere.values():
        assert (ROOT / folder / "__init__.py").is_file()
    loose = {path.parent for path in (ROOT / "graphmem").rglob("*.py")}
    assert {".".join(path.relative_to(ROOT).parts) for path in loose} == inside
