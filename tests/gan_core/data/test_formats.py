"""Content decides what a file is, never its name; what cannot be read is refused by name."""

import io
import os

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gan_core import GanError
from gan_core.data.files import arrays, opening
from gan_core.data.files.reading import survey
from tests.gan_core.data.packed_files import load
from tests.gan_core.data.sample_files import (
    HEIC,
    encoded,
    idx,
    npy,
    pixels,
    with_patched_headers,
    write,
    zip_with_raw_names,
    zipped,
)

IMAGES = pixels(8)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("ending", ["", ".jfif", ".dat", ".heic"])
def test_a_name_never_decides_what_content_can(tmp_path, kind, ending):
    image = np.full((32, 32, 3), (200, 60, 20), np.uint8)
    write(tmp_path, {f"{number}{ending}": encoded(image, kind) for number in range(3)})
    found = load(tmp_path)
    assert len(found) == 3 and not found.left_out
    assert np.abs(found.images[0, :, 9, 9].numpy().astype(int) - (200, 60, 20)).max() < 12


def test_photos_that_cannot_be_read_are_counted_and_named_before_the_start(tmp_path):
    write(tmp_path, {f"{n}.jpg": encoded(kind="JPEG") for n in range(3)})
    write(tmp_path, {f"p{n}.HEIC": HEIC for n in range(5)})
    found = load(tmp_path)
    assert len(found) == 3 and len(found.left_out) == 5
    assert "5 HEIC images" in found.left_out.words() and "pillow-heif" in found.left_out.words()


def test_long_texts_and_profiles_never_cost_a_sound_image(tmp_path):
    files = {}
    for number in range(4):
        text = PngInfo()
        text.add_text("comment", " " * 2_000_000, zip=number % 2 == 0)
        files[f"text{number}.png"] = encoded(pnginfo=text)
        files[f"profile{number}.png"] = encoded(icc_profile=os.urandom(1_200_000))
    found = load(write(tmp_path, files))
    assert len(found) == 8 and not found.left_out


def test_a_photo_of_fifty_megapixels_is_decoded_at_a_fraction(tmp_path):
    large = io.BytesIO()
    Image.new("RGB", (8192, 6144), (9, 99, 200)).save(large, "JPEG")
    found = load(write(tmp_path, {f"{number}.jpg": large.getvalue() for number in range(2)}))
    assert len(found) == 2
    assert np.abs(found.images[0, :, 9, 9].numpy().astype(int) - (9, 99, 200)).max() < 3


HUGE_CLAIM = npy(np.zeros(9, np.uint8)).replace(b"(9,), ", b"(9999999999, 9999), ", 1)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.npy", npy(np.array([{"a": 1}], dtype=object)), "save it as plain numbers"),
        ("a.npy", npy(np.full((4, 9, 9), np.nan)), "not finite"),
        ("a.npy", npy(np.zeros((4, 7))), "holds no images"),
        ("a.csv", b"id,label\n1,2\n", "holds no images"),
        ("a.txt", b"a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p\nwords", "a.txt cannot be read"),
        ("a.npy", npy(np.zeros((0, 9, 9))), "holds no images"),
        ("a.npy", npy(np.zeros((2, 9, 9), complex)), "save it as plain numbers"),
        ("a.npy", HUGE_CLAIM, "save it as plain numbers"),
        ("a.parquet", b"PAR1" + bytes(99), "a.parquet cannot be read"),
        ("a.txt", b"hello", "holds no images"),
        ("a-idx3-ubyte", idx(IMAGES)[:-5], "do not match its header"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(99), "is a 7z archive"),
        ("a.rar", b"Rar!\x1a\x07" + bytes(99), "is a RAR archive"),
        ("a.png", encoded(), "is one PNG image"),
        ("a.pdf", b"%PDF-1.7", "neither a folder nor an archive"),
        ("a.bin", bytes(range(1, 200)), "neither a folder nor an archive"),
        ("d64.zip", with_patched_headers(zipped({"a.png": encoded()}), method=9), "Deflate64"),
        ("x.zip", zip_with_raw_names([b"K\xfche", b"Hunde"], utf8_flag=True), "no UTF-8"),
        ("heic.zip", zipped({f"{n}.jpg": HEIC for n in range(9)}), "9 HEIC images"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_what_cannot_be_read_is_refused_with_the_way_out(tmp_path, name, content, sentence):
    write(tmp_path, {name: content})
    for refused in (load, survey):
        with pytest.raises(GanError, match=sentence):
            refused(tmp_path / name)


def test_archives_and_arrays_that_unpack_to_too_much_are_left_out(tmp_path, monkeypatch):
    inner = {"big.zip": zipped({f"{n}.png": encoded() for n in range(9)}), "a.txt": b"x"}
    write(tmp_path, {"comp.zip": zipped(inner), "train-images-idx3-ubyte.gz": idx(IMAGES, True)})
    monkeypatch.setattr(opening, "MAX_INNER_BYTES", 100)
    monkeypatch.setattr(arrays, "MAX_UNPACKED", 100)
    with pytest.raises(GanError, match="1 too large archive .big.zip"):
        load(tmp_path / "comp.zip")
    with pytest.raises(GanError, match="unpacks to more than"):
        load(tmp_path / "train-images-idx3-ubyte.gz")


def test_archives_inside_an_archive_are_folders_of_their_name(tmp_path):
    def inner(count):
        return zipped({f"{number}.png": encoded() for number in range(count)})

    files = {"train.zip": inner(5), "test1.zip": inner(2), "sampleSubmission.csv": b"id,label\n"}
    write(tmp_path, {"comp.zip": zipped(files)})
    found = load(tmp_path / "comp.zip")
    assert len(found) == 5 and len(load(tmp_path / "comp.zip", split="test")) == 2
    assert found.left_out.words() == (
        "2 images of other splits (test1/0.png, test1/1.png), 1 text file (sampleSubmission.csv)"
    )
