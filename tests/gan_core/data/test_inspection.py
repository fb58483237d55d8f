"""One look before training: what is there, what is left out, and what is odd."""

import json

import numpy as np
import pytest
from PIL import Image

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.data.inspection import UNEVEN, inspect_images
from tests.gan_core.data.sample_files import encoded, pixels, write


def test_copies_are_counted_once(tmp_path):
    ten = [encoded() for _ in range(10)]
    write(tmp_path, {f"{n}.png": ten[n % 10] for n in range(100)})
    found = inspect_images(tmp_path)
    assert (found.images, found.distinct) == (100, 10)
    assert "100 files, but 10 different images" in " ".join(found.sentences())


def test_near_copies_are_found(tmp_path):
    # The same in every order of tests: of random images, one in a hundred has neighbours so alike
    # that JPEG turns their order round.
    blocks = np.random.default_rng(0).integers(0, 256, (8, 8), dtype=np.uint8)
    image = np.kron(blocks, np.ones((8, 8), np.uint8))
    brighter = (image.astype(int) + 3).clip(0, 255).astype(np.uint8)
    write(tmp_path, {"a.png": encoded(image), "b.jpg": encoded(brighter), "c.png": encoded()})
    found = inspect_images(tmp_path)
    assert found.duplicates == [] and found.near_duplicates == [["a.png", "b.jpg"]]


def test_classes_sizes_and_odd_images_are_counted(tmp_path):
    write(tmp_path, {f"cat/{n}.png": encoded(pixels(side=40)[0]) for n in range(30)})
    write(tmp_path, {f"dog/{n}.png": encoded(pixels(side=28)[0]) for n in range(2)})
    write(tmp_path, {"cat/flat.png": encoded(np.full((40, 40), 9, np.uint8)), "dog/x.txt": b"x"})
    found = inspect_images(tmp_path)
    assert found.class_counts == {"cat": 31, "dog": 2} and found.colour == 0
    assert found.sizes == [(40, 40, 31), (28, 28, 2)] and found.one_colour == ["cat/flat.png"]
    words = " ".join(found.sentences())
    assert f"Classes of very few images: dog. {UNEVEN}" in words
    assert "1 text file (dog/x.txt)" in words and "1 image is of one colour" in words
    assert json.loads(json.dumps(found.to_json()))["classes"] == {"cat": 31, "dog": 2}


def test_what_the_crop_loses_is_said(tmp_path):
    write(tmp_path, {f"{n}.png": encoded(np.zeros((80, 60), np.uint8) + n * 40) for n in range(3)})
    found = inspect_images(tmp_path)
    assert found.cropped == pytest.approx(0.25)
    assert "lose 25% of the pixels; fit=pad keeps them all" in " ".join(found.sentences())
    for fit in ("pad", "squash"):
        found = inspect_images(tmp_path, ImageChoices(fit=fit))
        assert found.cropped == 0 and "lose" not in " ".join(found.sentences())


def test_images_that_differ_at_an_edge_do_not_look_alike(tmp_path):
    left = np.zeros((32, 32), np.uint8)
    other = left.copy()
    left[:, 2:6] = other[:, 2:6] = 200
    other[:, 26:30] = 200
    write(tmp_path, {"a.png": encoded(left), "b.png": encoded(other)})
    assert inspect_images(tmp_path).near_duplicates == []


@pytest.mark.parametrize("background", ["auto", "black"])
def test_a_folder_without_images_is_refused(tmp_path, background):
    with pytest.raises(GanError, match="contains no files"):
        inspect_images(tmp_path, ImageChoices(background=background))


def test_transparent_and_deep_images_are_counted(tmp_path):
    for number in range(2):
        Image.new("RGBA", (9, 9), (9, 9, 9, 90)).save(tmp_path / f"t{number}.png")
        Image.fromarray(pixels(side=9)[0].astype(np.uint16) * 16).save(tmp_path / f"d{number}.png")
    found = inspect_images(tmp_path)
    assert (found.transparent, found.sixteen_bits) == (2, 2)


def test_images_of_floats_are_counted_and_one_of_one_number_is_of_one_colour(tmp_path):
    for number, image in enumerate((np.linspace(0, 1, 81), np.full(81, 0.5))):
        array = image.astype(np.float32).reshape(9, 9)
        Image.fromarray(array).save(tmp_path / f"{number}.tif")
    found = inspect_images(tmp_path)
    assert (found.floating, found.one_colour) == (2, ["1.tif"])
    assert "2 images hold floating-point numbers" in " ".join(found.sentences())


def test_choices_hold_for_the_look_as_for_the_run(tmp_path):
    write(tmp_path, {f"{kind}/{n}.png": encoded() for kind in ("a", "b", "c") for n in range(4)})
    found = inspect_images(tmp_path, ImageChoices(leave_out="c", subset=5))
    assert found.images == 5 and set(found.class_counts) <= {"a", "b"}
    assert len(found.left_out) == 7
