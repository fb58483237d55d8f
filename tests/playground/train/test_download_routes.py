"""The downloads of a run: the animation of its grids, samples as the generator draws them."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from gan_core.data import images
from gan_core.generator.session import load_generator
from playground.shared import sessions
from playground.train import download_routes
from tests.playground.explore.explore_models import get, make_run
from tests.playground.train.test_run_routes import HOSTILE


@pytest.fixture
def run(runs, monkeypatch):
    monkeypatch.setattr(sessions, "shared", sessions.Sessions())
    run = make_run(runs, num_classes=3)
    for seen in (0, 160):
        run.write_samples(seen, images.png(np.full((8, 8, 1), seen, np.uint8)))
    return run


def ask(address, **headers):
    return get(download_routes.download_routes, f"/api/runs/{address}", **headers)


def unzipped(answer):
    assert answer.status == 200, answer.body
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        return {
            name: np.asarray(Image.open(io.BytesIO(archive.read(name))))
            for name in archive.namelist()
        }


def test_the_animation_is_an_attachment_that_is_made_once(run):
    answer = ask(f"{run.id}/animation.gif")
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["content-disposition"] == f'attachment; filename="{run.id}.gif"'
    assert Image.open(io.BytesIO(answer.body)).n_frames == 2
    tag = answer.headers["etag"]
    assert ask(f"{run.id}/animation.gif", if_none_match=tag).status == 304
    run.write_samples(320, images.png(np.zeros((8, 8, 1), np.uint8)))
    assert ask(f"{run.id}/animation.gif", if_none_match=tag).status == 200


def test_samples_are_what_the_latest_generator_draws(run):
    found = unzipped(ask(f"{run.id}/samples.zip?count=5&seed=7"))
    drawn = load_generator(run.path).sample(range(7, 12))
    assert list(found) == [f"seed_{seed:08d}.png" for seed in range(7, 12)]
    for image, expected in zip(found.values(), drawn, strict=True):
        np.testing.assert_array_equal(image, expected[..., 0])


@pytest.mark.parametrize("word", ["KIND%202", "2"])
def test_samples_of_one_class(run, word):
    found = unzipped(ask(f"{run.id}/samples.zip?count=4&class={word}"))
    drawn = load_generator(run.path).sample(range(4), [2] * 4)
    np.testing.assert_array_equal(list(found.values()), drawn[..., 0])


@pytest.mark.parametrize(
    "query",
    ["count=0", "count=401", "count=1e2", "seed=-1", "seed=99999999999", "class=hat", "class=3"],
)
def test_requests_out_of_bounds_are_one_sentence(run, query):
    answer = ask(f"{run.id}/samples.zip?{query}")
    assert answer.status == 400 and answer.json()["error"].count(".") >= 1


@pytest.mark.parametrize("run_id", HOSTILE)
@pytest.mark.parametrize("name", ["animation.gif", "samples.zip"])
def test_no_run_id_leads_outside(run, run_id, name):
    assert ask(f"{run_id}/{name}").status in (400, 404)


@pytest.mark.parametrize("name", ["animation.gif", "samples.zip"])
def test_nothing_writes(run, name):
    assert ask(f"{run.id}/{name}").status == 200
    assert all(route.methods == {"GET", "HEAD"} for route in download_routes.download_routes)


@pytest.mark.parametrize("name", ["animation.gif", "samples.zip"])
def test_a_run_without_images_is_one_sentence(runs, name):
    run = make_run(runs, snapshots=())
    answer = ask(f"{run.id}/{name}")
    assert answer.status == 400 and "yet" in answer.json()["error"]
