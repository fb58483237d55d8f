"""inspect: what a person reads about their images before training."""

import json

import pytest

from gan_core.__main__ import main
from tests.gan_core.data.sample_files import encoded, write


@pytest.fixture
def photos(environment):
    files = {f"{kind}/{n}.png": encoded() for kind in ("cat", "dog") for n in range(3)}
    return write(environment / "photos", {**files, "cat/cut.png": encoded()[:50], "a.txt": b"x"})


def test_it_says_what_is_there_and_what_is_left_out(photos, capfd):
    assert main(["inspect", str(photos)]) == 0
    out = capfd.readouterr().out
    assert "6 images in 2 classes." in out and "  cat: 3\n  dog: 3\n" in out
    assert "1 text file (a.txt)" in out and "1 damaged image (cat/cut.png)" in out
    assert "Sizes in px: 32x32 (6)" in out


def test_scripts_get_json_and_choices_hold(photos, capfd):
    assert main(["inspect", str(photos), "--json", "--set", "leave_out=dog"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["images"] == 3 and found["left_out"]["damaged images"]["names"] == ["cat/cut.png"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "There is no nowhere"),
        (["photos", "--set", "crop=1"], "The choices are fit"),
        (["photos", "--set", "fit=big"], "fit"),
        (["photos", "--split", "test"], 'no folder "test" or "val"'),
    ],
)
def test_what_cannot_be_inspected_is_refused_in_a_sentence(photos, capfd, words, sentence):
    assert main(["inspect", *words]) == 2
    assert sentence in capfd.readouterr().err
