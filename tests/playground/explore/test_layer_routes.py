"""Layers: feature maps, and the image without some channels."""

import numpy as np

from tests.playground.explore.explore_requests import ask_json, raw


def test_layers_and_their_maps_are_shown(world):
    found = ask_json("layers.json?model=shoes&tab=seed-map&point=3")["layers"]
    assert [layer["kind"] for layer in found] == ["ReLU", "ReLU"]
    for layer in found:
        maps = raw(f"feature_maps.raw?model=shoes&tab=seed-map&point=3&layer={layer['name']}")
        assert maps.shape == (layer["channels"], layer["side"], layer["side"], 1)


def test_a_channel_can_be_switched_off(world, session):
    address = "without.raw?model=shoes&tab=seed-map&point=4&layer=stages.2"
    whole, less = raw(f"{address}&off=0,1,2,3")
    assert np.array_equal(whole, session.sample([4])[0]) and (whole != less).any()
    same, also = raw(address)
    assert np.array_equal(same, also)
