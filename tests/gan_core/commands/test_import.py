"""import: what it prints and writes, and that the other commands take its file."""

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.__main__ import main
from gan_core.data import images
from gan_core.runs.run_dir import RunDir
from tests.gan_core.generator.foreign_networks import Tutorial, assert_within_one_level, pixels


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "netG_epoch_24.pth"
    torch.save(Tutorial(nc=1).state_dict(), path)
    return path


def run(capfd, *words):
    """(exit code, stdout, stderr)."""
    capfd.readouterr()
    code = main([str(word) for word in words])
    return (code, *capfd.readouterr())


def test_an_imported_file_is_taken_by_the_other_commands(weights, tmp_path, capfd):
    out = tmp_path / "new" / "netG.safetensors"
    code, printed, _ = run(capfd, "import", weights, "--out", out)
    facts, path = printed.splitlines()
    assert (code, path) == (0, str(out))
    assert "64 px, greyscale, z of 100 numbers" in facts and "tanh" in facts

    expected = pixels(Tutorial(nc=1), range(12))
    assert run(capfd, "sample", out, "--count", 12, "--out", tmp_path / "a.npz")[0] == 0
    with np.load(tmp_path / "a.npz") as arrays:
        assert_within_one_level(arrays["images"], expected)
        rows = images.grid(arrays["images"], 10)
    assert run(capfd, "sample", out, "--count", 12, "--out", tmp_path / "a.png")[0] == 0
    assert np.array_equal(np.asarray(Image.open(tmp_path / "a.png")), rows[..., 0])
    words = ("--seeds", 1, 2, "--frames", 5, "--out", tmp_path / "a.gif")
    assert run(capfd, "interpolate", out, *words)[0] == 0
    code, _, said = run(capfd, "evaluate", out)
    assert code == 2 and "does not say what it was trained on" in said and "--dataset" in said


def test_a_raw_checkpoint_of_a_run_is_imported(trained, tmp_path, capfd):
    (state,) = RunDir(trained).checkpoints().values()
    out = tmp_path / "raw.safetensors"
    code, printed, _ = run(capfd, "import", state, "--out", out)
    assert code == 0 and printed.startswith("G_ema of dcgan: 28 px")
    assert run(capfd, "sample", out, "--class", "Bag", "--out", tmp_path / "a.png")[0] == 0


def test_a_refusal_is_one_line_and_writes_nothing(weights, tmp_path, capfd):
    out = tmp_path / "out.safetensors"
    (tmp_path / "page.pth").write_text("<!DOCTYPE html><html>")
    code, printed, said = run(capfd, "import", tmp_path / "page.pth", "--out", out)
    assert (code, printed, said.count("\n")) == (2, "", 1)
    assert said.startswith("gan_core: page.pth is a web page, so the download failed")
    assert run(capfd, "import", weights, "--out", tmp_path / "out.pt")[0] == 2
    code, _, said = run(capfd, "sample", weights, "--out", tmp_path / "a.png")
    assert code == 2 and "python -m gan_core import netG_epoch_24.pth" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == [weights.name, "page.pth"]
