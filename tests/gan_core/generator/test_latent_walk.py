"""Latent walks through keyframes, and the file of keyframes: definitions, limits, round trip."""

import dataclasses
import json

import pytest
import torch

from gan_core import GanError
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latent_walk, latents
from gan_core.generator.keyframes import (
    EASINGS,
    MAX_KEYS,
    METHODS,
    Keyframe,
    Segment,
    Walk,
    from_json,
    through_seeds,
)

Z_DIM = 12


def seed(number, **more):
    return Keyframe(((number, 1.0),), **more)


def z_of(key, directions=None):
    return latent_walk.key_z([key], Z_DIM, directions)[0]


def z_of_seed(number):
    return z_from_seeds([number], Z_DIM)[0]


# keyframes


def test_a_plain_seed_has_the_z_of_the_seed():
    assert torch.equal(z_of(seed(7)), z_of_seed(7))
    assert torch.equal(z_of(Keyframe(((7, 3.0),))), z_of_seed(7))


def test_a_blend_is_normally_distributed():
    blends = [
        Keyframe(((4 * n, 1.0), (4 * n + 1, -1.0), (4 * n + 2, 1.0), (4 * n + 3, 0.2)))
        for n in range(2000)
    ]
    z = latent_walk.key_z(blends, Z_DIM)
    assert abs(z.std() - 1) < 5 / (2 * z.numel()) ** 0.5  # five standard errors


def test_a_minus_b_plus_c_is_the_normalised_sum():
    a, b, c = map(z_of_seed, (1, 2, 3))
    expected = (a - b + c) / 3**0.5
    found = z_of(Keyframe(((1, 1.0), (2, -1.0), (3, 1.0))))
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(z_of(Keyframe(((1, 1.0), (1, -1.0), (3, 1.0)))), c)


def test_truncation_then_edits_then_directions():
    direction = torch.nn.functional.normalize(torch.arange(1.0, Z_DIM + 1), dim=0)
    key = seed(5, truncation=0.5, edits=((2, 3.5),), directions=(("up", -2.0),))
    expected = latents.truncate(z_of_seed(5), 0.5)
    expected[2] = 3.5
    torch.testing.assert_close(z_of(key, {"up": direction}), expected - 2 * direction)


def test_unknown_dimensions_directions_and_classes_are_refused():
    with pytest.raises(GanError, match="no z12"):
        z_of(seed(0, edits=((12, 1.0),)))
    with pytest.raises(GanError, match='direction "up"'):
        z_of(seed(0, directions=(("up", 1.0),)))
    with pytest.raises(GanError, match="without labels"):
        latent_walk.key_weights([seed(0, classes=((0, 1.0),))], 0)
    with pytest.raises(GanError, match="0 to 9"):
        latent_walk.key_weights([seed(0, classes=((10, 1.0),))], 10)


def test_class_weights_sum_to_1():
    keys = [
        seed(13), seed(13, classes=((0, 1.0), (9, 3.0))),
        Keyframe(((1, 1.0), (2, -1.0), (3, 3.0))), Keyframe(((4, -2.0),)),
    ]  # fmt: skip
    rows = latent_walk.key_weights(keys, 10)
    assert rows[0].tolist() == torch.eye(10)[3].tolist()
    assert rows[1, [0, 9]].tolist() == [0.25, 0.75]
    assert rows[2, [1, 2, 3]].tolist() == [0.25, 0, 0.75]
    assert rows[3, 4] == 1
    torch.testing.assert_close(rows.sum(dim=1), torch.ones(4))
    assert latent_walk.key_weights([seed(13)], 0) is None


# walks


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("count", [2, 3, MAX_KEYS])
def test_a_walk_passes_through_every_keyframe(count, loop, method):
    keys = z_from_seeds(range(count), Z_DIM)
    segments = [Segment(3 + n, method, EASINGS[n % 4]) for n in range(count - (not loop))]
    z = latent_walk.interpolate_z(keys, segments, loop)
    starts = [sum(s.frames for s in segments[:n]) for n in range(len(segments))]
    torch.testing.assert_close(z[starts], keys[: len(segments)])
    if loop:  # the frame after the last one is the first
        assert len(z) == sum(segment.frames for segment in segments)
    else:
        torch.testing.assert_close(z[-1], keys[-1])


@pytest.mark.parametrize("method", METHODS)
def test_without_easing_it_is_interpolation_in_equal_steps(method):
    walk = through_seeds((3, 9, 4), 9, method)
    z, c = latent_walk.walk_latents(walk, Z_DIM, 0)
    first, second, third = z_from_seeds([3, 9, 4], Z_DIM)
    quarters = torch.arange(4)[:, None] / 4
    halves = (latents.interpolate(*ends, quarters, method)
              for ends in ((first, second), (second, third)))  # fmt: skip
    torch.testing.assert_close(z, torch.cat([*halves, third[None]]))
    assert c is None


@pytest.mark.parametrize("easing", EASINGS)
def test_easing_increases_from_0_to_1(easing):
    t = latent_walk.eased(torch.linspace(0, 1, 101), easing)
    assert t[0] == 0 and t[-1] == 1 and (t.diff() > 0).all()
    speed_at_ends = (t[1] * 100, (1 - t[-2]) * 100)
    slow = {"linear": (False, False), "smooth": (True, True), "in": (True, False),
            "out": (False, True)}[easing]  # fmt: skip
    assert tuple(bool(speed < 0.1) for speed in speed_at_ends) == slow


def test_class_weights_are_interpolated_linearly():
    keys = (seed(0, classes=((1, 1.0),)), seed(1, classes=((2, 1.0),)))
    _, c = latent_walk.walk_latents(Walk(keys, (Segment(4, "slerp"),)), Z_DIM, 3)
    assert c[:, 2].tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert (c.sum(dim=1) == 1).all()


@pytest.mark.parametrize("method", METHODS)
def test_equal_keyframes_give_equal_frames(method):
    walk = Walk((seed(3),) * 16, (Segment(5, method),) * 15)
    z, _ = latent_walk.walk_latents(walk, Z_DIM, 0)
    torch.testing.assert_close(z, z_of_seed(3).expand(76, -1))


@pytest.mark.parametrize(
    "seeds, frames, loop",
    [((1, 2), 2, False), ((1, 2, 3), 60, False), ((1, 2, 3), 3, True), ((5, 5), 61, True)],
)
def test_frames_are_spread_evenly_over_segments(seeds, frames, loop):
    walk = through_seeds(seeds, frames, loop=loop)
    lengths = [segment.frames for segment in walk.segments]
    assert walk.frames == frames == len(latent_walk.walk_latents(walk, Z_DIM, 0)[0])
    assert max(lengths) - min(lengths) <= 1


# the file


def rich_walk():
    keys = (
        seed(1, truncation=1.5),
        seed(2, edits=((0, -1.25), (3, 2.0)), classes=((1, 0.5), (2, 0.5))),
        Keyframe(((1, 0.25), (2, 0.75)), directions=(("pca-1", -2.0),)),
    )
    return Walk(keys, (Segment(1), Segment(30, "lerp", "smooth"), Segment(7, easing="out")), True)


def test_a_walk_survives_its_file():
    text = json.dumps(rich_walk().to_json(), allow_nan=False)
    assert from_json(json.loads(text)) == from_json(rich_walk().to_json()) == rich_walk()


def test_a_file_written_by_hand_may_use_plain_seeds():
    value = rich_walk().to_json() | {"keys": [{"seed": 3}, {"seed": 4}], "segments": [{}],
                                     "loop": False}  # fmt: skip
    assert from_json(value) == Walk((seed(3), seed(4)), (Segment(),))


def damaged(**changes):
    return rich_walk().to_json() | changes


DAMAGED_KEYS = (
    3, None, [], {"sed": 1}, {"seed": -1}, {"seed": 2**32}, {"seed": 1.5}, {"seed": True},
    {"seed": "1"}, {"seed": 1, "edits": [[0, float("nan")]]}, {"seed": 1, "edits": [[0]]},
    {"seed": 1, "edits": {"0": 1}}, {"seed": 1, "edits": [[0, 1e9]]}, {"seed": 1, "edits": 5},
    {"seed": 1, "classes": [[0, -1.0]]}, {"seed": 1, "classes": [[0, 0.0]]},
    {"seed": 1, "truncation": 0}, {"seed": 1, "truncation": float("inf")}, {"seeds": []},
    {"seeds": [[1, 0.0]]}, {"seeds": [[1, 1.0], [1, -1.0]]}, {"seeds": [[n, 1] for n in range(99)]},
    {"seed": 1, "directions": [["", 1.0]]}, {"seed": 1, "directions": [["x" * 99, 1.0]]},
    {"seed": 1, "directions": [[1, 1.0]]}, {"seed": {}}, {"seeds": [[[], 1.0]]},
)  # fmt: skip
DAMAGED_SEGMENTS = (
    3, {"frames": 0}, {"frames": 601}, {"frames": 2.5}, {"frames": None}, {"method": "cubic"},
    {"easing": "bounce"}, {"method": []}, {"speed": 1},
)  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, "walk", damaged(format="other"), damaged(keys=[]), damaged(keys=3),
        damaged(segments=[]), damaged(loop=False), damaged(loop="yes"),
        damaged(keys=[{"seed": 1}] * 17),
        damaged(keys=[{"seed": 1}] * 5, segments=[{"frames": 600}] * 5),
        *(damaged(keys=[key] * 3) for key in DAMAGED_KEYS),
        *(damaged(segments=[segment] * 3) for segment in DAMAGED_SEGMENTS),
    ],
)  # fmt: skip
def test_an_invalid_file_of_keyframes_is_refused_in_one_sentence(value):
    with pytest.raises(GanError) as refused:
        from_json(value)
    assert str(refused.value).endswith(".") and len(str(refused.value)) < 250


def test_the_file_contains_every_field():
    assert {field.name for field in dataclasses.fields(Keyframe)} == set(
        rich_walk().to_json()["keys"][0]
    )
