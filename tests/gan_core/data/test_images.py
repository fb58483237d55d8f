"""Pixels: every value survives the conversion to floats and back; files decode exactly."""

import io

import numpy as np
import pytest
import torch
from PIL import Image, ImageSequence

from gan_core import GanError
from gan_core.data import images


def noise(count, size=6, channels=1, seed=0):
    shape = (count, size, size, channels)
    return np.random.RandomState(seed).randint(0, 256, shape).astype(np.uint8)


def test_all_256_values_survive_the_round_trip():
    values = torch.arange(256, dtype=torch.uint8).reshape(1, 1, 16, 16)
    floats = images.to_float(values)
    assert (floats.min(), floats.max(), floats.dtype) == (-1, 1, torch.float32)
    assert np.array_equal(images.to_uint8(floats)[0, ..., 0], values[0, 0].numpy())


def test_to_float_maps_0_to_255_linearly():
    values = torch.tensor([[[[0, 51, 102, 255]]]], dtype=torch.uint8)
    assert images.to_float(values).flatten().tolist() == pytest.approx([-1, -0.6, -0.2, 1])


def test_values_out_of_range_are_clamped_and_others_rounded():
    floats = torch.tensor([[[[-9.0, -1.001, -0.9999, 0.001, 0.9999, 1.001, 1e30]]]])
    assert images.to_uint8(floats).flatten().tolist() == [0, 0, 0, 128, 255, 255, 255]


def test_to_uint8_puts_channels_last_and_detaches():
    floats = torch.rand(2, 3, 4, 5, requires_grad=True) * 2 - 1
    pixels = images.to_uint8(floats)
    assert pixels.shape == (2, 4, 5, 3) and pixels.dtype == np.uint8
    expected = ((floats.detach().permute(0, 2, 3, 1).double() + 1) * 127.5).round().numpy()
    assert np.abs(pixels - expected).max() <= 1


@pytest.mark.parametrize("channels", [1, 3])
def test_a_grid_is_filled_row_by_row_and_empty_cells_are_black(channels):
    samples = noise(5, channels=channels)
    grid = images.grid(samples, columns=3)
    assert grid.shape == (12, 18, channels)
    for index, sample in enumerate(samples):
        row, column = divmod(index, 3)
        cell = np.s_[row * 6 : row * 6 + 6, column * 6 : column * 6 + 6]
        assert np.array_equal(grid[cell], sample)
    assert not grid[6:, 12:].any()


@pytest.mark.parametrize("num_classes", range(0, 31))
def test_a_column_of_a_grid_shows_one_class(num_classes):
    columns = images.grid_columns(num_classes)
    assert 5 < columns <= 10
    if 1 < num_classes <= 10:
        assert columns % num_classes == 0


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("scale", [1, 3])
def test_a_png_decodes_to_the_same_pixels(channels, scale):
    (image,) = noise(1, channels=channels)
    png = Image.open(io.BytesIO(images.png(image, scale)))
    decoded = np.asarray(png).reshape(6 * scale, 6 * scale, channels)
    assert png.format == "PNG"
    assert np.array_equal(decoded, image.repeat(scale, 0).repeat(scale, 1))


@pytest.mark.parametrize("scale", [1, 2])
def test_a_grey_gif_decodes_frame_for_frame_and_loops(scale):
    frames = noise(4)
    gif = Image.open(io.BytesIO(images.gif(list(frames), milliseconds=70, scale=scale)))
    decoded = [np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(gif)]
    assert (gif.format, gif.info["loop"], gif.info["duration"]) == ("GIF", 0, 70)
    expected = [frame[..., 0].repeat(scale, 0).repeat(scale, 1) for frame in frames]
    assert np.array_equal(np.stack(decoded), np.stack(expected))


def test_a_gif_keeps_identical_frames():
    same = [noise(1)[0]] * 5
    gif = Image.open(io.BytesIO(images.gif(same, milliseconds=60)))
    durations = [frame.info["duration"] for frame in ImageSequence.Iterator(gif)]
    assert sum(durations) == 5 * 60


def test_a_colour_gif_of_few_colours_is_exact():
    frames = noise(3, size=4, channels=3)
    gif = Image.open(io.BytesIO(images.gif(list(frames))))
    decoded = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(gif)]
    assert np.array_equal(np.stack(decoded), frames)


def test_a_gif_that_stands_still_for_too_long_is_refused_in_one_sentence():
    still = [np.zeros((8, 8, 1), np.uint8)] * 200
    assert images.gif(still[:100], milliseconds=5000)
    with pytest.raises(GanError, match="655 seconds"):
        images.gif([*still, still[0] + 255], milliseconds=5000)
