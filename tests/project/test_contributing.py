"""What CONTRIBUTING.md says about adding things is done, word for word, in a copy."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
COPIED = ("gan_core", "playground", "tests")
BLOCK = r"\n\n```(?:python|text)\n(?P<{0}>.*?)```\n"
STEP = re.compile(
    r"New file `(?P<new>[^`]+)`:" + BLOCK.format("content")
    + r"|In `(?P<old>[^`]+)`, (?P<where>before|after) the line `(?P<line>[^`]+)`:"
    + BLOCK.format("added")
    + r"|Then:\n\n```sh\n(?P<commands>.*?)```\n",
    re.DOTALL,
)  # fmt: skip
MOST_LINES = 10  # of instructions in a section, code not counted


def sections():
    """Each "Add a ..." section by its title."""
    parts = re.split(r"^### ", TEXT, flags=re.MULTILINE)
    titled = (part.partition("\n") for part in parts)
    return {title: body for title, _, body in titled if title.startswith("Add a ")}


SECTIONS = sections()


@pytest.fixture
def copy(tmp_path):
    """The project without its heavy folders."""
    for name in COPIED:
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "golden")
        )
    shutil.copytree(ROOT / "pretrained", tmp_path / "pretrained")
    return tmp_path


def insert(path, where, line, added):
    lines = path.read_text("utf-8").splitlines(keepends=True)
    places = [index for index, each in enumerate(lines) if each.strip() == line.strip()]
    assert len(places) == 1, f"{path.name} has {len(places)} lines {line!r}"
    indent = re.match(r" *", lines[places[0]])[0]
    new = [f"{indent}{each}\n" if each else "\n" for each in added.splitlines()]
    at = places[0] + (where == "after")
    lines[at:at] = new
    path.write_text("".join(lines), "utf-8")


def run(command, folder):
    words = [sys.executable if word == "python" else word for word in command.split()]
    inherited = {k: v for k, v in os.environ.items() if k not in ("GAN_DATA_ROOT", "GAN_RUNS")}
    variables = {**inherited, "PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(
        words, cwd=folder, env=variables, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def test_there_is_a_section_for_each_kind_of_addition():
    kinds = {title.removeprefix("Add a ") for title in SECTIONS}
    assert kinds == {"recipe", "data set", "metric", "finding", "page"}


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_is_short(title):
    prose = re.sub(r"```.*?```", "", SECTIONS[title].partition("\n## ")[0], flags=re.DOTALL)
    assert len([line for line in prose.splitlines() if line.strip()]) <= MOST_LINES


@pytest.mark.parametrize("title", SECTIONS)
def test_doing_what_it_says_works(title, copy):
    steps = list(STEP.finditer(SECTIONS[title]))
    fences = SECTIONS[title].partition("\n## ")[0].count("```")
    assert len(steps) == fences / 2, "a block of code that no step introduces"
    for step in steps:
        if step["new"]:
            (copy / step["new"]).parent.mkdir(parents=True, exist_ok=True)
            (copy / step["new"]).write_text(step["content"], "utf-8")
        elif step["old"]:
            insert(copy / step["old"], step["where"], step["line"], step["added"])
        else:
            for command in step["commands"].splitlines():
                run(command, copy)
    assert any(step["commands"] for step in steps), "it ends with nothing that shows it works"
