"""The Dirac-GAN against the closed forms of arXiv 1801.04406, and the browser's against torch's."""

import itertools
import math

import numpy as np
import pytest

from gan_core.flat.dirac import RULES, DiracRules, field, move
from tests.gan_core.flat.engine import NEEDS_NODE, ask

pytestmark = NEEDS_NODE
ORDERS = ("simultaneous", "alternating")
PLACES = [(1.0, 1.0), (-0.7, 0.4), (0.3, -1.8), (2.0, 0.5), (0.0, 0.9)]


def dirac(theta=1.0, psi=1.0, steps=0, **rules):
    job = {"do": "dirac", "rules": rules, "theta": theta, "psi": psi, "steps": steps}
    (answer,) = ask([job])
    return answer


def radius(path):
    return np.hypot(*np.array(path).reshape(-1, 2).T)


@pytest.mark.parametrize("rule", RULES)
def test_the_field_is_the_slope_of_the_losses_of_gan_core(rule):
    jobs = [
        {"do": "dirac", "rules": {"rule": rule}, "theta": theta, "psi": psi, "steps": 0}
        for theta, psi in PLACES
    ]
    for (theta, psi), answer in zip(PLACES, ask(jobs), strict=True):
        expected = field(theta, psi, DiracRules(rule))
        assert answer["field"] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    "rule, order", [*itertools.product(RULES, ("simultaneous", "alternating"))]
)
def test_fifty_steps_go_the_same_way(rule, order):
    answer = dirac(0.9, -0.6, 50, rule=rule, order=order)
    theta, psi = 0.9, -0.6
    for _ in range(50):
        theta, psi = move(theta, psi, DiracRules(rule, order))
    assert answer["path"][-2:] == pytest.approx([theta, psi], abs=1e-9)


def eigen(**rules):
    return sorted((root["re"], root["im"]) for root in dirac(**rules)["eigen"]["field"])


def test_without_a_cure_the_field_turns():
    for rule in ("minimax", "nonsaturating"):
        assert np.allclose(eigen(rule=rule), [(0, -0.5), (0, 0.5)], atol=1e-6)
    assert np.allclose(eigen(rule="wgan_clip"), [(0, -1), (0, 1)], atol=1e-6)


@pytest.mark.parametrize("gamma", [0.3, 0.7, 2.0])
def test_R1_has_its_eigenvalues(gamma):
    inner = gamma**2 / 4 - 0.25
    root = abs(inner) ** 0.5
    expected = [(-gamma / 2, -root), (-gamma / 2, root)]
    if inner > 0:
        expected = [(-gamma / 2 - root, 0), (-gamma / 2 + root, 0)]
    assert np.allclose(eigen(rule="r1", gamma=gamma), expected, atol=1e-3)


def test_consensus_and_noise_have_theirs():
    assert np.allclose(eigen(rule="consensus", gamma=0.8), [(-0.2, -0.5), (-0.2, 0.5)], atol=1e-6)
    root = (0.25 - 0.7**4 / 16) ** 0.5
    assert np.allclose(
        eigen(rule="instance_noise", noise=0.7),
        [(-(0.7**2) / 4, -root), (-(0.7**2) / 4, root)], atol=1e-5,
    )  # fmt: skip
    assert dirac(rule="wgan_gp")["eigen"] is None


@pytest.mark.parametrize("h", [0.2, 0.5, 1.0])
def test_simultaneous_steps_grow_by_the_root_of_1_and_h_squared_quarter(h):
    answer = dirac(1e-3, 0, 40, h=h)
    expected = math.sqrt(1 + h * h / 4)
    assert answer["eigen"]["growth"] == pytest.approx(expected, rel=1e-6)
    r = radius(answer["path"])
    assert (r[-1] / r[0]) ** (1 / 40) == pytest.approx(expected, rel=1e-3)


def test_alternating_steps_stay_on_a_circle():
    r = radius(dirac(0.5, 0, 10_000, order="alternating")["path"])
    turn = 500  # more than a turn, which takes 2 pi / (h / 2) = 63 steps
    assert abs(r[-turn:].max() / r[:turn].max() - 1) < 0.01
    assert dirac(order="alternating", h=3.9)["eigen"]["growth"] == pytest.approx(1, abs=1e-6)
    assert dirac(order="alternating", h=4.0)["words"].endswith(
        "neither comes nearer nor gets away."
    )


@pytest.mark.parametrize("gamma, rate", [(0.3, 0.15), (1.0, 0.5), (2.0, 0.134)])
def test_R1_decays_at_its_rate(gamma, rate):
    h, steps = 0.01, 2000
    r = radius(dirac(1e-3, 1e-3, 2 * steps, rule="r1", gamma=gamma, h=h)["path"])
    # A swing has its extremes at other places of a turn: the envelope, over half a turn of 6.6.
    first, second = (r[k : k + 700].max() for k in (steps - 700, 2 * steps - 700))
    found = -math.log(second / first) / (h * steps)
    assert found == pytest.approx(rate, rel=0.15 if gamma == 1 else 0.02)
    real = max(root["re"] for root in dirac(rule="r1", gamma=gamma)["eigen"]["field"])
    assert -real == pytest.approx(rate, abs=1e-3)


@pytest.mark.parametrize(
    "rules, radius_after",
    [({}, 12), ({"order": "alternating"}, 1), ({"rule": "r1"}, 0)],
    ids=["simultaneous", "alternating", "r1"],
)
def test_500_steps_of_lesson_6_near_the_equilibrium(rules, radius_after):
    r = radius(dirac(1e-3, 0, 500, **rules)["path"])
    assert r[-1] / r[0] == pytest.approx(radius_after, rel=0.06, abs=1e-6)


@pytest.mark.parametrize(
    "wrong", [{"rule": "other"}, {"h": 0}, {"h": "1"}, {"gamma": None}, {"order": "both"}]
)
def test_wrong_rules_are_refused_in_a_sentence(wrong):
    with pytest.raises(AssertionError, match="RangeError: The "):
        dirac(**wrong)
