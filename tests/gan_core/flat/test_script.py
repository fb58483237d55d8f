"""The exported script prints the very losses of the reference."""

import subprocess
import sys

import pytest

from gan_core.flat.course import follow
from gan_core.flat.link import read
from gan_core.flat.points import data_set
from gan_core.flat.script import script

LINKS = [
    "step-40",
    "step-40~loss-relativistic~instance_noise-0.2~order-simultaneous~d_steps-2~seed-9",
    "step-40~loss-minimax~real_label-0.8~gp_weight-1~activation-tanh~data-unequal",
    "step-40~loss-least_squares~optimizer-sgd~lr_G-0.05~freeze-D~data-few~z_dim-1",
    "step-40~loss-wasserstein~weight_clip-0.1~g_steps-2~data-moons~layers_D-3",
    "step-40~loss-hinge~r1_gamma-0.3~r2_gamma-0.1~freeze-G~data-drawn~points-abcdf0aa",
]


# Each runs as a program would; one process loads PyTorch for all of them.
RUN_ALL = """
import runpy, sys
for path in sys.argv[1:]:
    print("script", path)
    runpy.run_path(path, run_name="__main__")
"""


def course_of(link):
    return read(f"{link}~batch_size-24~width_G-8~width_D-9")


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What the script of each link prints."""
    folder = tmp_path_factory.mktemp("scripts")
    for number, link in enumerate(LINKS):
        course = course_of(link)
        points = data_set(course.settings.data, course.settings.points).sampled
        (folder / f"{number}.py").write_text(script(course, points))
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, *(f"{number}.py" for number in range(len(LINKS)))],
        cwd=folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(zip(LINKS, done.stdout.split("script ")[1:], strict=True))


@pytest.mark.parametrize("link", LINKS)
def test_the_script_gives_the_same_losses(link, printed):
    course = course_of(link)
    expected = {}

    def note(gan):
        expected[gan.step_count] = (gan.stats.loss_D, gan.stats.loss_G)

    follow(course, 0, note)
    lines = [line.split() for line in printed[link].splitlines()[1:]]
    assert len(lines) == 20
    for step, *losses in lines:
        assert [float(x) for x in losses] == pytest.approx(expected[int(step)], abs=1e-9)


def test_a_script_says_from_where_on_the_changes_are_left_out():
    course = read("seed-4~step-500~300.loss-hinge~400.lr_G-0.01")
    text = script(course, data_set("ring8").sampled)
    assert "up to step 300:\nthe changes of settings from there on are not made here." in text
    assert "up to step" not in script(read("seed-4~step-500"), data_set("ring8").sampled)


def test_a_change_is_in_force_at_its_step():
    small = "batch_size-8~width_G-4~width_D-4"
    course = read(f"{small}~ema_decay-0.9~step-3~3.ema_decay-0~3.loss-hinge")
    seen = []
    gan = follow(course, 0, lambda gan: seen.append(gan.settings.loss))
    assert seen == ["nonsaturating", "nonsaturating", "hinge"]
    assert gan.settings.ema_decay == 0
