"""Inversion finds generated images, and every upload is read or refused in one sentence."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.generator.inversion import invert, mean_absolute_error
from gan_core.generator.session import load_generator
from gan_core.generator.uploaded_image import (
    MAX_BYTES,
    border_brightness,
    match_background,
    read_image,
)
from gan_core.recipes import RECIPES
from tests.gan_core.generator.tiny_models import tiny_session


@pytest.fixture(scope="module")
def shipped():
    return load_generator("fashion-mnist-dcgan")


@pytest.fixture(scope="module")
def search(shipped):
    """The target, the image of seed 5018 and class 8, and all reconstructions."""
    target = shipped.sample([5018])[0]
    return target, list(invert(shipped, target))


# the search


def test_a_generated_image_is_reconstructed(shipped, search):
    target, found = search
    last = found[-1]
    assert last.error < 0.02 and last.c.argmax() == 8
    assert last.error == pytest.approx(mean_absolute_error(last.image, target))
    image = shipped.images(last.z, last.c)[0]
    assert np.abs(image.astype(int) - last.image).max() <= 1


def test_errors_never_increase_and_progress_ends_at_1(search):
    _, found = search
    errors, progress = ([getattr(f, name) for f in found] for name in ("error", "progress"))
    assert errors == sorted(errors, reverse=True) and errors[-1] < errors[0]
    assert progress == sorted(progress) and progress[-1] == 1 and progress[0] < 0.1


def test_z_stays_near_the_sphere_of_samples(search):
    assert 0.7 < search[1][-1].z.square().mean() < 1.5


def test_the_search_is_reproducible(shipped):
    target = shipped.sample([77])[0]
    first, again = (list(invert(shipped, target, steps=6))[-1] for _ in range(2))
    assert torch.equal(first.z, again.z) and first.error == again.error


def test_only_the_requested_class_is_searched(shipped):
    target = shipped.sample([77])[0]
    found = list(invert(shipped, target, only=2, steps=6))
    assert found and all(each.c.argmax() == 2 for each in found)


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("num_classes", [0, 3])
def test_every_generator_can_be_searched(recipe, num_classes):
    session = tiny_session(recipe, num_classes)
    target = session.sample([3])[0]
    found = list(invert(session, target, starts=4, steps=20))
    assert found[-1].image.shape == target.shape and found[-1].z.shape == (1, 6)
    assert found[-1].error <= found[0].error < 0.5
    assert (found[-1].c is None) == (num_classes == 0)
    assert all(parameter.grad is None for parameter in session.G.parameters())


@pytest.mark.parametrize("shape", [(28, 28), (28, 28, 3), (27, 28, 1), (1, 28, 28, 1)])
def test_an_image_of_another_size_is_refused(shape):
    with pytest.raises(GanError, match="28"):
        next(invert(tiny_session(), np.zeros(shape, np.uint8)))


def test_the_search_options_have_limits():
    target = np.zeros((28, 28, 1), np.uint8)
    for more in ({"starts": 0}, {"starts": 65}, {"steps": 1}, {"steps": 10**6}, {"only": 10}):
        with pytest.raises(GanError):
            next(invert(tiny_session(), target, **more))


# uploads


def file_of(image, kind="PNG", **more):
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def gradient(mode="L", size=(28, 28)):
    row = Image.fromarray(np.linspace(0, 255, size[0]).astype(np.uint8)[None])
    return row.resize(size).convert(mode)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP"])
def test_an_image_of_the_right_size_is_not_changed(kind):
    found = read_image(file_of(gradient(), kind), 28, 1)
    assert np.array_equal(found[..., 0], np.asarray(gradient()))


@pytest.mark.parametrize(
    "data",
    [
        file_of(gradient("CMYK"), "JPEG"), file_of(gradient(size=(8000, 40)), "PNG"),
        file_of(gradient("RGB", (3000, 2000)), "JPEG"), file_of(gradient("P"), "PNG"),
        file_of(gradient("1"), "PNG"), file_of(gradient("I;16"), "PNG"),
        file_of(gradient(size=(1, 1))), file_of(gradient(size=(1, 500))),
        file_of(gradient("RGBA")), file_of(gradient("RGB"), "WEBP"),
        file_of(gradient(), "GIF", save_all=True, append_images=[gradient().rotate(90)] * 3),
        file_of(gradient("RGB"), "WEBP", save_all=True, append_images=[gradient("RGB")] * 3),
    ],
    ids=["cmyk", "8000 px", "photo", "palette", "1 bit", "16 bits", "1 px", "line", "transparent",
         "webp", "gif animation", "webp animation"],
)  # fmt: skip
@pytest.mark.parametrize("channels", [1, 3])
def test_every_kind_of_image_becomes_a_square(data, channels):
    found = read_image(data, 28, channels)
    assert found.shape == (28, 28, channels) and found.dtype == np.uint8


def test_of_an_animation_the_first_frame_is_used():
    data = file_of(gradient(), "GIF", save_all=True, append_images=[gradient().rotate(90)] * 3)
    assert np.array_equal(read_image(data, 28, 1)[..., 0], np.asarray(gradient()))


def test_transparent_images_are_composited_on_black():
    clear = Image.new("RGBA", (28, 28), (255, 255, 255, 0))
    assert not read_image(file_of(clear), 28, 1).any()


def bomb():
    """A PNG whose header claims 60,000 x 60,000 pixels."""
    data = bytearray(file_of(gradient()))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    "data, hint",
    [
        (b"", "empty"), (b"GIF89a", "image"), (b"hello", "not an image"),
        (bytes(100), "not an image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not an image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not an image"),
        (file_of(gradient())[:60], "damaged"), (file_of(gradient("RGB"), "JPEG")[:300], "damaged"),
        (bomb(), "pixels"), (file_of(Image.new("1", (8000, 8000))), "pixels"),
        (b"\x89PNG" + bytes(MAX_BYTES), "MB"),
    ],
    ids=["empty", "head only", "text", "zeros", "postscript", "svg", "cut png", "cut jpeg", "bomb",
         "8000 x 8000", "too long"],
)  # fmt: skip
def test_an_invalid_image_is_refused_in_one_sentence(data, hint):
    with pytest.raises(GanError, match=hint) as refused:
        read_image(data, 28, 1)
    assert len(str(refused.value)) < 120


def test_an_image_is_inverted_if_its_background_is_light_and_the_data_s_dark(shipped):
    dark = shipped.sample([8])[0]
    light = 255 - dark
    assert border_brightness(shipped.sample(range(32))) < 0.3
    cases = (dark, "auto", False), (light, "auto", True), (light, "keep", False)
    for given, background, expected in (*cases, (dark, "invert", True)):
        image, inverted = match_background(shipped, given, background)
        assert inverted == expected
        assert np.array_equal(image, 255 - given if expected else given)
    with pytest.raises(GanError, match="background"):
        match_background(shipped, dark, "black")


# the command


@pytest.fixture
def shoe(environment, trained):
    """An image of the trained run's generator, as a file."""
    image = load_generator(trained).sample([7])[0]
    (environment / "shoe.png").write_bytes(file_of(Image.fromarray(image[..., 0])))
    return environment / "shoe.png"


def test_the_command_writes_both_images_and_prints_the_error(shoe, trained, environment, capsys):
    out = environment / "new" / "closest.png"
    words = ["invert", trained, shoe, "--out", out, "--steps", 20, "--scale", 2, "--class", "7"]
    assert main([str(word) for word in words]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("mean absolute pixel error 0.") and "Sneaker" in printed[0]
    assert printed[1] == str(out) and Image.open(out).size == (2 * 2 * 28, 2 * 28)


def test_the_command_writes_z(shoe, trained, environment):
    out = environment / "closest.npz"
    assert main(["invert", str(trained), str(shoe), "--out", str(out), "--steps", "20"]) == 0
    with np.load(out) as found:
        assert found["z"].shape == (1, 4) and found["c"].shape == (1, 10)
        z, c = map(torch.from_numpy, (found["z"], found["c"]))
        images = load_generator(trained).images(z, c)
        assert np.abs(images.astype(int) - found["images"]).max() <= 1


@pytest.mark.parametrize(
    "words, hint",
    [
        (["gone.png", "--out", "a.png"], "gone.png"), (["shoe.png", "--out", "a.gif"], ".png"),
        ([".", "--out", "a.png"], "cannot be read"),
        (["shoe.png", "--out", "a.png", "--class", "Hat"], "class"),
        (["shoe.png", "--out", "a.png", "--steps", "1"], "steps"),
        (["text.txt", "--out", "a.png"], "not an image"),
    ],
)  # fmt: skip
def test_invalid_arguments_are_refused_in_one_sentence(
    words, hint, shoe, trained, environment, capsys
):
    (environment / "text.txt").write_text("not an image at all")
    assert main(["invert", str(trained), *words]) == 2
    refused = capsys.readouterr().err
    assert hint in refused and refused.count("\n") == 1
    assert not (environment / "a.png").exists()
