"""python -m gan_core lab LINK."""

import io

import pytest
from PIL import Image

from gan_core.__main__ import main

LINK = "http://192.168.0.9:8501/lab?lab=batch_size-16~width_G-8~width_D-8~step-30~20.lr_G-0.01"


def test_a_link_is_continued_and_scored(tmp_path, capsys):
    animation, code = tmp_path / "new" / "a.gif", tmp_path / "run.py"
    arguments = ["lab", LINK, "--steps", "15", "--out", str(animation), "--script", str(code)]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    names = [line.split()[0] for line in said.splitlines()]
    assert {"js", "js_perfect", "modes", "floor_D", "loss_D", "loss_G"} <= set(names)
    assert str(animation) in said and str(code) in said
    with Image.open(io.BytesIO(animation.read_bytes())) as image:
        assert image.n_frames == 45 and image.size == (400, 400)
    compile(code.read_text(), "run.py", "exec")


def test_the_score_depends_on_the_change_on_the_way(capsys):
    main(["lab", LINK])
    first = capsys.readouterr().out
    main(["lab", LINK])
    assert capsys.readouterr().out == first
    main(["lab", LINK.replace("20.lr_G-0.01", "20.lr_G-0.02")])
    assert capsys.readouterr().out != first


@pytest.mark.filterwarnings("error")
def test_a_gan_that_runs_away_has_a_score_and_an_animation(tmp_path, capsys):
    wild = "loss-least_squares~optimizer-sgd~lr_G-10~lr_D-10~batch_size-4~width_G-4~width_D-4"
    assert main(["lab", wild, "--steps", "60", "--out", str(tmp_path / "a.gif")]) == 0
    assert "modes        0" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["seed--1"], "The seed must be 0 to 4294967295."),
        (
            ["http://192.168.0.9:8501/lab?view=pair"],
            "This address holds no run (no lab=); Copy link on the page gives one.",
        ),
        (["nonsense"], 'The link has no setting "nonsense".'),
        (["", "--steps", "-1"], "--steps must be 0 to 1,000,000."),
        (["", "--out", "a.mp4"], "--out must end in .gif, not .mp4."),
        (["", "--script", "run"], "--script must end in .py, not nothing."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments, sentence, capsys):
    assert main(["lab", *arguments]) == 2
    assert capsys.readouterr().err == f"gan_core: {sentence}\n"
