"""Directions: computed in the background, sorted, drawn along."""

import time

import numpy as np
import torch

from gan_core.generator import directions, shipped
from gan_core.generator.session import load_generator
from playground.explore import direction_store, latent_view, view_latents
from playground.explore.point_text import read_point
from tests.playground.explore.explore_models import SIZE
from tests.playground.explore.explore_requests import ask, ask_json, ask_until, raw


def all_directions(extra=""):
    facts = ask_until(lambda facts: facts["done"], f"directions.json?model=shoes{extra}")
    return facts["directions"]


def test_directions_are_computed_in_the_background_and_sorted(world, session):
    first = ask_json("directions.json?model=shoes")
    assert not first["done"] and first["progress"] < 1
    found = all_directions()
    assert [d["strength"] for d in found] == sorted((d["strength"] for d in found), reverse=True)
    assert {d["id"] for d in found} >= {"pca-1", "sefa-1", "brightness", "width"}
    assert not any("vector" in direction for direction in found)
    expected = {d.id: d for d in directions.find(session)}
    assert {d["id"]: d["effect"] for d in found} == {i: d.effect for i, d in expected.items()}


def test_directions_of_a_class_are_its_own(world):
    found = all_directions("&in_class=2")
    assert {"brightness-c2", "width-c2"} <= {d["id"] for d in found}
    assert all(d["only"] == 2 for d in found if d["kind"] == "measured")


def test_directions_in_a_file_are_not_computed_again(world, session, monkeypatch):
    found = directions.unsupervised(session, 1)
    found.append(directions.attribute_direction(session, "width"))
    generator = world / "pretrained" / "shoes" / shipped.GENERATOR
    directions.write(generator.with_name(directions.FILE), found, generator)
    monkeypatch.setattr(direction_store, "_compute", lambda *_: 1 / 0)
    loaded = load_generator(generator)
    vectors = direction_store.DirectionStore().vectors(loaded, ["width", "pca-1"])
    torch.testing.assert_close(vectors["width"], found[-1].tensor())


def test_a_point_along_a_direction_is_drawn(world, session):
    pixels = raw("images.raw?model=shoes&points=3~dpca-1:2")[0]
    direction = next(d for d in directions.unsupervised(session, 8) if d.id == "pca-1")
    view = latent_view.from_query({})
    z, c = view_latents.of_points(session, view, (read_point("3"),))
    expected = session.images(z + 2 * direction.tensor(), c)[0]
    assert np.abs(pixels.astype(int) - expected).max() <= 1


def test_strips_run_from_minus_3_to_plus_3(world):
    strips = raw("directions.raw?model=shoes&tab=seed-map&point=3&ids=pca-1,sefa-2")
    assert strips.shape == (14, SIZE, SIZE, 1)
    for place, point in ((0, "3~dpca-1:-3"), (3, "3"), (13, "3~dsefa-2:3")):
        alone = raw(f"images.raw?model=shoes&points={point}")[0]
        assert np.abs(strips[place].astype(int) - alone).max() <= 1


def test_a_failed_computation_is_one_sentence(world, monkeypatch):
    monkeypatch.setattr(direction_store, "_compute", lambda *_: 1 / 0)
    ask("directions.json?model=shoes")
    for _ in range(200):
        answer = ask("directions.json?model=shoes")
        if answer.status == 400:
            break
        time.sleep(0.02)
    assert "log" in answer.json()["error"]
