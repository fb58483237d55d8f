"""The text of gan_core/objectives/losses.py by function, for pages that show the line that runs.

It is read from the file itself, so it cannot drift. The file is not imported: that takes torch.
"""

import ast
from pathlib import Path

import gan_core

LOSSES = Path(gan_core.__file__).parent / "objectives" / "losses.py"
Line = tuple[int, str]  # number in the file, text


def functions(text: str) -> dict[str, dict[str, list[Line]]]:
    """The lines of each function of a module, without docstrings."""
    lines = text.splitlines()
    found = {}
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        kept = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        first = node.body[0]
        if ast.get_docstring(node) is not None:
            kept -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
        found[node.name] = {"lines": [(n, lines[n - 1]) for n in sorted(kept)]}
    return found


FUNCTIONS = functions(LOSSES.read_text("utf-8"))
