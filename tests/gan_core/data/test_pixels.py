"""What becomes of an image: its size, centre, colours, bits and rotation."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.config.image_choices import ImageChoices
from gan_core.data.image_set import load_images
from tests.gan_core.data.packed_files import as_folder, image_bytes


@pytest.mark.parametrize(
    ("sides", "expected"),
    [((20, 28), 28), ((30, 32), 32), ((40, 50), 64), ((200, 300), 64), ((20, 20, 500), 28)],
)
def test_the_native_size_follows_the_median_side(tmp_path, sides, expected):
    files = {f"{n}.png": image_bytes(size=(side, side + 7)) for n, side in enumerate(sides)}
    assert load_images(as_folder(tmp_path, files)).image_size == expected


def test_images_are_cropped_to_the_centre_square(tmp_path):
    wide = Image.new("RGB", (90, 30), (255, 0, 0))
    wide.paste((0, 255, 0), (30, 0, 60, 30))
    file = io.BytesIO()
    wide.save(file, "PNG")
    path = as_folder(tmp_path, {"a.png": file.getvalue(), "b.png": file.getvalue()})
    for size in (16, 48):
        found = load_images(path, image_size=size)
        assert (found.images[:, 1] == 255).all() and not found.images[:, 0].any()


MODES = {
    "rgb.png": (image_bytes((200, 100, 50)), (200, 100, 50)),
    "grey.png": (image_bytes((80, 80, 80), mode="L"), (80, 80, 80)),
    "bits.png": (image_bytes((255, 255, 255), mode="1"), (255, 255, 255)),
    "palette.gif": (image_bytes((200, 100, 50), mode="P", kind="GIF"), (200, 100, 50)),
    "print.jpg": (
        image_bytes((200, 100, 50), mode="CMYK", kind="JPEG", quality=95),
        (200, 100, 50),
    ),
    "lossless.webp": (image_bytes((200, 100, 50), kind="WEBP", lossless=True), (200, 100, 50)),
    "map.BMP": (image_bytes((200, 100, 50), kind="BMP"), (200, 100, 50)),
}


@pytest.mark.parametrize("name", MODES)
def test_every_mode_and_format_gives_its_colour(tmp_path, name):
    content, colour = MODES[name]
    path = as_folder(tmp_path, {f"a{name}": content, f"b{name}": content})
    loaded = load_images(path, channels=3).images[0, :, 9, 9].int()
    assert (loaded - torch.tensor(colour)).abs().max() <= 16


def sixteen_bits(value):
    file = io.BytesIO()
    Image.fromarray(np.full((20, 20), value, np.uint16)).save(file, "PNG")
    return file.getvalue()


def test_transparency_is_composited_on_black(tmp_path):
    transparent = io.BytesIO()
    Image.new("RGBA", (20, 20), (200, 100, 50, 128)).save(transparent, "PNG")
    path = as_folder(tmp_path, {"a.png": transparent.getvalue(), "b.png": image_bytes()})
    loaded = load_images(path).images[0, :, 9, 9].int()
    assert (loaded - torch.tensor([100, 50, 25])).abs().max() <= 1


@pytest.mark.parametrize("brightest", [4000, 65_535])
def test_sixteen_bits_are_scaled_once_for_the_whole_set_and_that_is_said(tmp_path, brightest):
    files = {"a.png": sixteen_bits(brightest), "b.png": sixteen_bits(brightest // 4)}
    found = load_images(as_folder(tmp_path, files))
    assert found.images[:, 0, 9, 9].tolist() == [255, 64]
    assert found.notes == (f"2 images of 16 bits are scaled so that {brightest:,} is white.",)


def floats(array):
    file = io.BytesIO()
    Image.fromarray(np.asarray(array, np.float32)).save(file, "TIFF")
    return file.getvalue()


@pytest.mark.parametrize(
    ("dark", "bright", "levels", "words"),
    [
        (0.25, 1, [64, 255], "0 is black and 1 is white"),
        (-0.5, 1, [64, 255], "-1 is black and 1 is white"),
        (51, 200, [51, 200], "0 is black and 255 is white"),
        (500, 2000, [64, 255], "0 is black and 2000 is white"),
        (-9, -9, [0, 0], "-9 is black and -8 is white"),
    ],
)
def test_floats_are_scaled_once_for_the_whole_set_and_that_is_said(
    tmp_path, dark, bright, levels, words
):
    files = {"a.tif": floats(np.full((20, 20), dark)), "b.tif": floats(np.full((20, 20), bright))}
    found = load_images(as_folder(tmp_path, files))
    assert found.images[:, 0, 9, 9].tolist() == levels
    assert found.notes == (f"2 images of floating-point numbers are scaled so that {words}.",)


def test_floats_stay_in_their_range_when_resized_and_get_bars_of_it(tmp_path):
    edge = np.zeros((20, 40))
    edge[:, 20:] = 1
    path = as_folder(tmp_path, {"a.tif": floats(edge), "b.tif": floats(edge)})
    choices = ImageChoices(fit="pad", background="white")
    found = load_images(path, image_size=64, choices=choices)
    assert "1 is white" in found.notes[0]  # interpolation overshoots
    assert found.images[0, 0, 2, 9] == 255 and found.images[0, 0, 32, 9] == 0


def test_floats_that_are_not_finite_are_left_out_and_counted(tmp_path):
    files = {f"{n}.tif": floats(np.full((20, 20), n / 3)) for n in range(3)}
    path = as_folder(tmp_path, files | {"x.tif": floats(np.full((20, 20), np.nan))})
    found = load_images(path)
    assert len(found) == 3
    assert found.left_out.by_reason == {"images with numbers that are not finite": ["x.tif"]}


def test_the_exif_rotation_of_a_camera_is_undone(tmp_path):
    image = Image.new("RGB", (20, 20), (255, 0, 0))
    image.paste((0, 0, 255), (0, 0, 10, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate a quarter clockwise: left becomes top
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, quality=95)
    path = as_folder(tmp_path, {"a.jpg": file.getvalue(), "b.jpg": file.getvalue()})
    loaded = load_images(path).images[0]
    assert loaded[2, :8].float().mean() > 200 > 50 > loaded[2, -8:].float().mean()


def test_grey_is_one_channel_even_when_stored_as_colour(tmp_path):
    grey = {"a.png": image_bytes((80, 80, 80)), "b.png": image_bytes((9, 9, 9), mode="L")}
    assert load_images(as_folder(tmp_path, grey)).channels == 1
    mixed = as_folder(tmp_path, grey | {"c.png": image_bytes()})
    assert load_images(mixed).channels == 3
    assert load_images(mixed, channels=1).channels == 1
