"""Drawings are centred as the digits of MNIST are, and nothing but a PNG is decoded."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gan_core import GanError
from gan_core.data.drawings import MAX_SIDE, centred, decode, encode


def doodle(seed: int, side: int = 560) -> np.ndarray:
    """A few antialiased strokes anywhere, of any size."""
    rng = np.random.default_rng(seed)
    image = Image.new("L", (2 * side, 2 * side))
    draw = ImageDraw.Draw(image)
    middle, spread = rng.uniform(0.3, 0.7, 2) * 2 * side, rng.uniform(0.05, 0.25) * 2 * side
    for _ in range(rng.integers(2, 6)):
        points = rng.normal(middle, spread, (4, 2)).clip(0, 2 * side - 1)
        draw.line([tuple(point) for point in points], fill=255, width=int(rng.integers(30, 90)))
    return np.asarray(image.resize((side, side), Image.Resampling.BOX))


def box(image: np.ndarray) -> tuple[int, int]:
    rows, columns = np.nonzero(image)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    """In pixels from the edge, so that the middle of the field is 14."""
    mass = image.astype(float) / image.sum()
    places = np.arange(len(image)) + 0.5
    return float(mass.sum(axis=1) @ places), float(mass.sum(axis=0) @ places)


@pytest.mark.parametrize("seed", range(25))
def test_the_longer_side_is_20_px_and_the_centre_of_mass_in_the_middle(seed: int) -> None:
    image = centred(doodle(seed))
    assert image.shape == (28, 28) and image.dtype == np.uint8
    assert max(box(image)) == 20
    assert max(abs(place - 14) for place in centre_of_mass(image)) <= 0.5


@pytest.mark.parametrize("shape", [(300, 100), (40, 400), (8, 560), (560, 3)])
def test_a_drawing_keeps_its_shape(shape: tuple[int, int]) -> None:
    drawing = np.zeros((560, 560), np.uint8)
    drawing[: shape[0], -shape[1] :] = 255
    height, width = box(centred(drawing))
    expected = [max(1, round(side * 20 / max(shape))) for side in shape]
    assert [height, width] == expected


@pytest.mark.parametrize("seed", range(10))
def test_it_is_antialiased_and_the_same_wherever_it_was_drawn(seed: int) -> None:
    drawing = np.pad(doodle(seed), 60)
    image = centred(drawing)
    assert len(np.unique(image)) > 20
    assert np.array_equal(image, centred(np.roll(drawing, (37, -23), axis=(0, 1))))


@pytest.mark.parametrize("seed", range(25))
def test_centring_again_changes_nothing(seed: int) -> None:
    once = centred(doodle(seed))
    assert np.array_equal(centred(once), once)


def test_of_a_lopsided_drawing_all_stays_in_the_field() -> None:
    drawing = np.zeros((560, 560), np.uint8)
    drawing[200:400, :200] = 255
    drawing[298:300, 200:] = 255
    image = centred(drawing)
    assert box(image)[1] == 20 and centre_of_mass(image)[1] < 14


def test_an_empty_drawing_is_refused() -> None:
    with pytest.raises(GanError, match="empty"):
        centred(np.zeros((560, 560), np.uint8))


def test_one_faint_pixel_is_a_drawing() -> None:
    drawing = np.zeros((560, 560), np.uint8)
    drawing[3, 5] = 1
    assert centred(drawing).max() == 1


def png(image: Image.Image, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def test_a_png_becomes_grey_on_black() -> None:
    assert decode(png(Image.new("RGB", (3, 2), (255, 255, 255)))).tolist() == [[255] * 3] * 2
    assert decode(png(Image.new("RGBA", (2, 2), (255, 255, 255, 0)))).max() == 0
    image = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert np.array_equal(decode(encode(image)), image)


@pytest.mark.parametrize(
    "content",
    [b"", b"no image", png(Image.new("L", (9, 9)), "BMP"), png(Image.new("L", (9, 9)))[:40]],
)
def test_anything_but_a_png_is_refused(content: bytes) -> None:
    with pytest.raises(GanError, match="no PNG"):
        decode(content)


def test_a_png_of_very_many_pixels_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(GanError, match=f"at most {MAX_SIDE} px"):
        decode(png(Image.new("1", (MAX_SIDE + 1, 1))))
