"""Silhouettes that were drawn are read again, and never others in their place."""

import numpy as np
import pytest

from gan_core.data import silhouettes
from gan_core.data.silhouettes import kept

ASKED = (30, 20, 1, 3)  # images, px, seed, channels


@pytest.fixture
def cache(environment, monkeypatch):
    """The folder of what is kept, empty and of this test alone; nothing is in memory."""
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


def test_few_files_are_kept_and_none_that_is_large(cache, monkeypatch):
    for seed in range(kept.MOST_FILES + 2):
        kept.load(10, 8, seed, 1)
    names = [path.name for path in cache.iterdir()]
    assert len(names) == kept.MOST_FILES and not [name for name in names if "seed0" in name]
    monkeypatch.setattr(kept, "MOST_BYTES", 10 * 8 * 8 - 1)
    kept.load(10, 8, 99, 1)
    assert not [*cache.glob("*seed99*")]
