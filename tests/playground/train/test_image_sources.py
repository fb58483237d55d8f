"""Images beside the named sets, and uploads: what is offered, kept and refused."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from gan_core import GanError
from gan_core.data.catalog import DATASETS
from playground.train import image_sources


def archive(files: dict[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    stream.seek(0)
    return stream


def photos(colour: object = (200, 40, 90), top: tuple[str, ...] = ("cat/", "dog/")) -> io.BytesIO:
    """Two images of 32 px under each of `top`, zipped."""
    file = io.BytesIO()
    Image.new("L" if isinstance(colour, int) else "RGB", (32, 32), colour).save(file, "PNG")
    return archive({f"{place}{n}.png": file.getvalue() for place in top for n in range(2)})


@pytest.fixture(autouse=True)
def data(environment: Path) -> Path:
    image_sources._described.clear()
    (environment / "data").mkdir()
    return environment / "data"


def test_archives_and_folders_of_images_beside_the_named_sets_are_offered(data: Path) -> None:
    (data / "photos.zip").write_bytes(photos().getvalue())
    (data / "faces" / "a").mkdir(parents=True)
    (data / "faces" / "a" / "1.jpg").touch()
    (data / "MNIST" / "raw").mkdir(parents=True)
    (data / "MNIST" / "raw" / "train-images-idx3-ubyte.gz").touch()
    for name in ("README.md", ".hidden.zip", "cifar-10-python.tar.gz"):
        (data / name).touch()
    offered = [Path(path) for path in image_sources.beside_named()]
    assert [path.name for path in offered] == ["faces", "photos.zip"]
    assert all(path.is_absolute() for path in offered)


def test_without_a_data_folder_nothing_is_offered(data: Path) -> None:
    data.rmdir()
    assert image_sources.beside_named() == []


def test_a_named_set_is_described_by_the_catalogue_and_a_file_by_its_images(data: Path) -> None:
    assert image_sources.describe("mnist") is DATASETS["mnist"]
    (data / "photos.zip").write_bytes(photos().getvalue())
    found = image_sources.describe(str(data / "photos.zip"))
    assert (found.title, found.count, found.channels) == ("photos.zip", 4, 3)
    assert found.image_size == 32 and found.class_names == ("cat", "dog")
    assert found.note == "4 colour images in 2 classes."


def test_an_upload_is_kept_whole_and_once(runs: Path) -> None:
    path = Path(image_sources.keep("photos.zip", photos()))
    assert path.is_relative_to(runs / "data") and path.read_bytes() == photos().getvalue()
    assert image_sources.keep("photos.zip", photos()) == str(path)
    assert [file for file in (runs / "data").rglob("*") if file.is_file()] == [path]
    assert image_sources.keep("photos.zip", photos((0, 0, 9))) != str(path)


def test_uploads_cannot_fill_the_disk(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = photos()
    monkeypatch.setattr(image_sources, "MAX_UPLOADS", len(first.getvalue()) + 10)
    kept = image_sources.keep("photos.zip", first)
    with pytest.raises(GanError, match="no space for more.zip"):
        image_sources.keep("more.zip", photos((0, 0, 9)))
    assert image_sources.keep("photos.zip", first) == kept  # what is stored already needs no space


@pytest.mark.parametrize(
    "name",
    ["../../up.zip", "/etc/a.zip", "..\\..\\x.zip", "a\0b.zip", ".zip", "é" * 300 + ".zip"],
)
def test_no_name_of_an_upload_leaves_its_folder(name: str, runs: Path) -> None:
    path = Path(image_sources.keep(name, photos()))
    assert path.parent.parent == runs / "data" and path.is_file() and path.name.endswith("zip")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("notes.exe", b"MZ", "is not an archive; upload one of .zip"),
        ("broken.zip", b"PK nothing", "broken.zip cannot be read"),
        ("broken.tar.xz", b"nothing", "broken.tar.xz cannot be read"),
        ("texts.zip", archive({"a.txt": b"x"}).getvalue(), "texts.zip contains no images"),
        ("one.zip", photos(top=("",)).getvalue()[:40], "one.zip cannot be read"),
        ("fake.zip", archive({"a.png": b"x", "b.png": b"y"}).getvalue(), "the first 2 are damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_an_unusable_upload_is_refused_and_not_kept(
    name: str, content: bytes, sentence: str, runs: Path
) -> None:
    with pytest.raises(GanError, match=sentence) as refused:
        image_sources.keep(name, io.BytesIO(content))
    assert str(runs) not in str(refused.value)  # nobody learns where the server keeps things
    assert not [path for path in runs.rglob("*") if path.is_file()]
