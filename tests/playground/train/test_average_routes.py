"""The sample grid with an EMA of any length over HTTP: bounded, kept, of this run alone."""

import dataclasses
import io
import json
import shutil
import urllib.parse

import pytest
from PIL import Image

from gan_core.generator import averages
from gan_core.generator.session import load_generator
from gan_core.runs import checkpoint, run_dir
from gan_core.runs.average_generator import generator_of_length
from gan_core.runs.run_dir import RunDir
from gan_core.runs.training_run import TrainingRun
from playground.explore import page_head
from playground.shared import model_catalog
from playground.train import average_routes, run_routes
from tests.playground.explore.explore_models import get
from tests.playground.train.sample_runs import CHOICE
from tests.playground.train.test_run_routes import HOSTILE


@pytest.fixture(scope="module")
def trained(tmp_path_factory, make_config):
    config = dataclasses.replace(make_config(640, labels=True), dataset="silhouettes")
    run = run_dir.create(tmp_path_factory.mktemp("averages"), "silhouettes", config.to_json())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gan_core.runs.evaluation.TIME_SHARE", 1e-9)
        TrainingRun(run).train()
    return run.path


@pytest.fixture
def run(trained, runs):
    """A copy of the run, which tests may change."""
    average_routes._drawn.cache_clear()
    return RunDir(shutil.copytree(trained, runs / trained.name))


def ask(address, **headers):
    return get(average_routes.average_routes, f"/api/runs/{address}", **headers)


def test_it_is_the_run_s_grid_with_that_length_drawn_once(run, monkeypatch):
    drawn = []
    draw = averages.average_grid
    monkeypatch.setattr(averages, "average_grid", lambda *a: drawn.append(a) or draw(*a))
    answer = ask(f"{run.id}/ema/80.png")
    assert answer.status == 200 and answer.headers["content-type"] == "image/png"
    assert answer.body == draw(run, 0.08)
    grid, saved = Image.open(io.BytesIO(answer.body)), Image.open(run.samples()[640])
    assert grid.size == saved.size
    assert ask(f"{run.id}/ema/80.png").body == answer.body
    assert ask(f"{run.id}/ema/80.png", if_none_match=answer.headers["etag"]).status == 304
    assert ask(f"{run.id}/ema/200.png").body != answer.body
    assert [length for _, length, _ in drawn] == [0.08, 0.2]


def test_an_earlier_moment_is_drawn_from_what_was_saved_by_then(run):
    seen = [*run.averages()][12]
    answer = ask(f"{run.id}/ema/100.png?at={seen + 1}")
    assert answer.body == averages.average_grid(run, 0.1, seen) != ask(f"{run.id}/ema/100.png").body


def test_other_snapshots_are_another_grid(run):
    before = ask(f"{run.id}/ema/100.png")
    run.forget_after([*run.averages()][12])
    after = ask(f"{run.id}/ema/100.png", if_none_match=before.headers["etag"])
    assert after.status == 200 and after.body != before.body


@pytest.mark.parametrize("length", ["0", "-80", "0.08", "1e2", "1000", "999", "x", "9" * 20])
def test_a_length_that_cannot_be_is_a_sentence(length, run):
    answer = ask(f"{run.id}/ema/{length}.png")
    assert answer.status in (400, 404)
    assert "error" in json.loads(answer.body) or b"Not Found" in answer.body


@pytest.mark.parametrize("run_id", HOSTILE)
def test_no_run_id_leads_outside(run_id, run):
    for quoted in (run_id, urllib.parse.quote(run_id, safe="")):
        assert ask(f"{quoted}/ema/80.png").status in (400, 404), quoted


def test_a_run_without_averages_has_none_to_show(run):
    assert ask(f"{run.id}/ema/80.png?at=0").status == 404
    shutil.rmtree(run.path / "averages")
    assert ask(f"{run.id}/ema/80.png").status == 404
    known = average_routes.known(run)
    assert (known["moments"], known["lengths"], known["words"]) == ([], [], "")


def test_the_page_is_told_the_lengths_and_what_was_chosen(run):
    live = json.loads(get(run_routes.run_routes, f"/api/runs/{run.id}/live").body)["averages"]
    assert live["moments"] == [*run.averages()] and live["lengths"][-1] == [0.03, 0.25]
    assert live["chosen"] is None and live["words"] == "" and live["offered"] == []
    run.write_choice(CHOICE)
    checkpoint.save_generator(run.offered_file(640), *generator_of_length(run, 0.1))
    known = average_routes.known(run)
    assert known["chosen"] == 0.1 and known["offered"] == [640]
    assert known["words"] == (
        "EMA length 0.1 is better than G_ema. Fréchet distance (clothes) 7.1 instead of 8, 0 would "
        "be ideal; gain 0.9, standard error 0.2, on 1,000 samples of new seeds and 5,000 held-out "
        "images. Lengths tried: 0.04, 0.1."
    )


def test_every_length_that_is_offered_at_a_moment_is_drawn_there(run):
    known = average_routes.known(run)
    offered = dict(zip(known["moments"], known["lengths"], strict=True))
    first, last = known["moments"][0], known["moments"][-1]
    assert offered[first][1] < offered[last][1], "one snapshot gives no long average"
    for seen in (first, last):
        low, high = offered[seen]
        for length in (low, high):
            assert ask(f"{run.id}/ema/{1000 * length:.0f}.png?at={seen}").status == 200
        beyond = ask(f"{run.id}/ema/{1000 * high + 5:.0f}.png?at={seen}")
        assert beyond.status == 400 and "choose another" in beyond.json()["error"]


def test_the_offered_generator_has_a_model_id(run, runs):
    checkpoint.save_generator(run.offered_file(640), *generator_of_length(run, 0.1))
    model = f"run:{run.id}@640:ema"
    path = model_catalog.resolve(model, runs)
    assert load_generator(path).about["ema_length"] == 0.1
    run.write_choice(CHOICE)
    choices = model_catalog.choices(runs)
    assert (model, f"{run.id}, EMA length 0.1") in model_catalog.others(f"run:{run.id}", choices)
    listed = {choice.id: choice for choice in choices}
    assert f"run={run.id}" in page_head.run_link(listed[model], model)
    for wrong in (f"run:{run.id}@639:ema", f"run:{run.id}:ema", "fashion-mnist@1:ema"):
        with pytest.raises(model_catalog.UnknownModel):
            model_catalog.resolve(wrong, runs)
