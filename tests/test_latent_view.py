"""The Explore page's description: to the address and back, and from there to z."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from gan_core import latents
from gan_core.config import MAX_SEED
from gan_core.errors import GanError
from gan_core.generator import load_generator
from playground import latent_view
from playground.latent_view import LatentView, from_query, from_query_or_default, latent_at
from tests.explore_models import Z_DIM, save_tiny

FULL = LatentView(
    model="run:00001-silhouettes-dcgan-seed0@160", seed_a=MAX_SEED, seed_b=12, t=0.375,
    method="lerp", class_a=0, class_b=2, truncation=0.7, edits_a=((0, 1.25), (3, -4.0)),
    edits_b=((2, 0.01),), first=40, count=80, grid_class=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return load_generator(save_tiny(tmp_path_factory.mktemp("plain") / "G.safetensors"))


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    return load_generator(save_tiny(tmp_path_factory.mktemp("labelled") / "G.safetensors", 3))


@pytest.mark.parametrize("view", [LatentView(), LatentView(model="x"), FULL])
def test_a_view_survives_the_address(view):
    assert from_query(view.to_query()) == view


def test_defaults_stay_out_of_the_address():
    assert LatentView(model="fashion").to_query() == {"model": "fashion"}
    assert FULL.to_query()["class"] == "1"
    assert FULL.to_query()["edits_a"] == "0:1.25,3:-4"


def test_parameters_of_others_are_left_alone():
    assert from_query({"embed": "true", "run": "x", "seed_a": "5"}) == LatentView(seed_a=5)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t", "nan"), ("t", "1e9"), ("t", "-0.1"), ("t", ""), ("t", "0" * 99),
        ("seed_a", "-1"), ("seed_a", "1.5"), ("seed_b", "1e9"), ("seed_b", str(MAX_SEED + 1)),
        ("seed_a", "１"), ("seed_a", "1_0"), ("method", "spline"),
        ("truncation", "0.2"), ("truncation", "inf"), ("truncation", "nan"),
        ("class_a", "-1"), ("class", "shoe"), ("first", str(MAX_SEED)), ("count", "257"),
        ("count", "0"), ("edits_a", "1"), ("edits_a", "1:5"), ("edits_a", "1:nan"),
        ("edits_b", "-1:0"), ("edits_b", "1024:0"), ("edits_b", "1:2,,"),
        ("model", "x" * 200), ("model", "a\x00b"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_one_sentence_and_the_default(name, text):
    with pytest.raises(GanError, match=f"In the address, {name} must be "):
        from_query({name: text})
    view, sentences = from_query_or_default({"seed_b": "9", name: text})
    default = LatentView() if name == "seed_b" else LatentView(seed_b=9)
    assert view == default
    assert len(sentences) == 1 and len(sentences[0]) < 150


def test_methods_are_those_of_the_core():
    assert latent_view.METHODS == latents.METHODS


def test_the_ends_of_the_way_are_the_seeds(plain):
    view = LatentView(seed_a=3, seed_b=8)
    for t, seed in ((0.0, 3), (1.0, 8)):
        z, c = latent_at(plain, view, t)
        assert c is None
        torch.testing.assert_close(z, latents.z_from_seeds([seed], Z_DIM))
        np.testing.assert_array_equal(plain.images(z), plain.sample([seed]))


def test_between_is_the_interpolation_of_the_core(plain):
    a, b = latents.z_from_seeds([3, 8], Z_DIM)
    for method in latents.METHODS:
        z, _ = latent_at(plain, LatentView(seed_a=3, seed_b=8, method=method), 0.25)
        torch.testing.assert_close(z[0], latents.interpolate(a, b, torch.tensor([0.25]), method))


def test_truncation_comes_before_edits(plain):
    view = LatentView(seed_a=3, truncation=0.5, edits_a=((1, 3.5),))
    z, _ = latent_at(plain, view, 0)
    expected = latents.truncate(latents.z_from_seeds([3], Z_DIM), 0.5)
    expected[0, 1] = 3.5
    torch.testing.assert_close(z, expected)


def test_edits_of_b_are_not_edits_of_a(plain):
    z_a, _ = latent_at(plain, LatentView(edits_b=((0, 1.0),)), 0)
    z_b, _ = latent_at(plain, LatentView(edits_b=((0, 1.0),)), 1)
    torch.testing.assert_close(z_a, latents.z_from_seeds([0], Z_DIM))
    assert z_b[0, 0] == 1


def test_classes_go_over_in_a_straight_line(labelled):
    view = LatentView(seed_a=4, seed_b=0, class_b=2)  # seed 4 of 3 classes shows class 1
    for t, weights in ((0, [0, 1, 0]), (0.25, [0, 0.75, 0.25]), (1, [0, 0, 1])):
        _, c = latent_at(labelled, view, t)
        assert c.tolist() == [weights]


def test_what_the_model_does_not_have_is_refused(plain, labelled):
    with pytest.raises(GanError, match="there is no z4"):
        latent_at(plain, LatentView(edits_a=((4, 1.0),)), 0)
    with pytest.raises(GanError, match="without labels"):
        latent_at(plain, LatentView(class_a=0), 0)
    with pytest.raises(GanError, match="0 to 2"):
        latent_at(labelled, LatentView(class_b=3), 0)


def test_the_page_does_not_import_torch():
    modules = "playground.latent_view, playground.model_catalog, playground.image_api"
    code = f"import sys, {modules}, playground.sessions; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
