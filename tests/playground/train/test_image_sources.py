"""What can be trained on: what is offered, described, and found again by its token."""

import os
from pathlib import Path

import numpy as np
import pytest

from gan_core import GanError
from gan_core.data.catalog import DATASETS
from playground.shared import browser, drawing_sets
from playground.train import image_sources, uploads
from tests.playground.draw.doodles import doodle
from tests.playground.train.sample_images import named, photo, photos
from tests.playground.train.train_page import BROWSER, a_run


@pytest.fixture(autouse=True)
def data(environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(browser, "browser_id", lambda: BROWSER)
    image_sources._described.clear()
    image_sources._beside.clear()
    (environment / "data").mkdir()
    return environment / "data"


def test_archives_and_folders_of_images_beside_the_named_sets_are_offered(data: Path) -> None:
    (data / "photos.zip").write_bytes(photos())
    (data / "faces" / "a").mkdir(parents=True)
    (data / "faces" / "a" / "1.jpg").write_bytes(photo())
    (data / "MNIST" / "raw").mkdir(parents=True)
    (data / "MNIST" / "raw" / "train-images-idx3-ubyte.gz").touch()
    for name in ("README.md", ".hidden.zip", "cifar-10-python.tar.gz"):
        (data / name).touch()
    offered = [Path(path) for path in image_sources.beside_named()]
    assert [path.name for path in offered] == ["faces", "photos.zip"]
    assert all(path.is_absolute() for path in offered)


def test_arrays_and_tables_of_images_are_offered_and_other_files_are_not(data: Path) -> None:
    pixels = np.zeros((4, 28, 28), np.uint8)
    np.save(data / "images.npy", pixels)
    np.savez(data / "images.npz", images=pixels)
    np.save(data / "labels.npy", np.zeros(4, np.int64))
    rows = "\n".join(",".join(["7"] * 785) for _ in range(4))
    (data / "pixels.csv").write_text(rows)
    (data / "people.csv").write_text("name,age\nAda,36\n")
    (data / "images.parquet").write_bytes(b"PAR1" + bytes(400))
    (data / "notes.md").write_text("# Images")
    (data / "arrays").mkdir()
    np.save(data / "arrays" / "1.npy", pixels)
    offered = [Path(path).name for path in image_sources.beside_named()]
    assert offered == ["arrays", "images.npy", "images.npz", "images.parquet", "pixels.csv"]
    for name in ("images.npy", "images.npz", "pixels.csv"):
        assert image_sources.describe(str(data / name)).count == 4


def test_a_name_that_is_not_utf8_is_counted_and_not_offered(data: Path) -> None:
    (data / "photos.zip").write_bytes(photos())
    try:
        (data / os.fsdecode(b"\xfcber.zip")).write_bytes(photos())
    except (OSError, UnicodeError):
        pytest.skip("This file system takes no such name.")
    assert [Path(path).name for path in image_sources.beside_named()] == ["photos.zip"]
    assert image_sources.not_offered() == 1


def test_without_a_data_folder_nothing_is_offered(data: Path) -> None:
    data.rmdir()
    assert image_sources.beside_named() == []


def test_a_named_set_is_described_by_the_catalogue_and_a_file_by_its_images(data: Path) -> None:
    assert image_sources.describe("mnist") is DATASETS["mnist"]
    (data / "photos.zip").write_bytes(photos())
    found = image_sources.describe(str(data / "photos.zip"))
    assert (found.title, found.count, found.channels) == ("photos.zip", 4, 3)
    assert found.image_size == 32 and found.class_names == ("cat", "dog")
    assert found.note == "4 colour images in 2 classes."


def test_images_are_named_by_a_token_and_never_by_a_path(data: Path, runs: Path) -> None:
    (data / "photos.zip").write_bytes(photos())
    beside = str((data / "photos.zip").resolve())
    uploaded = str(uploads.keep([named("own.zip", photos((1, 2, 3)))])[0])
    drawing_sets.add("Äpfel", "Äpfel", doodle(), BROWSER)
    drawn = str(drawing_sets.path_of("Äpfel"))
    for dataset in ("mnist", beside, uploaded, drawn):
        token = image_sources.token(dataset)
        assert str(data.parent) not in token and image_sources.dataset_of(token) == dataset


def test_images_that_only_a_run_knows_are_named_by_the_run(tmp_path: Path, runs: Path) -> None:
    elsewhere = tmp_path / "elsewhere.zip"
    elsewhere.write_bytes(photos())
    run = a_run(runs)
    run.write_config({**run.config(), "dataset": str(elsewhere)})
    token = image_sources.token(str(elsewhere))
    assert token == f"run:{run.id}" and image_sources.dataset_of(token) == str(elsewhere)


@pytest.mark.parametrize(
    "token",
    ["file:../photos.zip", "file:", "upload:..", f"upload:{'0' * 32}", "run:00001-x", "run:../..",
     "/etc/passwd", "runs", "", "file:/etc/passwd"],
)  # fmt: skip
def test_a_token_of_nothing_that_is_offered_finds_nothing(token: str, data: Path) -> None:
    with pytest.raises(GanError, match="not on this machine any more"):
        image_sources.dataset_of(token)
