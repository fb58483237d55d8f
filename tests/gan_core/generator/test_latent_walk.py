"""Walks through key points, and the file of key points: plain definitions, limits, the way back."""

import dataclasses
import json

import pytest
import torch

from gan_core import GanError
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latent_walk as studio
from gan_core.generator import latents
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
    return studio.key_z([key], Z_DIM, directions)[0]


def drawn(number):
    return z_from_seeds([number], Z_DIM)[0]


# key points


def test_a_plain_seed_is_the_seed_itself():
    assert torch.equal(z_of(seed(7)), drawn(7))
    assert torch.equal(z_of(Keyframe(((7, 3.0),))), drawn(7))


def test_a_blend_is_as_normal_as_one_draw():
    blends = [
        Keyframe(((4 * n, 1.0), (4 * n + 1, -1.0), (4 * n + 2, 1.0), (4 * n + 3, 0.2)))
        for n in range(2000)
    ]
    z = studio.key_z(blends, Z_DIM)
    assert abs(z.std() - 1) < 5 / (2 * z.numel()) ** 0.5  # five standard errors


def test_a_minus_b_plus_c_is_what_it_says():
    a, b, c = map(drawn, (1, 2, 3))
    expected = (a - b + c) / 3**0.5
    found = z_of(Keyframe(((1, 1.0), (2, -1.0), (3, 1.0))))
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(z_of(Keyframe(((1, 1.0), (1, -1.0), (3, 1.0)))), c)


def test_truncation_then_edits_then_directions():
    direction = torch.nn.functional.normalize(torch.arange(1.0, Z_DIM + 1), dim=0)
    key = seed(5, truncation=0.5, edits=((2, 3.5),), directions=(("up", -2.0),))
    expected = latents.truncate(drawn(5), 0.5)
    expected[2] = 3.5
    torch.testing.assert_close(z_of(key, {"up": direction}), expected - 2 * direction)


def test_what_a_model_does_not_have_is_refused():
    with pytest.raises(GanError, match="no z12"):
        z_of(seed(0, edits=((12, 1.0),)))
    with pytest.raises(GanError, match='direction "up"'):
        z_of(seed(0, directions=(("up", 1.0),)))
    with pytest.raises(GanError, match="without labels"):
        studio.key_weights([seed(0, classes=((0, 1.0),))], 0)
    with pytest.raises(GanError, match="0 to 9"):
        studio.key_weights([seed(0, classes=((10, 1.0),))], 10)


def test_class_weights_are_shares():
    keys = [
        seed(13), seed(13, classes=((0, 1.0), (9, 3.0))),
        Keyframe(((1, 1.0), (2, -1.0), (3, 3.0))), Keyframe(((4, -2.0),)),
    ]  # fmt: skip
    rows = studio.key_weights(keys, 10)
    assert rows[0].tolist() == torch.eye(10)[3].tolist()
    assert rows[1, [0, 9]].tolist() == [0.25, 0.75]
    assert rows[2, [1, 2, 3]].tolist() == [0.25, 0, 0.75]
    assert rows[3, 4] == 1
    torch.testing.assert_close(rows.sum(dim=1), torch.ones(4))
    assert studio.key_weights([seed(13)], 0) is None


# walks


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("count", [2, 3, MAX_KEYS])
def test_a_walk_passes_every_key_point(count, loop, method):
    keys = z_from_seeds(range(count), Z_DIM)
    segments = [Segment(3 + n, method, EASINGS[n % 4]) for n in range(count - (not loop))]
    z = studio.sequence(keys, segments, loop)
    starts = [sum(s.frames for s in segments[:n]) for n in range(len(segments))]
    torch.testing.assert_close(z[starts], keys[: len(segments)])
    if loop:  # the frame after the last one is the first
        assert len(z) == sum(segment.frames for segment in segments)
    else:
        torch.testing.assert_close(z[-1], keys[-1])


@pytest.mark.parametrize("method", METHODS)
def test_without_easing_it_is_the_plain_walk(method):
    walk = through_seeds((3, 9, 4), 9, method)
    z, c = studio.walk_latents(walk, Z_DIM, 0)
    expected = latents.walk(z_from_seeds([3, 9, 4], Z_DIM), 9, method)
    torch.testing.assert_close(z, expected)
    assert c is None


@pytest.mark.parametrize("easing", EASINGS)
def test_easing_goes_from_0_to_1_and_never_back(easing):
    t = studio.eased(torch.linspace(0, 1, 101), easing)
    assert t[0] == 0 and t[-1] == 1 and (t.diff() > 0).all()
    speed_at_ends = (t[1] * 100, (1 - t[-2]) * 100)
    slow = {"linear": (False, False), "smooth": (True, True), "in": (True, False),
            "out": (False, True)}[easing]  # fmt: skip
    assert tuple(bool(speed < 0.1) for speed in speed_at_ends) == slow


def test_classes_go_over_in_straight_lines():
    keys = (seed(0, classes=((1, 1.0),)), seed(1, classes=((2, 1.0),)))
    _, c = studio.walk_latents(Walk(keys, (Segment(4, "slerp"),)), Z_DIM, 3)
    assert c[:, 2].tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert (c.sum(dim=1) == 1).all()


@pytest.mark.parametrize("method", METHODS)
def test_sixteen_times_the_same_key_point_stands_still(method):
    walk = Walk((seed(3),) * 16, (Segment(5, method),) * 15)
    z, _ = studio.walk_latents(walk, Z_DIM, 0)
    torch.testing.assert_close(z, drawn(3).expand(76, -1))


@pytest.mark.parametrize(
    "seeds, frames, loop",
    [((1, 2), 2, False), ((1, 2, 3), 60, False), ((1, 2, 3), 3, True), ((5, 5), 61, True)],
)
def test_frames_are_spread_evenly_and_add_up(seeds, frames, loop):
    walk = through_seeds(seeds, frames, loop=loop)
    lengths = [segment.frames for segment in walk.segments]
    assert walk.frames == frames == len(studio.walk_latents(walk, Z_DIM, 0)[0])
    assert max(lengths) - min(lengths) <= 1


# the file


def rich_walk():
    keys = (
        seed(1, truncation=1.5),
        seed(2, edits=((0, -1.25), (3, 2.0)), classes=((1, 0.5), (2, 0.5))),
        Keyframe(((1, 0.25), (2, 0.75)), directions=(("pca-1", -2.0),)),
    )
    return Walk(keys, (Segment(1), Segment(30, "lerp", "smooth"), Segment(7, easing="out")), True)


def test_a_file_loads_again_as_the_same_walk():
    text = json.dumps(rich_walk().to_json(), allow_nan=False)
    assert from_json(json.loads(text)) == from_json(rich_walk().to_json()) == rich_walk()


def test_a_file_written_by_hand_may_name_plain_seeds():
    value = rich_walk().to_json() | {"keys": [{"seed": 3}, {"seed": 4}], "segments": [{}],
                                     "loop": False}  # fmt: skip
    assert from_json(value) == Walk((seed(3), seed(4)), (Segment(),))


def broken(**changes):
    return rich_walk().to_json() | changes


BROKEN_KEYS = (
    3, None, [], {"sed": 1}, {"seed": -1}, {"seed": 2**32}, {"seed": 1.5}, {"seed": True},
    {"seed": "1"}, {"seed": 1, "edits": [[0, float("nan")]]}, {"seed": 1, "edits": [[0]]},
    {"seed": 1, "edits": {"0": 1}}, {"seed": 1, "edits": [[0, 1e9]]}, {"seed": 1, "edits": 5},
    {"seed": 1, "classes": [[0, -1.0]]}, {"seed": 1, "classes": [[0, 0.0]]},
    {"seed": 1, "truncation": 0}, {"seed": 1, "truncation": float("inf")}, {"seeds": []},
    {"seeds": [[1, 0.0]]}, {"seeds": [[1, 1.0], [1, -1.0]]}, {"seeds": [[n, 1] for n in range(99)]},
    {"seed": 1, "directions": [["", 1.0]]}, {"seed": 1, "directions": [["x" * 99, 1.0]]},
    {"seed": 1, "directions": [[1, 1.0]]}, {"seed": {}}, {"seeds": [[[], 1.0]]},
)  # fmt: skip
BROKEN_SEGMENTS = (
    3, {"frames": 0}, {"frames": 601}, {"frames": 2.5}, {"frames": None}, {"method": "cubic"},
    {"easing": "bounce"}, {"method": []}, {"speed": 1},
)  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, "walk", broken(format="other"), broken(keys=[]), broken(keys=3),
        broken(segments=[]), broken(loop=False), broken(loop="yes"),
        broken(keys=[{"seed": 1}] * 17),
        broken(keys=[{"seed": 1}] * 5, segments=[{"frames": 600}] * 5),
        *(broken(keys=[key] * 3) for key in BROKEN_KEYS),
        *(broken(segments=[segment] * 3) for segment in BROKEN_SEGMENTS),
    ],
)  # fmt: skip
def test_what_is_no_file_of_key_points_is_one_sentence(value):
    with pytest.raises(GanError) as refused:
        from_json(value)
    assert str(refused.value).endswith(".") and len(str(refused.value)) < 250


def test_every_field_survives():
    assert {field.name for field in dataclasses.fields(Keyframe)} == set(
        rich_walk().to_json()["keys"][0]
    )
