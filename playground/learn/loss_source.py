"""The source of the losses, from their very file, so that what a lesson shows cannot drift."""

import ast
from pathlib import Path

import gan_core

FILE = "gan_core/objectives/losses.py"


def _functions() -> dict[str, str]:
    """Every function of the file, as it stands there."""
    source = (Path(gan_core.__file__).parents[1] / FILE).read_text("utf-8")
    return {
        node.name: ast.get_source_segment(source, node) or ""
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


FUNCTIONS = _functions()
