"""Imports go down the floors, never up; pages do not know each other; the first paint needs no
torch.
"""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gan_core

ROOT = Path(gan_core.__file__).parents[1]

# From the ground up. A floor may import itself and those before it.
CORE_FLOORS = (
    "__init__", "config", "data", "objectives", "recipes", "flat", "training", "metrics",
    "diagnosis", "runs", "queue", "generator", "commands", "__main__",
)  # fmt: skip
# A page may import itself and shared.
PAGES = (
    "explore", "train", "runs", "draw", "lab", "learn", "compare", "check", "classroom", "game",
)  # fmt: skip
APP_FLOORS = ("__init__", "shared", *PAGES, "main", "app")
TOP = ("main", "app")  # put the pages together
MOST_ENTRIES = 15  # of a first floor

# What a queued run and the first paint import.
LIGHT = (
    "gan_core.commands.train", "gan_core.commands.diagnose", "gan_core.diagnosis",
    "gan_core.generator.keyframes", "gan_core.generator.seed_map", "gan_core.generator.shipped",
    "gan_core.queue.device_queue", "gan_core.runs.run_dir", "gan_core.data.catalog",
    "gan_core.queue.forecast",
    "gan_core.data.durable_files", "gan_core.config.settings", "gan_core.config.train_config",
    "gan_core.config.training_options", "gan_core.config.adjustment", "playground.app",
)  # fmt: skip


def sources(package):
    return sorted((ROOT / package).rglob("*.py"))


def name_of(path):
    return str(path.relative_to(ROOT))


def floor_of(path):
    """recipes for gan_core/recipes/dcgan.py, __main__ for gan_core/__main__.py."""
    return path.relative_to(ROOT).parts[1].removesuffix(".py")


def imported(path):
    """Every module that a file imports anywhere in it, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_floors(path, package):
    """The floors of `package` that a file imports; names of the package itself are its __init__."""
    found = set()
    for name in imported(path):
        first, *rest = name.split(".")
        if first == package:
            entry = rest[0] if rest else "__init__"
            exists = (ROOT / package / entry).is_dir() or (ROOT / package / f"{entry}.py").exists()
            found.add(entry if exists else "__init__")
    return found


def allowed_floors(path, package):
    floor = floor_of(path)
    if package == "gan_core":
        if floor == "__init__":  # names of its public interface, each imported when it is asked for
            return {*CORE_FLOORS}
        return {*CORE_FLOORS[: CORE_FLOORS.index(floor) + 1]}
    if floor in TOP:
        return {*APP_FLOORS}
    return {"__init__", "shared", floor}


@pytest.mark.parametrize("package, floors", [("gan_core", CORE_FLOORS), ("playground", APP_FLOORS)])
def test_every_file_stands_on_a_listed_floor(package, floors):
    unlisted = {floor_of(path) for path in sources(package)} - {*floors}
    assert not unlisted, f"list these floors of {package} in this test: {unlisted}"


@pytest.mark.parametrize("package", ["gan_core", "playground"])
def test_a_first_floor_has_few_entries(package):
    if shutil.which("git") is None:
        pytest.skip("git is not on this machine, so build products cannot be told from files.")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", package],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("This is no git checkout, so build products cannot be told from files.")
    entries = {Path(name).parts[1] for name in listed.stdout.splitlines()}
    assert 5 < len(entries) <= MOST_ENTRIES, sorted(entries)


@pytest.mark.parametrize("package", ["gan_core", "playground"])
def test_every_floor_has_its_folder_of_tests(package):
    folders = {floor_of(path) for path in sources(package) if path.parent != ROOT / package}
    tested = {path.name for path in (ROOT / "tests" / package).iterdir() if path.is_dir()}
    assert folders == tested - {"__pycache__"}


@pytest.mark.parametrize("path", sources("gan_core"), ids=name_of)
def test_the_core_imports_downwards_only(path):
    assert imported_floors(path, "gan_core") <= allowed_floors(path, "gan_core")


@pytest.mark.parametrize("path", sources("gan_core"), ids=name_of)
def test_the_core_knows_nothing_of_the_app(path):
    assert not {name.split(".")[0] for name in imported(path)} & {"playground", "streamlit"}


@pytest.mark.parametrize("path", sources("playground"), ids=name_of)
def test_a_page_imports_no_other_page(path):
    assert imported_floors(path, "playground") <= allowed_floors(path, "playground")


def test_the_check_sees_an_import(tmp_path):
    (tmp_path / "file.py").write_text(
        "def f():\n    from gan_core import GanError, runs\n"
        "    import gan_core.training.trainer, streamlit\n"
    )
    path = tmp_path / "file.py"
    assert imported_floors(path, "gan_core") == {"__init__", "runs", "training"}
    assert "streamlit" in set(imported(path))


def test_what_a_queued_run_and_the_first_paint_need_loads_no_torch():
    code = f"import sys, {', '.join(LIGHT)}; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"
