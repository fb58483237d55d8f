"""What a person sees before training is what D will see."""

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.data.image_set import load_images
from gan_core.data.preview import preview


def folder(tmp_path, *sizes, mode="RGB"):
    """Images of random pixels in these sizes, named in their order."""
    rng = np.random.default_rng(1)
    for number, (width, height) in enumerate(sizes):
        pixels = rng.integers(0, 256, (height, width, len(mode)), np.uint8).squeeze()
        Image.fromarray(pixels, mode).save(tmp_path / f"{number:03d}.png")
    return tmp_path


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("channels", [None, 1, 3])
def test_its_images_are_those_of_training(tmp_path, mode, channels):
    path = folder(tmp_path, (40, 30), (32, 32), (64, 80), mode=mode)
    found = preview(path, 32, channels, 3)
    trained = load_images(str(path), image_size=32, channels=channels)
    assert torch.equal(found.images, trained.images)


def test_it_says_what_becomes_of_them(tmp_path):
    found = preview(folder(tmp_path, (200, 150), (200, 150), (220, 150)), 28, None, 3)
    assert (found.width, found.height, found.transparent) == (200, 150, False)
    assert found.lost == pytest.approx(1 - 3 * 150 * 150 / (2 * 200 * 150 + 220 * 150))
    square = preview(folder(tmp_path, *[(32, 32)] * 3), 32, None, 3)
    assert not square.transparent and square.lost == 0


def test_transparency_is_noticed(tmp_path):
    assert preview(folder(tmp_path, (9, 9), (9, 9), mode="RGBA"), 28, None, 2).transparent


def test_a_few_of_many_come_from_all_over(tmp_path):
    for name in ("a", "b"):
        for number in range(20):
            (tmp_path / name).mkdir(exist_ok=True)
            colour = (255, 0, 0) if name == "a" else (0, 0, 255)
            Image.new("RGB", (8, 8), colour).save(tmp_path / name / f"{number}.png")
    found = preview(tmp_path, 8, None, 4).images[:, :, 4, 4].tolist()
    assert len(found) == 4 and [255, 0, 0] in found and [0, 0, 255] in found


def test_damaged_images_are_passed_over_and_none_at_all_is_refused(tmp_path):
    path = folder(tmp_path, *[(8, 8)] * 4)
    (path / "000.png").write_bytes(b"\0")
    assert len(preview(path, 8, None, 4).images) == 3
    for number in (1, 2):
        (path / f"00{number}.png").write_bytes(b"\0")
    with pytest.raises(GanError, match="contains 1 image .* left out: 3 damaged images"):
        preview(path, 8, None, 4)
