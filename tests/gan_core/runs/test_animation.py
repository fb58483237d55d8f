"""The animation of a run: a frame for each grid, limited in number; damaged grids are skipped."""

import io
import os

import numpy as np
import pytest
from PIL import Image, ImageSequence

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.data import images
from gan_core.runs.animation import LAST_MILLISECONDS, animation, evenly_spaced
from gan_core.runs.run_dir import create


@pytest.fixture
def run(runs):
    return create(runs, "a-run", {"format": 1})


def write_grids(run, count, side=20, channels=1):
    """Write `count` different grids and return them."""
    grids = []
    for number in range(count):
        grid = np.full((side, side, channels), 3 * number + 1, np.uint8)
        grid[: side // 2] = 250 - number
        run.write_samples(100 * number, images.png(grid))
        grids.append(grid)
    return grids


def frames(content):
    return [
        (np.asarray(frame.convert("RGB")), frame.info["duration"])
        for frame in ImageSequence.Iterator(Image.open(io.BytesIO(content)))
    ]


@pytest.mark.parametrize("channels", [1, 3])
def test_there_is_a_frame_for_each_grid_and_the_last_stays_longer(run, channels):
    grids = write_grids(run, 5, channels=channels)
    found = frames(animation(run, milliseconds=80))
    assert [duration for _, duration in found] == [80] * 4 + [LAST_MILLISECONDS]
    for (frame, _), grid in zip(found, grids, strict=True):
        assert np.abs(frame.astype(int) - np.broadcast_to(grid, frame.shape)).max() <= 2


def test_the_frames_of_a_long_run_are_evenly_spaced(run):
    write_grids(run, 30, side=8)
    assert len(frames(animation(run, frames=7))) == 7
    assert evenly_spaced(list(range(30)), 7) == [0, 5, 10, 14, 19, 24, 29]
    assert evenly_spaced([1, 2, 3], 3) == [1, 2, 3] and evenly_spaced([1, 2, 3], 1) == [3]


def test_large_grids_are_halved(run):
    write_grids(run, 2, side=1000)
    assert frames(animation(run))[0][0].shape == (500, 500, 3)


def test_a_damaged_grid_is_skipped(run):
    write_grids(run, 4)
    run.samples()[100].write_bytes(b"\x89PNG truncated")
    run.samples()[200].write_bytes(b"")
    assert len(frames(animation(run))) == 2


def test_no_grids_and_invalid_arguments_are_one_sentence(run):
    with pytest.raises(GanError, match="no sample grid yet"):
        animation(run)
    write_grids(run, 1)
    for bad in ({"frames": 0}, {"frames": 301}, {"milliseconds": 5}):
        with pytest.raises(GanError, match="1 to 300 frames"):
            animation(run, **bad)


def test_the_command_writes_a_gif_and_refuses_in_one_sentence(run, environment, capfd):
    write_grids(run, 3)
    out = environment / "new" / "run.gif"
    assert main(["animate", str(run.path), "--out", str(out)]) == 0
    assert capfd.readouterr().out == f"{out}{os.linesep}" and len(frames(out.read_bytes())) == 3
    for words in (["missing", "--out", "x.gif"], [str(run.path), "--out", "x.mp4"]):
        assert main(["animate", *words]) == 2
        assert capfd.readouterr().err.count("\n") == 1
