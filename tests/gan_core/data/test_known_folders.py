"""The second start looks at names, sizes and times alone, and notices whatever changed."""

import os
import shutil
import time

import pytest

from gan_core.config.image_choices import ImageChoices
from gan_core.data import image_cache, image_set, known_folders
from gan_core.data.image_set import load_images
from tests.gan_core.data.sample_files import encoded, pixels, write, zipped

OLD = 1_600_000_000_000_000_000  # ns


@pytest.fixture(autouse=True)
def cache(environment, monkeypatch):
    """Ten images are a large set here."""
    monkeypatch.setattr(image_cache, "LARGE", 10)
    monkeypatch.setattr(image_cache, "cache_folder", lambda: environment / "cache")
    return environment / "cache" / "images"


@pytest.fixture
def folder(environment):
    """Two classes of six photos, a damaged one and a note."""
    files = {f"{'ab'[n % 2]}/{n:03d}.png": encoded(pixels(side=32, colour=True)[0] + n)
             for n in range(12)}  # fmt: skip
    root = write(environment / "photos", {**files, "a/cut.png": encoded()[:50], "b/x.txt": b"hi"})
    for path in root.rglob("*"):
        os.utime(path, ns=(OLD, OLD))
    return root


@pytest.fixture
def opened(monkeypatch):
    """The paths whose files were listed one by one."""
    seen = []
    real = image_set.open_container
    monkeypatch.setattr(image_set, "open_container", lambda path: seen.append(path) or real(path))
    return seen


def load(path, **options):
    return load_images(str(path), image_size=28, progress=None, **options)


def assert_equal(one, other):
    assert (one.images == other.images).all()
    assert one.labels.tolist() == other.labels.tolist()
    for name in ("class_names", "left_out", "notes", "source", "digest", "name"):
        assert getattr(one, name) == getattr(other, name), name


def test_the_second_start_gives_the_same_without_listing(folder, opened, monkeypatch):
    first = load(folder)
    second = load(folder)
    assert len(opened) == 1
    assert_equal(first, second)
    assert first.left_out.words() and second.known_digest
    monkeypatch.setattr(image_cache, "LARGE", 10**9)
    shutil.rmtree(image_cache._folder())
    assert_equal(load(folder), second)  # the checksum, too, is that of the images


def replaced(folder):
    path = folder / "a" / "000.png"
    content = path.read_bytes()
    path.write_bytes(content[:-20] + bytes(20))  # as long as before, and damaged


CHANGES = {
    "added": lambda folder: write(folder, {"a/new.png": encoded()}),
    "removed": lambda folder: (folder / "a" / "000.png").unlink(),
    "renamed": lambda folder: (folder / "a" / "000.png").rename(folder / "a" / "zzz.png"),
    "moved": lambda folder: (folder / "a" / "000.png").rename(folder / "b" / "000.png"),
    "replaced": replaced,
    "touched": lambda folder: os.utime(folder / "b" / "001.png"),
    "class renamed": lambda folder: (folder / "a").rename(folder / "c"),
    "empty folder": lambda folder: (folder / "d").mkdir(),
    "a note": lambda folder: write(folder, {"note.txt": b"hello"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_noticed(change, folder, opened):
    load(folder)
    CHANGES[change](folder)
    load(folder)
    assert len(opened) == 2
    load(folder)
    assert len(opened) == 2


@pytest.mark.parametrize(
    "options",
    [{"channels": 1}, {"choices": ImageChoices(fit="pad")}, {"choices": ImageChoices(subset=11)},
     {"classes": ("b", "a")}, {"choices": ImageChoices(classes="one")}],
)  # fmt: skip
def test_other_choices_are_another_set(options, folder, opened):
    load(folder)
    other = load(folder, **options)
    assert len(opened) == 2
    assert load(folder, **options).digest == other.digest and len(opened) == 2


def test_mirrored_images_have_a_checksum_of_their_own(folder):
    load(folder)
    mirrored = load(folder, choices=ImageChoices(flip=True))
    assert not mirrored.known_digest and mirrored.digest != load(folder).digest
    assert len(load(folder, choices=ImageChoices(flip=True))) == 2 * len(load(folder))


def test_an_archive_is_known_by_size_and_time(environment, opened):
    path = environment / "photos.zip"
    path.write_bytes(zipped({f"{n}.png": encoded() for n in range(12)}))
    load(path), load(path)
    assert len(opened) == 1
    os.utime(path, ns=(OLD, OLD))
    load(path)
    assert len(opened) == 2


def test_what_is_kept_is_used_last_now_and_goes_with_its_pixels(folder, cache, opened):
    load(folder)
    (meta,) = cache.glob("*/meta.json")
    os.utime(meta, (1, 1))
    load(folder)
    assert time.time() - meta.stat().st_mtime < 100
    shutil.rmtree(meta.parent)
    load(folder)
    assert len(opened) == 2


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"shape": [9, 9, 9, 9], "labels": 1}'])
def test_a_result_that_cannot_be_read_is_made_again(content, folder, cache, opened):
    first = load(folder)
    (known,) = cache.glob("*/known-*.json")
    known.write_bytes(content)
    assert_equal(load(folder), first)
    assert len(opened) == 2


def test_what_is_left_out_is_named_though_the_pixels_are_known(folder, monkeypatch):
    load(folder)
    write(folder, {"b/new.txt": b"hello"})
    monkeypatch.setattr(image_cache, "_write", None)  # no image has changed
    left_out = load(folder).left_out.by_reason
    assert sorted(left_out["text files"]) == ["b/new.txt", "b/x.txt"]
    assert left_out["damaged images"] == ["a/cut.png"]


def test_few_results_are_kept_of_one_file_of_pixels(folder, cache):
    for number in range(2 * known_folders.KEPT):
        write(folder, {"note.txt": b"." * (number + 1)})
        load(folder)
    assert len([*cache.glob("*/known-*.json")]) <= known_folders.KEPT


def test_links_in_a_circle_end(folder):
    try:
        (folder / "a" / "again").symlink_to(folder, target_is_directory=True)
        (folder / "a" / "nowhere.png").symlink_to(folder / "missing.png")
    except OSError:
        pytest.skip("links cannot be made here")
    assert known_folders.key_of(folder) == known_folders.key_of(folder)
    assert len(load(folder)) == len(load(folder)) == 12


def test_a_disk_of_files_is_not_walked_to_its_end(folder, monkeypatch):
    monkeypatch.setattr(known_folders, "MAX_ENTRIES", 3)
    listed = []
    real = os.scandir
    monkeypatch.setattr(known_folders.os, "scandir", lambda path: listed.append(path) or real(path))
    known_folders.key_of(folder)
    assert len(listed) < 3
