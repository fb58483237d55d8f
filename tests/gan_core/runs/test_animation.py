"""A run's film: a frame a sheet, bounded, and no damage stops it."""

import io
import os

import numpy as np
import pytest
from PIL import Image, ImageSequence

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.data import images
from gan_core.runs.animation import LAST_MILLISECONDS, animation, spread
from gan_core.runs.run_dir import create


@pytest.fixture
def run(runs):
    return create(runs, "a-run", {"format": 1})


def sheets(run, count, side=20, channels=1):
    """`count` sheets that all differ; what they hold."""
    drawn = []
    for number in range(count):
        sheet = np.full((side, side, channels), 3 * number + 1, np.uint8)
        sheet[: side // 2] = 250 - number
        run.write_samples(100 * number, images.png(sheet))
        drawn.append(sheet)
    return drawn


def frames(content):
    return [
        (np.asarray(frame.convert("RGB")), frame.info["duration"])
        for frame in ImageSequence.Iterator(Image.open(io.BytesIO(content)))
    ]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_film_has_a_frame_for_each_sheet_and_rests_on_the_last(run, channels):
    drawn = sheets(run, 5, channels=channels)
    found = frames(animation(run, milliseconds=80))
    assert [duration for _, duration in found] == [80] * 4 + [LAST_MILLISECONDS]
    for (frame, _), sheet in zip(found, drawn, strict=True):
        assert np.abs(frame.astype(int) - np.broadcast_to(sheet, frame.shape)).max() <= 2


def test_a_long_run_is_spread_over_the_frames(run):
    sheets(run, 30, side=8)
    assert len(frames(animation(run, frames=7))) == 7
    assert spread(list(range(30)), 7) == [0, 5, 10, 14, 19, 24, 29]
    assert spread([1, 2, 3], 3) == [1, 2, 3] and spread([1, 2, 3], 1) == [3]


def test_large_sheets_are_halved(run):
    sheets(run, 2, side=1000)
    assert frames(animation(run))[0][0].shape == (500, 500, 3)


def test_a_damaged_sheet_costs_one_frame(run):
    sheets(run, 4)
    run.samples()[100].write_bytes(b"\x89PNG cut")
    run.samples()[200].write_bytes(b"")
    assert len(frames(animation(run))) == 2


def test_without_sheets_and_out_of_bounds_is_one_sentence(run):
    with pytest.raises(GanError, match="no sheet yet"):
        animation(run)
    sheets(run, 1)
    for bad in ({"frames": 0}, {"frames": 301}, {"milliseconds": 5}):
        with pytest.raises(GanError, match="1 to 300 frames"):
            animation(run, **bad)


def test_the_command_writes_it_and_refuses_in_a_sentence(run, environment, capfd):
    sheets(run, 3)
    out = environment / "new" / "film.gif"
    assert main(["film", str(run.path), "--out", str(out)]) == 0
    assert capfd.readouterr().out == f"{out}{os.linesep}" and len(frames(out.read_bytes())) == 3
    for words in (["nowhere", "--out", "x.gif"], [str(run.path), "--out", "x.mp4"]):
        assert main(["film", *words]) == 2
        assert capfd.readouterr().err.count("\n") == 1
