"""Links, file names and commands in the documents are right."""

import re
from pathlib import Path

import pytest

from gan_core.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "benchmarks").glob("*.md")),
]  # fmt: skip
FLOORS = ("gan_core/", "playground/", "tests/", "benchmarks/", "pretrained/", "docs/")
NEW = re.compile(r"New file `([^`]+)`")  # CONTRIBUTING.md makes these, in a copy
COMMAND = re.compile(r"^    python -m gan_core (?P<words>.+)$", re.MULTILINE)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def read(path):
    return path.read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_and_pictures_lead_somewhere(document):
    targets = re.findall(r"\]\(([^)#]+)\)", read(document))
    for target in targets:
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_named_files_exist(document):
    text = read(document)
    named = {name for name in re.findall(r"`([\w./-]+)`", text) if name.startswith(FLOORS)}
    missing = [name for name in named - {*NEW.findall(text)} if not (ROOT / name).exists()]
    assert not missing


def test_the_files_of_the_flow_from_a_click_exist():
    """They are named as seen from gan_core/ or playground/."""
    part = read(ROOT / "CONTRIBUTING.md").partition("## From a click")[2].partition("\n## ")[0]
    names = re.findall(r"`(\w+/[\w/]+(?:\.py|/))`", part)
    assert len(names) > 5
    for name in names:
        assert (ROOT / "gan_core" / name).exists() or (ROOT / "playground" / name).exists(), name


def test_every_benchmark_is_listed_and_every_listed_one_exists():
    listed = re.findall(r"python -m benchmarks\.(\w+)", read(ROOT / "benchmarks" / "README.md"))
    files = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    files |= {path.parent.name for path in (ROOT / "benchmarks").glob("*/__main__.py")}
    assert {*listed} == files - {"judge", "report", "frozen_features", "__init__"}


def commands():
    texts = map(read, DOCUMENTS)
    return sorted({found["words"] for text in texts for found in COMMAND.finditer(text)})


@pytest.mark.parametrize("words", commands())
def test_commands_have_their_verb_and_options(words, capsys):
    given = words.split()
    with pytest.raises(SystemExit) as left:
        main([given[0], "--help"])
    assert left.value.code == 0
    options = {word.split("=")[0] for word in given if word.startswith("--")}
    shown = capsys.readouterr().out
    assert all(option in shown for option in options), options
