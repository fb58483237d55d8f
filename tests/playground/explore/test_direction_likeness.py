"""Directions that are nearly one are said to be; those with a name stay."""

from types import SimpleNamespace

from playground.explore.direction_likeness import nearest_before
from tests.playground.explore.explore_requests import ask_until


def direction(id, kind, *vector):
    return SimpleNamespace(id=id, kind=kind, vector=vector)


def test_a_later_direction_names_the_nearest_before_it():
    found = nearest_before(
        [
            direction("pca-1", "pca", 1.0, 0.0, 0.0),
            direction("sefa-1", "sefa", -0.96, 0.28, 0.0),
            direction("sefa-2", "sefa", 0.8, 0.6, 0.0),  # 0.8 of pca-1
            direction("pca-2", "pca", 0.0, 0.1, 0.995),
            direction("width", "measured", 0.0, 0.0, 1.0),
        ]
    )
    assert found == [None, {"id": "pca-1", "cosine": -0.96}, None,
                     {"id": "width", "cosine": 0.99}, None]  # fmt: skip


def test_nothing_is_compared_with_one_that_is_left_out_itself():
    found = nearest_before(
        [
            direction("pca-1", "pca", 1.0, 0.0),
            direction("sefa-1", "sefa", 0.9, 0.436),
            direction("sefa-2", "sefa", 0.6, 0.8),  # near sefa-1 alone
        ]
    )
    assert found[1] == {"id": "pca-1", "cosine": 0.9} and found[2] is None
    assert nearest_before([]) == []


def test_the_answer_carries_it(world):
    known = ask_until(lambda facts: facts["done"], "directions.json?model=shoes")
    ids = {each["id"] for each in known["directions"]}
    assert all(each["like"] is None or each["like"]["id"] in ids for each in known["directions"])
