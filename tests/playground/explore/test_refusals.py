"""The routes of Explore refuse bad addresses, unknown models and foreign sites in one sentence."""

import pytest

from playground.explore.routes import explore_routes
from tests.playground.explore.explore_models import RUN, get, post
from tests.playground.explore.explore_requests import ask


@pytest.mark.parametrize(
    "address",
    [
        "directions.raw?model=shoes", "directions.raw?model=shoes&ids=up",
        "directions.raw?model=shoes&ids=pca-99", "directions.raw?model=shoes&ids=width-c3",
        "directions.raw?model=shoes&ids=" + "pca-1," * 40, "generator.pkl?model=shoes",
        "directions.json?model=shoes&in_class=3", "directions.json?model=shoes&in_class=nan",
        f"directions.json?model={RUN}&in_class=0", "images.raw?model=shoes&points=3~dup:1",
        "layers.json?model=shoes&point=nan", "feature_maps.raw?model=shoes&layer=gone",
        "feature_maps.raw?model=shoes", "without.raw?model=shoes&layer=stages.2&off=1e9",
        "without.raw?model=shoes&layer=gone&off=1", "without.raw?model=shoes&layer=stages.2&off=4",
        "without.raw?model=shoes&layer=stages.2&off=-1",
        "without.raw?model=shoes&layer=stages.2&off=" + "1," * 80,
        "invert/gone.json", "invert/gone.raw",
    ],
)  # fmt: skip
def test_a_bad_address_is_one_sentence(world, address):
    answer = ask(address)
    assert answer.status == 400, answer.body
    sentence = answer.json()["error"]
    assert sentence.endswith(".") and len(sentence) < 300


def names_a_model(route):
    is_file = route.path.endswith("/walk.json") and "POST" in route.methods
    return "{id}" not in route.path and not is_file


@pytest.mark.parametrize(
    "route", filter(names_a_model, explore_routes), ids=lambda route: route.path
)
def test_what_is_no_model_is_refused(world, route):
    address = f"{route.path.format(ending='onnx', digest='0')}?model=../../etc"
    is_post = "POST" in route.methods
    answer = post(explore_routes, address, b"x") if is_post else get(explore_routes, address)
    assert answer.status == 404
