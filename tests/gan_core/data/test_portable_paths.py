"""Paths of images that hold wherever the folder of the runs or of the data sets is mounted."""

import json

import pytest

from gan_core.data.portable_paths import to_local, to_portable
from gan_core.runs import run_dir
from gan_core.runs.run_dir import RunDir

CONFIG = {
    "format": 1, "recipe": "dcgan", "dataset": "mnist", "image_size": 28, "settings": {},
    "budget": {"unit": "minutes", "amount": 2.0}, "device": "cpu",
}  # fmt: skip


@pytest.mark.parametrize("place", ["runs/data/0a1b/zoo.zip", "data/zoo.zip", "data/a b/zoo"])
def test_a_run_finds_its_images_where_its_folders_are_mounted(
    place, runs, environment, monkeypatch
):
    run = run_dir.create(runs, "zoo", {**CONFIG, "dataset": str(environment / place)})
    assert str(environment) not in (run.path / "config.json").read_text()
    there = environment / "mnt" / "share"
    monkeypatch.setenv("GAN_DATA_ROOT", str(there / "data"))
    there.mkdir(parents=True)
    moved = runs.rename(there / "runs")
    assert RunDir(moved / run.id).config()["dataset"] == str(there / place)


def test_a_folder_of_data_sets_given_with_the_run_moves_too(runs, environment):
    run = run_dir.create(runs, "zoo", {**CONFIG, "data_root": str(environment / "data")})
    stored = json.loads((run.path / "config.json").read_text())
    assert stored["data_root"] == "$GAN_DATA_ROOT" and stored["dataset"] == "mnist"
    assert run.config()["data_root"] == str(environment / "data")


def test_other_paths_and_those_of_earlier_versions_stay(runs, environment):
    elsewhere = str(environment / "photos" / "zoo.zip")
    run = run_dir.create(runs, "zoo", {**CONFIG, "dataset": elsewhere})
    assert json.loads((run.path / "config.json").read_text())["dataset"] == elsewhere
    (run.path / "config.json").write_text(
        json.dumps({**CONFIG, "dataset": str(environment / "data" / "zoo.zip")})
    )
    assert run.config()["dataset"] == str(environment / "data" / "zoo.zip")


def test_the_inner_of_two_folders_counts(environment, monkeypatch):
    monkeypatch.setenv("GAN_DATA_ROOT", str(environment / "runs" / "sets"))
    assert to_portable(str(environment / "runs" / "sets" / "a"), environment / "runs") == (
        "$GAN_DATA_ROOT/a"
    )


@pytest.mark.parametrize("tail", ["../secret", "a/../../secret", "..\\secret"])
def test_a_stored_path_does_not_lead_out_of_its_folder(tail, runs):
    assert to_local(f"$GAN_RUNS/{tail}", runs) == f"$GAN_RUNS/{tail}"
