"""A wheel holds all that the app serves, and nothing of the tests."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVED = (".js", ".css", ".html", ".png")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The files of a wheel built from a copy of the tracked and new files."""
    if shutil.which("git") is None:
        pytest.skip("git is not on this machine, so build products cannot be told from files.")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("This is no git checkout, so build products cannot be told from files.")
    copy, built = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for name in listed.stdout.splitlines():
        if name.startswith(("gan_core/", "playground/", "pretrained/")) or "/" not in name:
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, copy / name)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", str(built), str(copy)],
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    (path,) = built.glob("*.whl")
    return set(zipfile.ZipFile(path).namelist())


@pytest.mark.parametrize("package", ["gan_core", "playground"])
def test_every_module_and_every_served_file_is_in_the_wheel(wheel, package):
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / package).rglob("*")
        if path.suffix in (".py", *SERVED)
    }
    assert len(wanted) > 40 and wanted <= wheel, wanted - wheel


def test_the_options_of_the_app_lie_beside_it_and_in_the_wheel(wheel):
    """Streamlit reads them there, from whatever folder the app is started."""
    assert "playground/.streamlit/config.toml" in wheel
    beside, top = ROOT / "playground" / ".streamlit", ROOT / ".streamlit"
    if top.is_dir():  # a link; a checkout that knows no links has a file there, which nobody reads
        assert top.resolve() == beside.resolve()


def test_the_recordings_and_what_is_said_about_them_are_in_the_wheel(wheel):
    folders = (ROOT / "pretrained" / "exhibits", ROOT / "playground" / "learn" / "failures")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert len(wanted) > 100 and wanted <= wheel, wanted - wheel


def test_the_shipped_generators_and_features_are_in_the_wheel(wheel):
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pretrained").rglob("*")
        if path.is_file()
    }
    assert len(wanted) > 20 and wanted <= wheel, wanted - wheel


def test_no_test_and_no_benchmark_is_in_the_wheel(wheel):
    assert not {name for name in wheel if name.startswith(("tests/", "benchmarks/", "docs/"))}
