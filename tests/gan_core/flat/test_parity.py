"""The lab's engine computes what torch computes with the losses and penalties of gan_core."""

import functools
import shutil

import numpy as np
import pytest

from gan_core.flat.settings import DATA, checked
from gan_core.flat.state import put_state, take_state
from gan_core.flat.step import FlatGAN
from tests.gan_core.flat import parity
from tests.gan_core.flat.engine import ENGINE, NEEDS_NODE, ask

pytestmark = NEEDS_NODE
FEW = 4  # steps where faults are looked for
# Settings besides the grid, each of which has formulas of its own.
OTHERS = {
    "label": {"real_label": 0.8},
    "label_least_squares": {"real_label": 0.7, "loss": "least_squares"},
    "clip": {"weight_clip": 0.2, "loss": "wasserstein"},
    "noise": {"instance_noise": 0.3, "r1_gamma": 0.2, "r2_gamma": 0.1},
    "noise_relativistic": {"instance_noise": 0.3, "loss": "relativistic"},
    "ema": {"ema_decay": 0.9},
    "simultaneous": {"order": "simultaneous", "d_steps": 2, "g_steps": 2},
    "many": {"d_steps": 3, "g_steps": 2},
    "frozen_D": {"freeze": "D"},
    "frozen_G": {"freeze": "G"},
    "deep": {"layers_G": 3, "layers_D": 3, "activation": "tanh", "gp_weight": 1, "r2_gamma": 0.1},
    "shallow": {"layers_G": 1, "layers_D": 1, "z_dim": 1, "r1_gamma": 0.3},
    "r2_alone": {"r2_gamma": 0.2},
    "r1_and_gp": {"r1_gamma": 0.2, "gp_weight": 1},
    "odd_sizes": {"width_G": 7, "width_D": 5, "batch_size": 19, "z_dim": 8, "gp_weight": 1},
    **{f"data_{name}": {"data": name} for name in DATA if name not in ("ring8", "drawn")},
    "data_drawn": {"data": "drawn", "points": [[0.1, -0.5], [0.3, 0.7], [-0.9, 0.2]]},
}
OTHERS = {
    name: {"batch_size": 32, "width_G": 12, "width_D": 10, "seed": 11, **some}
    for name, some in OTHERS.items()
}
# One formula each: file, what stands there, and the fault.
FAULTS = [
    ("losses.js", "softplus(-real) + (1 - label)", "softplus(-real) + (2 - label)"),
    ("losses.js", "dReal = -sigmoid(-real) + (1 - label)", "dReal = -sigmoid(-real)"),
    ("losses.js", "dFake = sigmoid(fake);", "dFake = sigmoid(2 * fake);"),
    ("losses.js", "(1 + real) / 2 - label", "(1 + real) / 2 - 1"),
    ("losses.js", "dReal = a / 2", "dReal = a"),
    ("losses.js", "Math.max(0, 1 - real)", "Math.max(0, 2 - real)"),
    ("losses.js", "fake > -1 ? 1 : 0", "fake > 0 ? 1 : 0"),
    ("losses.js", "total += fake - real", "total += real - fake"),
    ("losses.js", "dReal = -1;", "dReal = -2;"),
    ("losses.js", "dFake = sigmoid(fake - real)", "dFake = sigmoid(real - fake)"),
    ("losses.js", "return softplus(-fake)", "return softplus(fake)"),
    ("losses.js", "return -softplus(fake)", "return softplus(-fake)"),
    ("losses.js", "((fake - 1) / 2) ** 2 / 2", "((fake - 1) / 2) ** 2"),
    ("losses.js", "return softplus(real - fake)", "return softplus(fake - real)"),
    ("losses.js", "return -fake; //", "return fake; //"),
    ("losses.js", "return -sigmoid(-fake)", "return -sigmoid(fake)"),
    ("losses.js", "return -sigmoid(fake);", "return -sigmoid(-fake);"),
    ("losses.js", "(fake - 1) / 4", "(fake - 1) / 2"),
    ("losses.js", "return -sigmoid(real - fake)", "return -sigmoid(fake - real)"),
    ("losses.js", "  return -1;", "  return -2;"),
    ("optimizers.js", "theta[k] -= lr * gradient[k]", "theta[k] += lr * gradient[k]"),
    ("optimizers.js", "lr / (1 - beta1 ** t)", "lr"),
    ("optimizers.js", "1 - BETA2 ** t", "1 - BETA2"),
    ("optimizers.js", "(1 - BETA2) * g * g", "(1 - BETA2) * g"),
    ("optimizers.js", "EPSILON = 1e-8", "EPSILON = 1e-6"),
    ("optimizers.js", "Math.max(-bound, theta[k])", "Math.max(0, theta[k])"),
    ("optimizers.js", "* decay; // exact", "* decay * decay; // exact"),
    ("kernels.js", "Math.tanh(y[k])", "Math.atan(y[k])"),
    ("kernels.js", "(1 - slope) / 2", "(1 + slope) / 2"),
    ("kernels.js", "t = W[w3 + i]", "t = W[w2 + i]"),
    ("kernels.js", "c3 * u3", "c2 * u3"),
    ("kernels.js", "dW[b + o] += dy", "dW[b + o] -= dy"),
    ("kernels.js", "1 - h[k] * h[k]", "1 - h[k]"),
    ("kernels.js", "of * h[k] + back[k]", "of * h[k] - back[k]"),
    ("net.js", "-1, slopes, ofOutput", "-1, slopes, slopes"),
    ("net.js", "LEAKY = 0.2", "LEAKY = 0.1"),
    ("net.js", "up[k] * -2 * h[k]", "up[k] * 2 * h[k]"),
    (
        "updates.js",
        "(i < n ? s.r1_gamma : s.r2_gamma) / n",
        "(i < n ? s.r1_gamma : s.r1_gamma) / n",
    ),
    ("updates.js", "this.r1 += square / n", "this.r1 += square"),
    ("updates.js", "const weight = (i < n", "const weight = 2 * (i < n"),
    ("updates.js", "s.gp_weight * 2 * (norm - 1)", "s.gp_weight * 2 * norm"),
    ("updates.js", "t * (D.h[0][2 * n + k] - D.h[0][k])", "t * D.h[0][2 * n + k]"),
    ("updates.js", "s.instance_noise * noise[k]", "noise[k]"),
    ("draws.js", "(word", "(wrong"),  # a comment: a change that is no fault must pass
]


@functools.cache
def expected(name: str, steps: int = FEW):
    return parity.reference({**parity.grid(), **OTHERS}[name], steps)


# For each loss and penalty two of the four pairs of optimiser and activation, which differ in
# both; for the next one the other two.
LONG = {
    name: settings
    for number, (name, settings) in enumerate(parity.grid().items())
    if (number % 4 in (0, 3)) == (number // 4 % 2 == 0)
}


@pytest.fixture(scope="module")
def long_answers():
    return dict(zip(LONG, ask([parity.job(s) for s in LONG.values()]), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_gradients_of_one_step_and_losses_of_200(name, long_answers):
    found = parity.difference(long_answers[name], expected(name, parity.STEPS))
    assert parity.agrees(found), found


def disagreeing(cases, engine=ENGINE):
    answers = ask([parity.job(settings, FEW) for settings in cases.values()], engine)
    return {
        name: found
        for name, answer in zip(cases, answers, strict=True)
        if not parity.agrees(found := parity.difference(answer, expected(name)))
    }


def test_one_step_of_every_loss_penalty_optimiser_and_activation():
    assert not disagreeing(parity.grid())


def test_one_step_of_everything_else_that_can_be_set():
    assert not disagreeing(OTHERS)


@pytest.mark.parametrize("file, formula, fault", FAULTS, ids=lambda text: text.replace("\n", " "))
def test_a_fault_in_one_formula_is_seen(file, formula, fault, tmp_path):
    engine = tmp_path / "engine"
    shutil.copytree(ENGINE, engine)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    text = (engine / file).read_text("utf-8")
    assert text.count(formula) == 1, f"{formula!r} stands in {file} {text.count(formula)} times"
    (engine / file).write_text(text.replace(formula, fault), "utf-8")
    differs = disagreeing({**parity.grid(), **OTHERS}, engine)
    assert bool(differs) == (fault != "(wrong")


@pytest.mark.parametrize("name", ["ema", "simultaneous", "frozen_D", "odd_sizes"])
def test_the_whole_state_is_the_same_and_goes_from_one_to_the_other(name):
    settings = OTHERS[name]
    ((first,), (second,)) = (
        ask([{"do": "train", "settings": settings, "steps": steps}]) for steps in (6, 10)
    )
    gan = FlatGAN(checked(settings))
    for _ in range(6):
        gan.step()
    numbers = np.array(first["state"], dtype=float)
    np.testing.assert_allclose(take_state(gan), numbers, rtol=1e-9, atol=1e-12)
    other = FlatGAN(checked(settings))
    put_state(other, numbers)
    np.testing.assert_array_equal(take_state(other), numbers)
    for _ in range(4):
        other.step()
    np.testing.assert_allclose(
        take_state(other), np.array(second["state"], dtype=float), rtol=1e-9, atol=1e-12
    )
