"""A point as a word: there and back, and one clear refusal for anything else."""

import pytest

from gan_core.config.settings import MAX_SEED
from gan_core.generator import seed_map
from gan_core.generator.keyframes import Keyframe
from playground.explore.point_text import MAX_POINTS, NoPoint, read_point, read_points, write_point

FULL = Keyframe(
    ((10, 0.7), (13, -0.7)), ((3, 1.25), (17, -0.5)), (("brightness", 2.0),),
    ((3, 0.5), (4, 0.5)), scale=0.8,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("12", Keyframe(((12, 1.0),))),
        (str(MAX_SEED), Keyframe(((MAX_SEED, 1.0),))),
        ("10:0.7,13:-0.7~c3:0.5,4:0.5~e3:1.25,17:-0.5~dbrightness:2~s0.8", FULL),
        ("12~c3", Keyframe(((12, 1.0),), classes=((3, 1.0),))),
    ],
)
def test_a_point_is_its_word(text, point):
    assert read_point(text) == point
    assert write_point(point) == text


def test_a_position_on_the_seed_map_is_its_four_seeds():
    assert read_point("@12.5:3.25").seeds == seed_map.corners(12.5, 3.25)
    assert read_point("@-1:0~c2") == Keyframe(((999, 1.0),), classes=((2, 1.0),))


def test_parts_may_stand_in_any_order_and_the_last_edit_of_a_number_counts():
    assert read_point("1~s0.5~c2") == read_point("1~c2~s0.5")
    assert read_point("1~e4:1,2:1,4:3").edits == ((2, 1.0), (4, 3.0))


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "-1", "1.5", "1e9", "１", "1_0", " 1", str(MAX_SEED + 1), "1:nan", "1:1e9",
        "1:inf", "1:0", "1,", "~c1", "@1", "@nan:0", "@1:1e9", "@1:2:3", "1~", "1~x3", "1~c1~c2",
        "1~c0:0", "1~c-1", "1~e1", "1~e1:", "1~e1:1e9", "1~e99999:1", "1~d:2", "1~da", "1~da b:2",
        "1~s-1", "1~s11", "1~snan", "1;2", "1:1,2:1," * 3, ",".join(f"{n}:1" for n in range(17)),
        "1~e" + "1:1," * 20_000,
    ],
)  # fmt: skip
def test_bad_points_are_refused(text):
    with pytest.raises(NoPoint) as refused:
        read_point(text)
    assert 5 < len(str(refused.value)) < 200


def test_points_stand_in_a_row():
    assert read_points("") == ()
    assert read_points("1;2~c3") == (read_point("1"), read_point("2~c3"))
    with pytest.raises(NoPoint, match="at most 256"):
        read_points(";".join(["1"] * (MAX_POINTS + 1)))
