"""The recorded runs: small, complete, and with the finding that their exhibits promise."""

import json

import pytest
from PIL import Image

from gan_core.diagnosis import over_time
from gan_core.runs.history import read_history
from playground.shared.exhibits import (
    CONTENT,
    RECORDINGS,
    all_exhibits,
    find_recording,
    run_id_of,
)
from playground.train.form_state import NAMES

EXHIBITS, MISTAKES = all_exhibits()
HARMLESS = {"learning", "plateau"}
MOST_BYTES, MOST_BYTES_TOGETHER = 1_500_000, 12_000_000
WANTED = {
    "d-won", "g-won", "collapse", "no-convergence", "by-heart", "class-missing", "past-best",
    "looks-bad",
}  # fmt: skip


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def each(name):
    return pytest.mark.parametrize(name, EXHIBITS, ids=lambda exhibit: exhibit.id)


def test_there_are_eight_each_with_a_recording():
    assert not MISTAKES
    assert {exhibit.id for exhibit in EXHIBITS} == WANTED
    assert {path.name for path in RECORDINGS.iterdir() if path.name[0] != "."} == WANTED
    assert {path.stem for path in CONTENT.iterdir()} == WANTED
    assert sorted(exhibit.order for exhibit in EXHIBITS) == [*range(1, 9)]


def test_together_they_are_small():
    assert size(RECORDINGS) < MOST_BYTES_TOGETHER


@each("exhibit")
def test_a_recording_holds_what_the_page_shows_and_no_more(exhibit):
    run = find_recording(run_id_of(exhibit.id))
    assert size(run.path) <= MOST_BYTES
    assert run.config()["dataset"] == "fashion-mnist" and run.config()["data_root"] is None
    status, entries, metrics = run.status(), run.stats()[0], run.metrics()[0]
    assert status["state"] == "done" and status["progress"] == 1
    assert len(entries) > 20 and entries[-1]["images_seen"] == status["images_seen"]
    assert [row["images_seen"] for row in metrics] == [*run.samples()]
    assert run.reals().is_file() and not run.generators() and not run.checkpoints()
    allowed = {"config.json", "about.json", "status.json", "stats.jsonl", "metrics.jsonl",
               "reals.png", "samples"}  # fmt: skip
    assert {path.name for path in run.path.iterdir()} == allowed
    shapes = {Image.open(path).size for path in run.samples().values()}
    assert shapes == {Image.open(run.reals()).size}


@each("exhibit")
def test_a_recording_names_no_place_of_the_machine_it_was_made_on(exhibit):
    folder = find_recording(run_id_of(exhibit.id)).path
    for path in folder.glob("*.json*"):
        for line in path.read_text("utf-8").splitlines():
            assert "/tmp" not in line and "/home" not in line and "/work" not in line
    json.loads((folder / "about.json").read_text("utf-8"))


@each("exhibit")
def test_the_finding_is_told_when_the_exhibit_says(exhibit):
    run = find_recording(run_id_of(exhibit.id))
    moments = [*run.samples()]
    kinds = [{f.kind for f in found} for found in over_time(read_history(run), moments)]
    if not exhibit.finding:
        assert not set.union(*kinds) - HARMLESS
        assert exhibit.told_at == moments[-1]
        return
    first = next(m for m, found in zip(moments, kinds, strict=True) if exhibit.finding in found)
    assert first == exhibit.told_at
    assert exhibit.finding in kinds[-1], "the run must still show it at its end"


@each("exhibit")
def test_marks_lie_in_the_run_and_the_cure_fills_the_form(exhibit):
    from gan_core.config.train_config import Budget
    from gan_core.training.resolve import resolve_config

    end = find_recording(run_id_of(exhibit.id)).status()["images_seen"]
    assert exhibit.marks and all(mark.at <= end for mark in exhibit.marks)
    assert [mark.at for mark in exhibit.marks] == sorted(mark.at for mark in exhibit.marks)
    settings = dict(exhibit.cure_settings)
    assert settings.keys() <= NAMES
    amount = float(settings.pop("images_seen"))
    resolve_config(
        settings.pop("recipe"), settings.pop("dataset"),
        settings=[f"{name}={value}" for name, value in settings.items()],
        budget=Budget("images", amount), device="cpu",
    )  # fmt: skip
