"""Imports go one way, and what a waiting run needs never loads torch."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import gan_core

ROOT = Path(gan_core.__file__).parents[1]
CORE = ROOT / "gan_core"

# A file may import those above it. A folder stands for its files, whose order is their own affair.
ORDER = (
    "errors", "atomic", "config", "devices", "image_order", "losses", "penalties", "latents",
    "images", "ema", "augment", "schedule", "steering", "plausibility", "remedies", "loss_lines",
    "half_steps", "engine", "catalog", "pen", "garments", "silhouettes", "decode", "image_files",
    "data", "groups", "conditions", "recipes", "layer_table", "trainer", "run_dir", "models",
    "metrics", "turn", "checkpoint", "generator", "diagnose", "resolve", "measuring", "run_facts",
    "training_run", "speed", "film", "plane", "studio", "commands", "__main__", "__init__",
)  # fmt: skip
LIGHT = (
    "commands.train", "commands.diagnose", "diagnose", "studio.key_points", "plane", "turn",
    "run_dir", "models", "catalog",
    "config", "errors", "atomic",
)  # fmt: skip


def sources():
    return sorted(CORE.rglob("*.py"))


def place(path):
    """errors for gan_core/errors.py, recipes for all in gan_core/recipes/."""
    return path.relative_to(CORE).parts[0].removesuffix(".py")


def imported(path):
    """Every module that a file imports anywhere in it, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_places(path):
    parts = (name.split(".") for name in imported(path))
    return {part[1] for part in parts if part[0] == "gan_core" and len(part) > 1} & {*ORDER}


def test_every_file_has_its_place_in_the_order():
    missing = {place(path) for path in sources()} - {*ORDER}
    assert not missing, f"say in ORDER where these stand: {missing}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(CORE)))
def test_imports_point_upwards_only(path):
    own = place(path)
    allowed = {*ORDER[: ORDER.index(own)]}
    if own in ("recipes", "commands", "metrics", "diagnose", "studio"):
        allowed.add(own)
    assert imported_places(path) <= allowed


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(CORE)))
def test_the_core_knows_nothing_of_the_app(path):
    assert not {name.split(".")[0] for name in imported(path)} & {"playground", "streamlit"}


def test_the_check_sees_an_import(tmp_path):
    (tmp_path / "file.py").write_text(
        "def f():\n    from gan_core import atomic\n    import gan_core.turn, streamlit\n"
    )
    assert imported_places(tmp_path / "file.py") == {"atomic", "turn"}
    assert "streamlit" in set(imported(tmp_path / "file.py"))


def test_what_a_waiting_run_and_a_first_page_need_loads_no_torch():
    names = ", ".join(f"gan_core.{name}" for name in LIGHT)
    code = f"import sys, gan_core, {names}; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
