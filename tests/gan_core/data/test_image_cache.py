"""Large sets are decoded once, into a file that two readers and a kill do not harm."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from gan_core.config.image_choices import ImageChoices
from gan_core.data import image_cache
from gan_core.data.image_set import load_images
from tests.gan_core.data.sample_files import encoded, pixels, write, zipped

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def cache(environment, monkeypatch):
    """Ten images are a large set here."""
    monkeypatch.setattr(image_cache, "LARGE", 10)
    monkeypatch.setattr(image_cache, "cache_folder", lambda: environment / "cache")
    return environment / "cache" / "images"


def load(path, **options):
    return load_images(str(path), image_size=28, progress=None, **options)


def photos(root, count=12, colour=True, **more):
    files = {
        f"{'ab'[n % 2]}/{n:03d}.png": encoded(pixels(side=32, colour=colour)[0])
        for n in range(count)
    }
    return write(root / "photos", {**files, **more})


def entries(cache):
    return [path for path in cache.iterdir() if path.is_dir()] if cache.exists() else []


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("channels", [None, 1, 3])
def test_a_mapped_set_equals_one_in_memory(environment, monkeypatch, cache, colour, channels):
    path = photos(environment, colour=colour, **{"a/cut.png": encoded()[:50]})
    mapped = load(path, channels=channels)
    assert len(entries(cache)) == 1
    monkeypatch.setattr(image_cache, "LARGE", 10**9)
    plain = load(path, channels=channels)
    assert (mapped.images == plain.images).all() and (mapped.labels == plain.labels).all()
    assert mapped.class_names == plain.class_names == ("a", "b")
    assert (
        mapped.left_out.by_reason == plain.left_out.by_reason == {"damaged images": ["a/cut.png"]}
    )


def test_the_second_start_decodes_nothing(environment, monkeypatch, cache):
    path = photos(environment)
    first = load(path)
    from gan_core.data.files import listing

    decoded = []
    real = listing.square
    monkeypatch.setattr(listing, "square", lambda *a: decoded.append(1) or real(*a))
    monkeypatch.setattr("gan_core.data.image_set.survey", lambda *_: _survey(3))
    assert (load(path).images == first.images).all() and not decoded


def _survey(channels):
    from gan_core.data.files.reading import Survey

    return Survey(12, channels, 32, ("a", "b"), "")


def test_other_images_or_choices_are_decoded_anew(environment, cache):
    path = photos(environment)
    load(path)
    load(path, choices=ImageChoices(fit="pad"))
    write(path, {"a/999.png": encoded()})
    load(path)
    assert len(entries(cache)) == 3


def test_an_image_that_was_changed_in_place_is_read_again(environment, cache):
    path = photos(environment)
    before = load(path).images.clone()
    file = path / "a" / "000.png"
    content = encoded(255 - pixels(side=32, colour=True)[0], "BMP")
    file.write_bytes(content)
    os.utime(file, ns=(1, 1))
    again = load(path).images.clone()
    file.write_bytes(encoded(pixels(side=32, colour=True)[0], "BMP"))
    assert file.stat().st_size == len(content)
    assert (before != again).any() and (load(path).images != again).any()


@pytest.mark.parametrize("why", ["no room", "too large", "no folder"])
def test_where_a_set_cannot_be_kept_it_is_read_into_memory(environment, monkeypatch, cache, why):
    if why == "no room":
        monkeypatch.setattr(
            image_cache.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0)
        )
    elif why == "too large":
        monkeypatch.setattr(image_cache, "MAX_BYTES", 10)
    else:
        cache.parent.write_text("a file where the folder would be")
    assert len(load(photos(environment))) == 12 and entries(cache) == []


def test_grey_images_stored_as_colour_are_kept_as_grey(environment, cache):
    grey = pixels(12, side=32)
    files = {f"{n}.png": encoded(np.stack([image] * 3, axis=2)) for n, image in enumerate(grey)}
    assert load(write(environment / "photos", files)).channels == 1 and len(entries(cache)) == 1


def test_images_of_sixteen_bits_are_read_as_a_whole(environment, cache):
    deep = encoded(pixels(side=32)[0].astype(np.uint16) * 100)
    found = load(photos(environment, colour=False, **{"a/deep.png": deep}))
    assert len(found) == 13 and entries(cache) == []


def test_an_archive_is_mapped_too(environment, cache):
    files = {f"{n}.png": encoded() for n in range(12)}
    write(environment, {"photos.zip": zipped(files)})
    assert len(load(environment / "photos.zip")) == 12 and len(entries(cache)) == 1


def test_two_readers_at_once_make_one_set(environment, cache):
    path = photos(environment, 30)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: load(path), range(2))
    assert (one.images == other.images).all() and len(entries(cache)) == 1


def test_what_a_kill_leaves_behind_is_never_read_and_goes(environment, cache):
    path = photos(environment)
    left = cache / ".writing-left"
    left.mkdir(parents=True)
    (left / "pixels.bin").write_bytes(b"half")
    assert len(load(path)) == 12 and not left.exists()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.slow
def test_a_killed_reading_is_begun_anew(environment, cache):
    path = photos(environment, 400)
    code = (
        "import sys; from pathlib import Path; from gan_core.data import image_cache;"
        f"image_cache.LARGE = 10; image_cache.cache_folder = lambda: Path({str(cache.parent)!r});"
        "from gan_core.data.image_set import load_images;"
        f"load_images({str(path)!r}, image_size=256, progress=None)"
    )
    reading = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    until = time.monotonic() + 60
    while not list(cache.glob(".writing-*/pixels.bin")) and time.monotonic() < until:
        time.sleep(0.01)
    reading.send_signal(signal.SIGKILL)
    reading.wait()
    assert list(cache.glob(".writing-*"))  # it was in the middle of it
    assert len(load_images(str(path), image_size=256, progress=None)) == 400
    assert not list(cache.glob(".writing-*"))


def test_the_sets_used_longest_ago_make_room(environment, monkeypatch, cache):
    first, second = photos(environment / "one"), photos(environment / "two")
    load(first)
    monkeypatch.setattr(image_cache, "MAX_BYTES", 12 * 3 * 28 * 28 + 10)
    load(second)
    assert len(entries(cache)) == 1 and len(load(second)) == 12


def test_a_deleted_set_is_decoded_again(environment, cache):
    path = photos(environment)
    load(path)
    shutil.rmtree(cache)
    assert len(load(path)) == 12


def test_a_reading_that_is_given_up_leaves_nothing(environment, cache):
    path = photos(environment, 200)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_images(str(path), image_size=28, progress=stop)
    assert entries(cache) == []
