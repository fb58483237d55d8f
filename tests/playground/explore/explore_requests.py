"""Asking the routes of Explore without a server."""

import io
import time

import numpy as np
from PIL import Image

from playground.explore.routes import explore_routes
from tests.playground.explore.explore_models import Answer, get


def ask(address, **headers) -> Answer:
    """What a GET below /api/explore answers."""
    return get(explore_routes, f"/api/explore/{address}", **headers)


def ask_json(address):
    answer = ask(address)
    assert answer.status == 200, answer.body
    return answer.json()


def ask_until(done, address):
    """The first JSON answer of which `done` is true."""
    for _ in range(600):
        facts = ask_json(address)
        if done(facts):
            return facts
        time.sleep(0.05)
    raise AssertionError(f"{address} never ended")


def raw(address):
    """Plain pixels, uint8 [N, H, W, C]."""
    answer = ask(address)
    assert answer.status == 200, answer.body
    assert answer.headers["cache-control"] == "no-store"
    shape = tuple(map(int, answer.headers["x-shape"].split(",")))
    return np.frombuffer(answer.body, np.uint8).reshape(shape)


def png(address):
    """The pixels of a PNG, uint8 [H, W] where it is grey."""
    answer = ask(address)
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"] == "image/png"
    return np.array(Image.open(io.BytesIO(answer.body)))
