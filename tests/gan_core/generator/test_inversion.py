"""Inversion finds what is there, and every upload is a picture or one sentence."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.generator.inversion import invert, mean_absolute_error
from gan_core.generator.session import load_generator
from gan_core.generator.uploaded_image import MAX_BYTES, match_background, read_picture, rim
from gan_core.recipes import RECIPES
from tests.gan_core.generator.tiny_models import tiny_session


@pytest.fixture(scope="module")
def shipped():
    return load_generator("fashion-mnist-dcgan")


@pytest.fixture(scope="module")
def findings(shipped):
    """The search for the picture of seed 5018, whose class is 8."""
    target = shipped.sample([5018])[0]
    return target, list(invert(shipped, target))


# the search


def test_a_generated_picture_comes_back(shipped, findings):
    target, found = findings
    last = found[-1]
    assert last.error < 0.02 and last.c.argmax() == 8
    assert last.error == pytest.approx(mean_absolute_error(last.picture, target))
    drawn = shipped.images(last.z, last.c)[0]
    assert np.abs(drawn.astype(int) - last.picture).max() <= 1


def test_findings_only_get_better_and_end_at_1(findings):
    _, found = findings
    errors, progress = ([getattr(f, name) for f in found] for name in ("error", "progress"))
    assert errors == sorted(errors, reverse=True) and errors[-1] < errors[0]
    assert progress == sorted(progress) and progress[-1] == 1 and progress[0] < 0.1


def test_z_stays_where_samples_lie(findings):
    assert 0.7 < findings[1][-1].z.square().mean() < 1.5


def test_the_same_request_finds_the_same(shipped):
    target = shipped.sample([77])[0]
    first, again = (list(invert(shipped, target, steps=6))[-1] for _ in range(2))
    assert torch.equal(first.z, again.z) and first.error == again.error


def test_only_the_class_asked_for_is_looked_in(shipped):
    target = shipped.sample([77])[0]
    assert all(f.c.argmax() == 2 for f in invert(shipped, target, only=2, steps=6))


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("num_classes", [0, 3])
def test_every_generator_can_be_searched(recipe, num_classes):
    session = tiny_session(recipe, num_classes)
    target = session.sample([3])[0]
    found = list(invert(session, target, starts=4, steps=20))
    assert found[-1].picture.shape == target.shape and found[-1].z.shape == (1, 6)
    assert found[-1].error <= found[0].error < 0.5
    assert (found[-1].c is None) == (num_classes == 0)
    assert all(parameter.grad is None for parameter in session.G.parameters())


@pytest.mark.parametrize("shape", [(28, 28), (28, 28, 3), (27, 28, 1), (1, 28, 28, 1)])
def test_a_picture_of_another_size_is_refused(shape):
    with pytest.raises(GanError, match="28"):
        next(invert(tiny_session(), np.zeros(shape, np.uint8)))


def test_searches_have_limits():
    target = np.zeros((28, 28, 1), np.uint8)
    for more in ({"starts": 0}, {"starts": 65}, {"steps": 1}, {"steps": 10**6}, {"only": 10}):
        with pytest.raises(GanError):
            next(invert(tiny_session(), target, **more))


# uploads


def file_of(image, kind="PNG", **more):
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def ramp(mode="L", size=(28, 28)):
    row = Image.fromarray(np.linspace(0, 255, size[0]).astype(np.uint8)[None])
    return row.resize(size).convert(mode)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP"])
def test_a_picture_of_the_right_size_is_taken_as_it_is(kind):
    found = read_picture(file_of(ramp(), kind), 28, 1)
    assert np.array_equal(found[..., 0], np.asarray(ramp()))


@pytest.mark.parametrize(
    "data",
    [
        file_of(ramp("CMYK"), "JPEG"), file_of(ramp(size=(8000, 40)), "PNG"),
        file_of(ramp("RGB", (3000, 2000)), "JPEG"), file_of(ramp("P"), "PNG"),
        file_of(ramp("1"), "PNG"), file_of(ramp("I;16"), "PNG"), file_of(ramp(size=(1, 1))),
        file_of(ramp(size=(1, 500))), file_of(ramp("RGBA")), file_of(ramp("RGB"), "WEBP"),
        file_of(ramp(), "GIF", save_all=True, append_images=[ramp().rotate(90)] * 3),
        file_of(ramp("RGB"), "WEBP", save_all=True, append_images=[ramp("RGB")] * 3),
    ],
    ids=["cmyk", "8000 px", "photo", "palette", "1 bit", "16 bits", "1 px", "line", "transparent",
         "webp", "gif film", "webp film"],
)  # fmt: skip
@pytest.mark.parametrize("channels", [1, 3])
def test_every_kind_of_picture_becomes_a_square(data, channels):
    found = read_picture(data, 28, channels)
    assert found.shape == (28, 28, channels) and found.dtype == np.uint8


def test_of_an_animation_the_first_picture_counts():
    data = file_of(ramp(), "GIF", save_all=True, append_images=[ramp().rotate(90)] * 3)
    assert np.array_equal(read_picture(data, 28, 1)[..., 0], np.asarray(ramp()))


def test_transparency_is_laid_on_black():
    clear = Image.new("RGBA", (28, 28), (255, 255, 255, 0))
    assert not read_picture(file_of(clear), 28, 1).any()


def bomb():
    """A PNG that says it has 60,000 x 60,000 pixels."""
    data = bytearray(file_of(ramp()))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    "data, hint",
    [
        (b"", "empty"), (b"GIF89a", "picture"), (b"hello", "no picture"),
        (bytes(100), "no picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (file_of(ramp())[:60], "damaged"), (file_of(ramp("RGB"), "JPEG")[:300], "damaged"),
        (bomb(), "pixels"), (file_of(Image.new("1", (8000, 8000))), "pixels"),
        (b"\x89PNG" + bytes(MAX_BYTES), "MB"),
    ],
    ids=["empty", "head only", "text", "zeros", "postscript", "svg", "cut png", "cut jpeg", "bomb",
         "8000 x 8000", "too long"],
)  # fmt: skip
def test_what_is_no_picture_is_one_sentence(data, hint):
    with pytest.raises(GanError, match=hint) as refused:
        read_picture(data, 28, 1)
    assert len(str(refused.value)) < 120


def test_a_light_ground_is_swapped_where_the_data_have_a_dark_one(shipped):
    dark = shipped.sample([8])[0]
    assert rim(shipped.sample(range(32))) < 0.3
    for given, ground, swapped in ((dark, "auto", False), (255 - dark, "auto", True),
                                   (255 - dark, "keep", False), (dark, "swap", True)):  # fmt: skip
        picture, was = match_background(shipped, given, ground)
        assert was == swapped and np.array_equal(picture, 255 - given if swapped else given)
    with pytest.raises(GanError, match="ground"):
        match_background(shipped, dark, "black")


# the command


@pytest.fixture
def shoe(environment, trained):
    """A picture of the trained run's own, as a file."""
    picture = load_generator(trained).sample([7])[0]
    (environment / "shoe.png").write_bytes(file_of(Image.fromarray(picture[..., 0])))
    return environment / "shoe.png"


def test_the_command_shows_both_and_says_how_near(shoe, trained, environment, capsys):
    out = environment / "new" / "nearest.png"
    words = ["invert", trained, shoe, "--out", out, "--steps", 20, "--scale", 2, "--class", "7"]
    assert main([str(word) for word in words]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("mean absolute error 0.") and "Sneaker" in printed[0]
    assert printed[1] == str(out) and Image.open(out).size == (2 * 2 * 28, 2 * 28)


def test_the_command_writes_the_latent(shoe, trained, environment):
    out = environment / "nearest.npz"
    assert main(["invert", str(trained), str(shoe), "--out", str(out), "--steps", "20"]) == 0
    with np.load(out) as found:
        assert found["z"].shape == (1, 4) and found["c"].shape == (1, 10)
        drawn = load_generator(trained).images(*map(torch.from_numpy, (found["z"], found["c"])))
        assert np.abs(drawn.astype(int) - found["images"]).max() <= 1


@pytest.mark.parametrize(
    "words, hint",
    [
        (["gone.png", "--out", "a.png"], "gone.png"), (["shoe.png", "--out", "a.gif"], ".png"),
        ([".", "--out", "a.png"], "cannot be read"),
        (["shoe.png", "--out", "a.png", "--class", "Hat"], "class"),
        (["shoe.png", "--out", "a.png", "--steps", "1"], "steps"),
        (["text.txt", "--out", "a.png"], "no picture"),
    ],
)  # fmt: skip
def test_what_the_command_cannot_do_is_one_sentence(
    words, hint, shoe, trained, environment, capsys
):
    (environment / "text.txt").write_text("no picture at all")
    assert main(["invert", str(trained), *words]) == 2
    refused = capsys.readouterr().err
    assert hint in refused and refused.count("\n") == 1
    assert not (environment / "a.png").exists()
