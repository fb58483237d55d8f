"""Check with PyTorch: agrees with the engine, and takes nothing but what it should."""

import json
import math

import numpy as np
import pytest

from gan_core import GanError
from gan_core.flat.check import CURVES, STEPS, check
from gan_core.flat.settings import checked
from gan_core.flat.state import state_size, take_state
from gan_core.flat.step import FlatGAN
from tests.gan_core.flat.engine import NEEDS_NODE, ask

SMALL = {"batch_size": 32, "width_G": 16, "width_D": 16, "seed": 2, "r1_gamma": 0.1}


def state_of(settings, steps=0):
    gan = FlatGAN(checked(settings))
    for _ in range(steps):
        gan.step()
    return [x if math.isfinite(x) else None for x in take_state(gan).tolist()]


@NEEDS_NODE
@pytest.mark.parametrize("more", [{}, {"optimizer": "sgd", "ema_decay": 0.99}], ids=repr)
def test_100_steps_from_the_state_of_a_browser_agree_within_1e_8(more):
    settings = {**SMALL, **more}
    jobs = [
        {"do": "train", "settings": settings, "steps": steps, "gradients": False}
        for steps in (150, 150 + STEPS)
    ]
    before, after = ask(jobs)
    answer = check(json.loads(json.dumps({"settings": settings, "state": before["state"]})))
    theirs = np.array(after["losses"])[-STEPS:]
    ours = np.array([answer["curves"][name] for name in ("loss_D", "loss_G")]).T
    assert np.abs(ours - theirs[:, :2]).max() < 1e-8
    assert np.abs(np.array(answer["state"]) - np.array(after["state"])).max() < 1e-8


def test_the_answer_is_plain_json_of_100_steps():
    answer = check({"settings": SMALL, "state": state_of(SMALL)})
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert set(answer["curves"]) == set(CURVES)
    assert all(len(curve) == STEPS for curve in answer["curves"].values())


def test_a_lab_that_runs_away_is_answered_with_gaps():
    wild = {**SMALL, "optimizer": "sgd", "lr_D": 10, "lr_G": 10, "loss": "least_squares"}
    answer = check({"settings": wild, "state": state_of(wild)})
    assert None in answer["curves"]["loss_D"]


def with_number(value, at=0):
    state = state_of(SMALL)
    state[at] = value
    return {"settings": SMALL, "state": state}


REFUSED = {
    "nothing": None,
    "a list": [],
    "no state": {"settings": SMALL},
    "more": {"settings": SMALL, "state": [], "more": 1},
    "short": {"settings": SMALL, "state": [0.0] * 5},
    "long": {"settings": SMALL, "state": [0.0] * 200_000},
    "text": with_number("1"),
    "truth": with_number(True),
    "not finite": with_number(math.inf),
    "null for a weight": with_number(None),
    "huge": with_number(10**400),
    "a broken counter": with_number(1.5, -10),
    "a negative counter": with_number(-1, -11),
    "an enormous counter": with_number(1e300, -12),
    "no lab": {"settings": {"lr_G": -1}, "state": []},
    "too wide": {"settings": {"width_G": 128, "width_D": 128, "layers_D": 3}, "state": []},
    "too many updates": {"settings": {"d_steps": 20}, "state": []},
}


@pytest.mark.parametrize("request_", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_in_one_sentence(request_):
    with pytest.raises(GanError) as refused:
        check(request_)
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)


def test_the_size_of_a_state_is_known_without_making_it():
    for some in (SMALL, {"layers_G": 3, "layers_D": 1, "z_dim": 8}):
        assert len(state_of(some)) == state_size(checked(some))
