"""Every format by the command line, pixel for pixel as Pillow and numpy read it."""

import json

import pytest

from gan_core.__main__ import main
from gan_core.data.files.pixels import formats
from gan_core.data.image_set import load_images
from tests.gan_core.data.every_format import COUNT, NAMES, SIDE, WANTED, sample


@pytest.mark.parametrize("name", NAMES)
def test_a_run_trains_on_the_pixels_of_the_file(name, tmp_path, capsys):
    if name in WANTED:
        pytest.importorskip(WANTED[name])
        formats()  # registers what reads HEIC
    given = sample(name)
    path = tmp_path / given.name
    path.write_bytes(given.content)
    trained = load_images(str(path), progress=None).images.permute(0, 2, 3, 1).numpy()
    expected = given.pixels if given.pixels.ndim == 4 else given.pixels[..., None]
    assert trained.shape == expected.shape and (trained == expected).all()
    main(["inspect", str(path), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["images"], found["sizes"]) == (COUNT, [[SIDE, SIDE, COUNT]])
    assert found["distinct"] == COUNT and not found["one_colour"]
