"""Every example of the README and of every page of docs/ prints what the page says it does."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


examples = load(ROOT / "docs" / "examples.py")
PAGES = sorted({ROOT / "README.md", *(ROOT / "docs").rglob("*.md")} - set((ROOT / "docs" / "_build").rglob("*.md")))
PAGE = """\
Needs `pip install "graphmem[map]"`.

```console
$ echo one; echo two
one
t...
$ true
```

```python
x = 3
print(x)
```

```text
3
```

```python
import matplotlib
try:
    import torch
except ImportError:
    print(x, "no torch")
```

Text in between.

```text
not its output
```
"""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_example_prints_what_the_page_says(page: Path) -> None:
    assert not examples.check(page)


def test_no_block_is_passed_over() -> None:
    known = {"console", "python", "text", "csv", "json", "toml", "{toctree}"}
    for page in PAGES:
        for info in re.findall(r"^```(\S+)", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert info in known or info.startswith("{"), f"{page}: a block of {info}"


def test_examples_are_found() -> None:
    commands = [(one.kind, one.code.strip(), one.output) for one in examples.examples_of(PAGE)]
    assert commands[:2] == [("console", "echo one; echo two", "one\nt..."), ("console", "true", None)]
    assert [output for kind, _, output in commands if kind == "python"] == ["3", None]


def test_a_page_has_the_extras_that_it_names() -> None:
    assert "torch" in examples.blocked_packages(PAGE)
    assert "matplotlib" not in examples.blocked_packages(PAGE)
    assert "torch" in examples.blocked_packages('pip install ".[dev]"')
    assert not examples.blocked_packages('pip install "graphmem[all]"')


def test_wrong_output_is_found_and_corrected(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    assert not examples.check(page)
    page.write_text(PAGE.replace("\n3\n", "\n4\n").replace("\none\n", "\nOne\n"), encoding="utf-8")
    assert len(examples.check(page)) == 2
    examples.check(page, update=True)
    assert page.read_text(encoding="utf-8").splitlines() == PAGE.replace("t...", "two").splitlines()


def test_an_example_that_fails_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ false\n```\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="ended with 1"):
        examples.check(page)
