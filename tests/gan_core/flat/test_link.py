"""Links of the lab: there and back, the same in the browser, and hostile ones."""

import random

import pytest

from gan_core import GanError
from gan_core.flat.link import Change, Course, read, write
from gan_core.flat.settings import BY_NAME, DATA, DEFAULTS, FIELDS, checked
from tests.gan_core.flat.engine import NEEDS_NODE, ask


def any_value(field, dice):
    if field.kind == "choice":
        return dice.choice(field.choices)
    if field.kind == "points":
        count = dice.randint(1, 64)
        return [[dice.randint(-500, 500) / 500 for _ in "xy"] for _ in range(count)]
    if field.name == "z_dim":
        return dice.choice([1, 2, 8])
    if field.kind == "whole":
        return dice.randint(int(field.low), int(field.high))
    value = dice.uniform(field.low, field.high)
    return value if field.low or dice.random() < 0.5 else value * 10 ** dice.randint(-8, -1)


def any_course(seed):
    dice = random.Random(seed)
    given = {field.name: any_value(field, dice) for field in FIELDS if dice.random() < 0.6}
    if "points" not in given and given.get("data") == "drawn":
        del given["data"]
    changing = [field for field in FIELDS if not field.restart]
    changes = []
    for k in range(dice.randint(0, 5)):
        field = dice.choice(changing)
        changes.append(Change(100 * k, field.name, any_value(field, dice)))
    return Course(checked(given), dice.randint(0, 1_000_000), changes)


COURSES = [any_course(seed) for seed in range(200)]


def test_200_random_states_go_there_and_back():
    for course in COURSES:
        assert read(write(course)) == course
        assert read(f"http://192.168.0.7:8501/lab?x=1&lab={write(course)}#there") == course
    assert write(read("")) == ""


@NEEDS_NODE
def test_the_browser_reads_and_writes_the_same():
    texts = [write(course) for course in COURSES]
    for text, course, theirs in zip(
        texts, COURSES, ask([{"do": "links", "texts": texts}])[0], strict=True
    ):
        assert theirs["text"] == text and theirs["problem"] == ""
        assert checked(theirs["settings"]) == course.settings and theirs["step"] == course.step
        assert [Change(**change) for change in theirs["changes"]] == course.changes


@NEEDS_NODE
def test_the_browser_has_the_same_table():
    ((theirs),) = ask([{"do": "fields"}])
    assert theirs["defaults"] == DEFAULTS
    for field, other in zip(FIELDS, theirs["fields"], strict=True):
        ours = (field.name, field.title, field.kind, field.restart)
        assert ours == tuple(other[name] for name in ("name", "title", "kind", "restart"))
        if field.kind == "choice":
            assert list(field.choices) == other["choices"]
        elif field.kind != "points":
            assert (field.low, field.high) == (other["low"], other["high"])
    assert BY_NAME["data"].choices == DATA


HOSTILE = [
    "data-moons~data-line", "seed--1", "seed-1.5", "seed-4294967296", "lr_G-NaN", "lr_G-Infinity",
    "lr_G-1e999", "__proto__-1", "points-zzzz", "points-abc", "data-drawn", "width_G-100000",
    "loss-<script>", "step-99999999", "5.seed-3", "7.loss-hinge~3.loss-hinge", "~", "-", "data",
    "a" * 5000, "~".join(["1.loss-hinge"] * 70), "points-" + "0000" * 65, "step-1~step-2",
    "z_dim-3", "lr_G- 1", "lr_G-1\n", "lr_G-\u0661", "seed-\u0967", "?lab=%E0%A4%A",
]  # fmt: skip
LETTERS = "abdeglmnorstw0123456789.-~_e+?&%= <\u00e9\u0661\u2028"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:30]))
def test_a_hostile_link_is_refused_in_one_sentence(text):
    with pytest.raises(GanError) as refused:
        read(text)
    assert "\n" not in str(refused.value) and str(refused.value).endswith(".")


@NEEDS_NODE
def test_the_browser_refuses_what_python_refuses():
    dice = random.Random(1)
    good = "data-moons~lr_G-0.01~seed-7~step-500~300.loss-hinge"
    texts = list(HOSTILE)
    for _ in range(10_000):
        letters = list(good)
        for _ in range(dice.randint(1, 4)):
            letters[dice.randrange(len(good))] = dice.choice(LETTERS)
        texts.append("".join(letters))
    for text, theirs in zip(texts, ask([{"do": "links", "texts": texts}])[0], strict=True):
        try:
            settings = read(text).settings
        except GanError:
            assert theirs["problem"], text
            assert (theirs["step"], theirs["changes"]) == (0, []), text
            settings = checked({})
        else:
            assert not theirs["problem"], text
        assert checked(theirs["settings"]) == settings


@pytest.mark.parametrize(
    "given",
    [
        [], "x", {"seed": True}, {"seed": "1"}, {"lr_G": float("nan")}, {"lr_G": None},
        {"loss": ["hinge"]}, {"points": [[0, 2]]}, {"points": [[0, True]]}, {"points": "ab"},
        {"other": 1}, {"width_G": 3.5}, {"z_dim": 4}, {"seed": 10**400}, {"lr_G": 10**400},
    ],
    ids=repr,
)  # fmt: skip
def test_wrong_settings_are_refused(given):
    with pytest.raises(GanError):
        checked(given)
