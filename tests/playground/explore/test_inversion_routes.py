"""Inversion: an uploaded image is searched for, by few at once, and bad files are refused."""

import io
import time

import numpy as np
import pytest
from PIL import Image

from gan_core import GanError
from gan_core.generator.inversion import mean_absolute_error
from playground.explore import inversion_jobs, inversion_routes
from playground.explore.point_text import read_point
from playground.explore.routes import explore_routes
from tests.playground.explore.explore_models import Z_DIM, post
from tests.playground.explore.explore_requests import ask_until, raw


def image_file(pixels):
    stream = io.BytesIO()
    Image.fromarray(pixels[..., 0]).save(stream, "PNG")
    return stream.getvalue()


def upload(query, body):
    return post(explore_routes, f"/api/explore/invert?model=shoes{query}", body)


def test_a_generated_image_that_is_uploaded_is_found(world, session):
    target = session.sample([2])[0]
    answer = upload("&background=keep", image_file(target))
    assert answer.status == 200, answer.body
    name = answer.json()["id"]
    facts = ask_until(lambda facts: facts["done"], f"invert/{name}.json")
    assert facts["progress"] == 1 and facts["inverted"] is False
    target_shown, match = raw(f"invert/{name}.raw")
    assert np.array_equal(target_shown, target)
    assert facts["error"] == pytest.approx(mean_absolute_error(match, target))
    shown = raw(f"images.raw?model=shoes&points={facts['point']}")[0]  # the point is the match
    assert np.abs(shown.astype(int) - match).max() <= 1
    assert len(read_point(facts["point"]).edits) == Z_DIM


@pytest.mark.parametrize(
    "query, body, hint",
    [
        ("", b"", "empty"), ("", b"no image", "not an image"), ("&in_class=3", b"x", "0 to 2"),
        ("&background=mud", None, "background"), ("&in_class=x", None, "in_class"),
    ],
)  # fmt: skip
def test_a_bad_upload_is_one_sentence(world, session, query, body, hint):
    body = image_file(session.sample([0])[0]) if body is None else body
    answer = upload(query, body)
    assert answer.status == 400 and hint in answer.json()["error"]


def test_an_upload_too_long_is_not_read_to_its_end(world):
    answer = upload("", bytes(inversion_routes.MAX_UPLOAD + 1))
    assert answer.status == 413 and "10 MB" in answer.json()["error"]


def test_searches_are_bounded_and_cancelled_when_their_page_is_closed(world, session, monkeypatch):
    jobs = inversion_jobs.InversionJobs()
    data = image_file(session.sample([0])[0])
    monkeypatch.setattr(inversion_jobs, "MOST", 2)
    monkeypatch.setattr(inversion_jobs, "STALE_SECONDS", -1.0)
    with jobs._running, jobs._running:  # all wait in the queue
        names = [jobs.start(session, data, None, "keep") for _ in range(2)]
        with pytest.raises(GanError, match="again"):
            jobs.start(session, data, None, "keep")
    for name in names:
        for _ in range(200):
            if jobs.get(name).done:
                break
            time.sleep(0.02)
        assert "cancelled" in jobs.get(name).error
    monkeypatch.setattr(inversion_jobs, "KEPT_SECONDS", -1.0)
    jobs.start(session, data, None, "keep")
    with pytest.raises(GanError, match="gone"):
        jobs.get(names[0])
