"""Shipping a generator: the five files, correct metrics, and errors."""

import json

import numpy as np
import pytest
from PIL import Image

from gan_core.__main__ import main
from gan_core.commands import evaluate, ship
from gan_core.generator import shipped
from gan_core.generator.session import load_generator
from gan_core.runs.run_dir import RunDir


@pytest.fixture
def pretrained(monkeypatch, environment, tmp_path):
    """An empty pretrained/ and few samples to evaluate."""
    monkeypatch.setattr(shipped, "PRETRAINED", tmp_path / "pretrained")
    monkeypatch.setattr(ship, "SAMPLES", 40)
    return tmp_path / "pretrained"


@pytest.fixture
def done(tmp_path):
    """A finished run with labels on silhouettes."""
    words = "train dcgan --dataset silhouettes --images 16 --device cpu --set labels=true"
    tiny = ["width=4", "z_dim=4", "batch_size=8"]
    assert main([*words.split(), *tiny, "--out", str(tmp_path / "runs")]) == 0
    return next((tmp_path / "runs").glob("0*"))


def test_a_shipped_generator_gives_the_images_of_its_run(done, pretrained):
    assert main(["ship", str(done), "tiny", "--command", "the command", "--weaknesses", "all"]) == 0
    folder = pretrained / "tiny"
    assert sorted(path.name for path in folder.iterdir()) == sorted(ship.FILES)
    seeds = range(80)
    samples = load_generator(folder / shipped.GENERATOR).sample(seeds)
    np.testing.assert_array_equal(samples, load_generator(done).sample(seeds))
    grid = np.array(Image.open(folder / "samples.png"))
    np.testing.assert_array_equal(grid[:56:2, 56:112:2], samples[1][..., 0])  # doubled pixels


def test_the_card_shows_the_metrics_with_those_of_real_images(done, pretrained):
    main(["ship", str(done), "tiny", "--command", "the command", "--weaknesses", "all of it"])
    metrics = json.loads((pretrained / "tiny" / "metrics.json").read_text())
    assert metrics["images_seen"] == 16 and metrics["samples"] == 40
    assert metrics["fd"] > 2 * metrics["fd_floor"] > 0
    assert metrics["class_agreement_real"] > 0.7 > metrics["class_agreement"]
    card = (pretrained / "tiny" / "README.md").read_text()
    floor = f"{metrics['fd']:.3g} ({metrics['fd_floor']:.3g})"
    for text in ("the command", "all of it", "`fd_silhouettes_cnn`", floor, "1,024 held-out"):
        assert text in card


def test_the_metrics_are_those_of_the_images_that_the_run_was_trained_on(
    pretrained, tmp_path, monkeypatch
):
    """Of transparent images on white, for example, or of a random subset."""
    words = "train dcgan --dataset silhouettes --images 16 --device cpu --set subset=64 width=4"
    assert main([*words.split(), "batch_size=8", "--out", str(tmp_path / "few")]) == 0
    asked, original = [], evaluate.evaluate
    monkeypatch.setattr(
        evaluate, "evaluate",
        lambda *args, **options: asked.append(options["choices"]) or original(*args, **options),
    )  # fmt: skip
    assert main(["ship", str(next((tmp_path / "few").glob("0*"))), "few"]) == 0
    assert [choices.subset for choices in asked] == [64]


def test_no_local_path_is_shipped(done, pretrained):
    main(["ship", str(done), "tiny", "--licence", "of the museum"])
    assert "data_root" not in json.loads((pretrained / "tiny" / "config.json").read_text())
    assert "licence of the museum" in (pretrained / "tiny" / "README.md").read_text()


def test_an_unfinished_run_or_a_bad_name_is_refused(done, pretrained, capsys):
    assert main(["ship", str(done), "../tiny"]) == 2
    RunDir(done).write_status("stopped")
    assert main(["ship", str(done), "tiny"]) == 2
    assert "is not done" in capsys.readouterr().err and not pretrained.exists()
