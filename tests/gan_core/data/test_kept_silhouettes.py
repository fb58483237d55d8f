"""Silhouettes that were drawn are read again, and never others in their place."""

import numpy as np
import pytest

from gan_core.data import silhouettes
from gan_core.data.silhouettes import kept

ASKED = (30, 20, 1, 3)  # images, px, seed, channels


@pytest.fixture
def cache(environment, monkeypatch):
    """The folder of what is kept, empty and of this test alone; nothing is in memory."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(environment / "own"))
    folder = environment / "own" / "gan-playground" / kept.FOLDER
    monkeypatch.setattr(kept, "cache_folder", lambda: folder.parent)
    kept.load.cache_clear()
    yield folder
    kept.load.cache_clear()


@pytest.fixture
def drawings(monkeypatch):
    """How often they were drawn."""
    drawn = []
    make = silhouettes.make
    monkeypatch.setattr(silhouettes, "make", lambda *asked: drawn.append(asked) or make(*asked))
    return drawn


def load():
    """As in a new process."""
    kept.load.cache_clear()
    return kept.load(*ASKED)


def equal(found, expected):
    return all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def test_they_are_drawn_once_and_are_the_drawn_ones(cache, drawings):
    first, second = load(), load()
    assert drawings == [ASKED]
    assert equal(first, silhouettes.make(*ASKED)) and equal(second, first)
    assert [path.suffix for path in cache.iterdir()] == [".npz"]


@pytest.mark.parametrize("damage", ["cut", "empty", "other"])
def test_a_damaged_file_is_drawn_anew_and_mended(cache, drawings, damage):
    expected = load()
    (path,) = cache.iterdir()
    content = path.read_bytes()
    if damage == "other":
        np.savez(path, images=expected[0][:5], labels=expected[1][:5])
    else:
        path.write_bytes(b"" if damage == "empty" else content[: len(content) // 2])
    assert equal(load(), expected) and len(drawings) == 2
    assert equal(load(), expected) and len(drawings) == 2


def test_another_program_draws_its_own(cache, drawings, monkeypatch):
    load()
    monkeypatch.setattr(kept, "_drawn_by", lambda: "another")
    load()
    assert len(drawings) == 2 and len([*cache.iterdir()]) == 2


def test_where_nothing_can_be_kept_they_are_drawn(cache, drawings):
    cache.parent.parent.write_text("a file where the folder would be")
    assert equal(load(), silhouettes.make(*ASKED))
