"""Sphinx's settings: `sphinx-build -W -b html docs docs/_build`."""

import json
from pathlib import Path

from sphinx.application import Sphinx

from graphmem import __version__

SCHEMAS = Path(__file__).parents[1] / "cli" / "schemas"

project = "graphmem"
author = "The graphmem authors"
project_copyright = "The graphmem authors, Apache-2.0"
release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "sphinx_copybutton",
]
exclude_patterns = ["_build", "samples"]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True
autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = "graphmem"


def add_schemas(app: Sphinx, name: str, source: list[str]) -> None:
    """Append every schema of cli/schemas to the page of JSON output."""
    if name == "reference/json":
        for path in sorted(SCHEMAS.glob("*.json")):
            title = json.loads(path.read_text(encoding="utf-8"))["title"]
            include = f"```{{literalinclude}} ../../cli/schemas/{path.name}\n:language: json\n```"
            source[0] += f"\n## {title}\n\n{include}\n"


def setup(app: Sphinx) -> None:
    """Connect to Sphinx."""
    app.connect("source-read", add_schemas)
