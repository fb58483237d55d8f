"""The Explore page's view: to the address and back, and from there to z."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
import torch

from gan_core import GanError
from gan_core.config.settings import MAX_SEED
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latent_walk, latents
from gan_core.generator.keyframes import METHODS, Segment
from gan_core.generator.session import load_generator
from playground.explore import view_latents
from playground.explore.latent_view import (
    OLD_TABS,
    TABS,
    LatentView,
    from_query,
    from_query_or_default,
)
from playground.explore.point_text import read_point, write_point
from tests.playground.explore.explore_models import Z_DIM, save_tiny

FULL = LatentView(
    model="run:00001-silhouettes-dcgan-seed0@160", against="shoes", tab="walk", point="@3.5:2~c1",
    seed_a=str(MAX_SEED), seed_b="12:0.6,13:0.8~c0:0.5,2:0.5~e0:1.25,3:-4", t=0.375, method="lerp",
    keys="1;2;3~c1", ways="5:lerp:linear;9:slerp:out;2:slerp:in", loop=True, frame=7, mix="1;2;3",
    nudge=0.5, batch=2, truncation=0.7, noise=0.5, first=40, count=80, grid_class=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return load_generator(save_tiny(tmp_path_factory.mktemp("plain") / "G.safetensors"))


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    return load_generator(save_tiny(tmp_path_factory.mktemp("labelled") / "G.safetensors", 3))


@pytest.mark.parametrize("view", [LatentView(), LatentView(model="x"), FULL])
def test_a_view_survives_the_address(view):
    assert from_query(view.texts()) == view


def test_every_view_has_the_same_parameters():
    assert FULL.texts()["class"] == "1" and FULL.texts()["loop"] == "1"
    assert LatentView().texts().keys() == FULL.texts().keys()


def test_parameters_of_others_are_left_alone():
    assert from_query({"embed": "true", "run": "x", "seed_a": "5"}) == LatentView(seed_a="5")


def test_old_links_keep_the_class_and_the_edits_of_their_endpoints():
    old = {"seed_a": "5", "class_a": "3", "edits_a": "0:1.5,7:-2", "class_b": "1"}
    assert from_query(old) == LatentView(seed_a="5~c3~e0:1.5,7:-2", seed_b="13~c1")
    assert from_query({"seed_a": "5~c2", "class_a": "3"}) == LatentView(seed_a="5~c2")
    view, sentences = from_query_or_default({"seed_a": "5", "class_a": "shoe"})
    assert view == LatentView() and sentences[0].startswith("In the address, seed_a must be ")


def test_old_links_open_the_tab_that_has_another_name_now():
    for old, new in OLD_TABS.items():
        assert from_query({"tab": old, "seed_a": "5"}) == LatentView(tab=new, seed_a="5")
        assert new in TABS and old not in TABS
    assert from_query({"tab": "between"}) == LatentView()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t", "nan"), ("t", "1e9"), ("t", "-0.1"), ("t", ""), ("t", "0" * 99),
        ("seed_a", "-1"), ("seed_a", "1.5"), ("seed_b", "1e9"), ("seed_b", str(MAX_SEED + 1)),
        ("seed_a", "１"), ("seed_a", "1~cshoe"), ("point", "nan"), ("point", "@1e9:nan"),
        ("method", "spline"), ("tab", "elsewhere"), ("noise", "nan"), ("noise", "-1"),
        ("truncation", "0.2"), ("truncation", "inf"), ("truncation", "nan"),
        ("class", "shoe"), ("first", str(MAX_SEED)), ("count", "257"), ("count", "0"),
        ("keys", "1"), ("keys", ";".join("1" * 17)), ("keys", "1;x"), ("ways", "5"),
        ("ways", "0:slerp:linear"), ("ways", "5:slerp:sudden"), ("ways", "1e9:slerp:in"),
        ("loop", "2"), ("frame", "-1"), ("frame", "1e9"), ("mix", "1;2"), ("mix", "1;2;3;4"),
        ("nudge", "2"), ("nudge", "nan"), ("batch", "x"),
        ("model", "x" * 200), ("model", "a\x00b"), ("against", "a\x00b"),
    ],
)  # fmt: skip
def test_a_bad_value_is_one_sentence_and_the_default(name, text):
    with pytest.raises(GanError, match=f"In the address, {name} must be "):
        from_query({name: text})
    view, sentences = from_query_or_default({"seed_b": "9", name: text})
    default = LatentView() if name == "seed_b" else LatentView(seed_b="9")
    assert view == default
    assert len(sentences) == 1 and len(sentences[0]) < 200


def seed_z(seed):
    return z_from_seeds([seed], Z_DIM)


def test_methods_are_those_of_the_core():
    assert METHODS == latents.METHODS


def test_a_path_begins_and_ends_at_the_seeds(plain):
    view = LatentView(seed_a="3", seed_b="8")
    z, c = view_latents.interpolated(plain, view, (0.0, 1.0))
    assert c is None
    torch.testing.assert_close(z, z_from_seeds([3, 8], Z_DIM))
    np.testing.assert_array_equal(plain.images(z), plain.sample([3, 8]))


def test_interpolation_is_that_of_the_core(plain):
    a, b = z_from_seeds([3, 8], Z_DIM)
    for method in latents.METHODS:
        view = LatentView(seed_a="3", seed_b="8", method=method, t=0.25)
        z, _ = view_latents.of_current(plain, view)
        torch.testing.assert_close(z[0], latents.interpolate(a, b, torch.tensor([0.25]), method))


def test_truncation_comes_before_edits_and_noise_last(plain):
    view = LatentView(tab="seed-map", point="3~e1:3.5", truncation=0.5, noise=0.5)
    z, _ = view_latents.of_current(plain, view)
    expected = latents.truncate(seed_z(3), 0.5)
    expected[0, 1] = 3.5
    torch.testing.assert_close(z, expected / 2)


def test_class_weights_are_interpolated_by_lerp(labelled):
    view = LatentView(seed_a="4", seed_b="0~c2")  # seed 4 of 3 classes shows class 1
    _, c = view_latents.interpolated(labelled, view, (0, 0.25, 1))
    assert c.tolist() == [[0, 1, 0], [0, 0.75, 0.25], [0, 0, 1]]


def test_what_the_model_does_not_have_is_refused(plain, labelled):
    with pytest.raises(GanError, match="there is no z4"):
        view_latents.of_current(plain, LatentView(seed_a="1~e4:1"))
    with pytest.raises(GanError, match="without labels"):
        view_latents.of_current(plain, LatentView(seed_a="1~c0"))
    with pytest.raises(GanError, match="0 to 2"):
        view_latents.of_current(labelled, LatentView(seed_b="1~c3"))


WALK = LatentView(tab="walk", keys="1;2;3", ways="4:slerp:linear;4:lerp:smooth")


def test_the_playhead_passes_every_keyframe_and_stays_at_the_last(plain):
    for frame, seed in ((0, 1), (4, 2), (8, 3), (99, 3)):
        z, _ = view_latents.of_current(plain, dataclasses.replace(WALK, frame=frame))
        torch.testing.assert_close(z, seed_z(seed))


def test_a_walk_takes_its_segments_and_fills_up_with_the_default():
    assert WALK.segments() == (Segment(4), Segment(4, "lerp", "smooth"))
    assert LatentView(keys="1;2;3", loop=True).segments() == (Segment(easing="smooth"),) * 3
    assert len(LatentView(keys="1;2", ways=WALK.ways).segments()) == 1


def test_one_method_for_the_whole_walk(plain):
    by_slerp, _ = view_latents.of_frames(plain, WALK, [6], "slerp")
    torch.testing.assert_close(by_slerp[0], latents.interpolate(
        *seed_z(2), *seed_z(3), torch.tensor(0.5), "slerp"))  # fmt: skip


def test_sixteen_times_the_same_keyframe_stands_still(plain):
    view = LatentView(tab="walk", keys=";".join(["7"] * 16), loop=True)
    z, _ = view_latents.of_frames(plain, view, None)
    torch.testing.assert_close(z, seed_z(7).expand_as(z))


VIEWS = (
    LatentView(seed_a="3", seed_b="8~c1", t=0.3), LatentView(seed_a="3", seed_b="8", t=1.0),
    LatentView(seed_a="3:0.6,5:0.8~e1:2", seed_b="8", method="lerp", noise=0.5),
    dataclasses.replace(WALK, frame=3, noise=0.8), dataclasses.replace(WALK, frame=6),
    LatentView(tab="arithmetic", mix="1;2;3~c2"), LatentView(tab="seed-map", point="@1.5:2.25"),
    LatentView(tab="classes", point="4~c0:0.5,2:0.5"),
)  # fmt: skip


@pytest.mark.parametrize("view", VIEWS)
def test_the_current_image_goes_along_to_another_tab(view, labelled):
    text = write_point(view_latents.current_point(labelled, view))
    elsewhere = LatentView(tab="classes", point=text, noise=view.noise)
    here = view_latents.of_current(labelled, view)
    there = view_latents.of_current(labelled, elsewhere)
    for one, other in zip(here, there, strict=True):
        torch.testing.assert_close(one, other, atol=2e-4, rtol=1e-3)


def test_points_are_drawn_as_they_say(labelled):
    points = [read_point(word) for word in ("3", "@1.5:2", "3~c2")]
    z, c = view_latents.of_points(labelled, LatentView(), points)
    torch.testing.assert_close(z, latent_walk.key_z(points, Z_DIM))
    assert c[0].tolist() == [1, 0, 0] and c[2].tolist() == [0, 0, 1]


def test_the_page_does_not_import_torch():
    modules = ("explore.view_latents", "explore.routes", "shared.model_catalog", "shared.sessions")
    names = ", ".join(f"playground.{module}" for module in modules)
    code = f"import sys, {names}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
