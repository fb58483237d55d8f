"""The routes from which a browser gets what it needs to draw by itself."""

import hashlib

import numpy as np

from playground.explore import direction_store, network_routes
from playground.shared import model_catalog
from tests.playground.explore.explore_models import RUN
from tests.playground.explore.explore_requests import ask, ask_json


def test_the_network_names_the_content_of_the_file(session):
    answer = ask_json("network.json?model=shoes")
    assert answer["network"]["z_dim"] == session.z_dim
    assert answer["digest"] == hashlib.sha256(session.path.read_bytes()).hexdigest()
    weights = ask(f"weights/{answer['digest']}.safetensors?model=shoes")
    assert weights.body == session.path.read_bytes()
    assert "immutable" in weights.headers["cache-control"]


def test_an_address_of_other_content_is_refused(world):
    answer = ask(f"weights/{'0' * 64}.safetensors?model=shoes")
    assert answer.status == 404 and "choose it again" in answer.json()["error"]


def test_what_only_the_server_can_draw(world, monkeypatch):
    for module, name, value, model, why in (
        (network_routes, "MAX_FILE", 10, "shoes", "too large"),
        (model_catalog, "is_growing", lambda *_: True, RUN, "still trains"),
        (model_catalog, "is_raw", lambda _: True, "shoes", "checkpoint"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            answer = ask_json(f"network.json?model={model}")
            assert answer["network"] is None and why in answer["why"]


def test_vectors_are_those_of_the_directions(session):
    vector = direction_store.shared.get(session, "pca-1").vector
    found = ask_json("vectors.json?model=shoes&ids=pca-1")["pca-1"]
    np.testing.assert_allclose(found, vector, rtol=1e-6)
    assert "no direction" in ask("vectors.json?model=shoes&ids=").json()["error"]
