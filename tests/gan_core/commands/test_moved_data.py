"""A run knows its images again wherever they lie, and says what is different in others."""

import json
import os
import subprocess
import sys

import pytest

from gan_core.__main__ import main
from gan_core.runs.run_dir import RunDir
from tests.gan_core.data.sample_files import encoded, write

SMALL = ["--device", "cpu", "--set", "width=4", "z_dim=4", "batch_size=8"]


@pytest.fixture
def trained(environment, capfd):
    """A run on four photos that has ended, and the folder of the photos."""
    photos = write(environment / "a", {f"{n}.png": encoded() for n in range(4)})
    code = main(["train", "dcgan", "--dataset", str(photos), "--images", "16", *SMALL])
    assert code == 0
    return RunDir(environment / capfd.readouterr().out.splitlines()[-1]), photos


def resume(run, *more):
    return main(["train", "--resume", str(run.path), "--images", "32", *more])


def test_a_run_goes_on_where_its_images_have_moved_to(trained, environment, capfd):
    run, photos = trained
    photos.rename(environment / "b")
    assert resume(run) == 2 and "--dataset NEW_PLACE" in capfd.readouterr().err
    assert resume(run, "--dataset", str(environment / "b")) == 0
    assert run.status()["images_seen"] == 32
    assert run.config()["dataset"] == str((environment / "b").resolve())


@pytest.mark.parametrize("change", ["one more", "another"])
def test_other_images_are_not_taken_in_silence(trained, capfd, change):
    run, photos = trained
    write(photos, {"9.png" if change == "one more" else "0.png": encoded()})
    assert resume(run) == 2
    said = capfd.readouterr().err
    assert ("5 images, 4 before" if change == "one more" else "other images or labels") in said


def test_a_new_place_that_is_none_is_refused_and_changes_nothing(trained, capfd):
    run, _ = trained
    before = run.config()
    assert resume(run, "--dataset", "nowhere") == 2
    assert 'no dataset "nowhere"' in capfd.readouterr().err and run.config() == before


def test_what_is_left_out_is_said_and_stored(environment, capfd):
    photos = write(environment / "a", {f"{n}.png": encoded() for n in range(4)})
    write(photos, {"x.png": encoded()[:60], "notes.txt": b"hello"})
    main(["train", "dcgan", "--dataset", str(photos), "--images", "8", *SMALL])
    out, err = capfd.readouterr()
    assert "1 damaged image (x.png)" in err and "1 text file (notes.txt)" in err
    about = RunDir(environment / out.splitlines()[-1]).about()
    assert about["left_out"] == {
        "damaged images": {"count": 1, "names": ["x.png"]},
        "text files": {"count": 1, "names": ["notes.txt"]},
    }


def test_a_tilde_after_an_equals_sign_is_the_home_folder(environment, monkeypatch, capfd):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(environment / "home"))
    write(environment / "home" / "photos", {f"{n}.png": encoded() for n in range(4)})
    code = main(["train", "dcgan", "--dataset=~/photos", "--out=~/runs", "--images=8", *SMALL])
    assert code == 0, capfd.readouterr().err
    assert list((environment / "home" / "runs").glob("00001-photos*"))
    assert not (environment / "~").exists()


def test_names_that_the_output_has_no_letters_for_are_escaped(environment):
    command = [sys.executable, "-m", "gan_core", "sample", "fashion-mnist-dcgan", "--count", "4"]
    done = subprocess.run(
        [*command, "--out", "сетка.png"], capture_output=True, timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONPATH": _root()},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == json.dumps("сетка").strip('"').encode() + b".png"
    assert (environment / "сетка.png").is_file()


def _root() -> str:
    import gan_core

    return os.path.dirname(os.path.dirname(gan_core.__file__))
