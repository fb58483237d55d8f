"""What a person brings: stored whole and once, listed for their browser, deleted on request."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.files.reading import survey
from playground.shared import browser, packing
from playground.shared.kept_files import IMAGES
from playground.train import uploads
from tests.playground.train.sample_images import archive, named, photo, photos
from tests.playground.train.train_page import BROWSER, a_run

PNG = b"\x89PNG\r\n\x1a\n"
HEIC = b"\0\0\0\x18ftypheic" + bytes(50)


def _rows() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.arange(4 * 28 * 28, dtype=np.uint8).reshape(4, 28, 28))
    return stream.getvalue()


ROWS = _rows()
CSV = "\n".join(",".join([str(row % 2), *["9"] * 784]) for row in range(4)).encode()


@pytest.fixture(autouse=True)
def this_browser(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "browser_id", lambda: BROWSER)


def keep(name: str, content: bytes) -> Path:
    return uploads.keep([named(name, content)])[0]


def test_an_archive_is_kept_whole_and_once(runs: Path) -> None:
    path = keep("photos.zip", photos())
    assert path.is_relative_to(runs / "data") and path.read_bytes() == photos()
    assert keep("photos.zip", photos()) == path == keep("again.zip", photos())
    assert [file for file in (runs / "data").rglob("*") if file.is_file()] == [path]
    assert keep("photos.zip", photos((0, 0, 9))) != path


def test_photos_themselves_become_one_data_set(runs: Path) -> None:
    files = [named(f"IMG {number}.JPG", photo((number, 0, 9))) for number in range(5)]
    path, left_out = uploads.keep(files)
    assert survey(path).count == 5 and survey(path).class_names == () and not left_out
    assert uploads.keep(list(reversed(files)))[0] == path  # in whatever order they are chosen


def test_folders_of_a_folder_become_classes(runs: Path) -> None:
    files = [named(f"pets/{kind}/{n}.png", photo()) for kind in ("cat", "dog") for n in range(2)]
    path, _ = uploads.keep(files)
    assert survey(path).class_names == ("cat", "dog") and path.name == "pets.zip"


def test_two_photos_of_one_name_are_both_kept(runs: Path) -> None:
    path, _ = uploads.keep([named("a.png", photo()), named("a.png", photo((1, 2, 3)))])
    assert survey(path).count == 2


def test_what_is_left_out_is_said(runs: Path) -> None:
    files = [named(f"{n}.png", photo((n, 0, 0))) for n in range(3)]
    others = [named(f"{n}.txt", b"x") for n in range(5)]
    path, left_out = uploads.keep([*files, *others])
    assert survey(path).count == 3
    assert (
        left_out == "Left out, since they cannot be read as images: 0.txt, 1.txt, 2.txt and 2 more."
    )


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([("a.zip", photos()), ("b.zip", photos((1, 1, 1)))], "either one archive or array"),
        ([("a.zip", photos()), ("b.png", photo())], "either one archive or array"),
        ([("a.npy", ROWS), ("b.png", photo())], "either one archive or array"),
        ([("notes.exe", b"MZ\x90\0")], "notes.exe holds no images; give a folder, zip or tar"),
        ([("a.txt", b"x"), ("b.exe", b"MZ")], "a.txt, b.exe can't be used: give images"),
        ([("a.zip", b"")], "a.zip is empty \\(0 bytes\\)"),
        ([("notes.txt", b"a note")], "notes.txt holds no images"),
        ([("a.heic", HEIC), ("b.heic", HEIC)], "2 HEIC images \\(install pillow-heif"),
        ([("a.png", photo())], "a.png is one image; choose at least 2"),
        ([("a.png", PNG + b"x"), ("b.png", PNG + b"y")], "left out: 2 damaged images"),
        ([("broken.zip", b"PK\x03\x04nothing")], "broken.zip cannot be read"),
        ([("broken.tar.xz", b"\xfd7zXZ\0nothing")], "broken.tar.xz cannot be read"),
        ([("texts.zip", archive({"a.txt": b"x"}))], "texts.zip contains no images"),
        ([("one.zip", photos(top=("",))[:40])], "one.zip cannot be read"),
        ([("fake.zip", archive({"a.png": b"x", "b.png": b"y"}))], "left out: 2 text files"),
    ],
    ids=lambda value: value if isinstance(value, str) else "files",
)
def test_what_cannot_be_trained_on_is_refused_and_not_kept(
    files: list[tuple[str, bytes]], sentence: str, runs: Path
) -> None:
    with pytest.raises(GanError, match=sentence) as refused:
        uploads.keep([named(*file) for file in files])
    assert str(runs) not in str(refused.value)  # nobody learns where the server keeps things
    assert not [path for path in runs.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name",
    ["../../up.zip", "/etc/a.zip", "..\\..\\x.zip", "a\0b.zip", ".zip", "é" * 300 + ".zip"],
)
def test_no_name_of_an_archive_leaves_its_folder(name: str, runs: Path) -> None:
    path = keep(name, photos())
    assert path.parent.parent == runs / "data" and path.is_file() and path.name.endswith("zip")


@pytest.mark.parametrize(
    "name", ["..", "/", "", "../..", "a\udc80.png", "\udc80/a.png", "x" * 70_000], ids=ascii
)
def test_photos_of_odd_names_are_kept(name: str, runs: Path) -> None:
    other = named(name + "n", b"x")
    path, left_out = uploads.keep([named(name, photo()), named("b.png", photo(9)), other])
    assert survey(path).count == 2
    left_out.encode()  # as the page does
    with pytest.raises(GanError, match="is one image"):
        uploads.keep([named(name, photo())])


@pytest.mark.parametrize("folder", ["../../", "/etc/", "..\\..\\", "./"])
def test_no_name_of_a_photo_leaves_its_archive(folder: str, runs: Path) -> None:
    path, _ = uploads.keep([named(f"{folder}{n}.png", photo((n, 0, 0))) for n in range(2)])
    for name in zipfile.ZipFile(path).namelist():
        assert ".." not in Path(name).parts and not name.startswith("/")


def test_uploads_cannot_fill_the_disk(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep("photos.zip", photos())
    monkeypatch.setattr(IMAGES, "limit", len(photos()) + 10)
    with pytest.raises(GanError, match="no space for more.zip"):
        keep("more.zip", photos((0, 0, 9)))
    assert keep("photos.zip", photos()) == kept  # what is stored already needs no space


def test_photos_for_which_there_is_no_space_are_not_packed_first(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [named(f"{n}.png", photo((n, 0, 0))) for n in range(3)]
    kept, _ = uploads.keep(files)
    monkeypatch.setattr(packing, "write_zip", None)
    monkeypatch.setattr(IMAGES, "limit", kept.stat().st_size + 10)
    with pytest.raises(GanError, match="no space for 2-images.zip"):
        uploads.keep(files[1:])
    assert uploads.keep(files)[0] == kept


@pytest.mark.parametrize(("name", "content"), [("rows.npy", ROWS), ("rows.csv", CSV)])
def test_one_array_or_table_is_kept_as_an_archive_is(name: str, content: bytes, runs: Path) -> None:
    path = keep(name, content)
    assert path.name == name and path.read_bytes() == content and survey(path).count == 4


def test_the_newest_is_listed_first_and_for_this_browser_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = keep("a.zip", photos()), keep("b.zip", photos((1, 1, 1)))
    assert uploads.mine() == [second, first]
    monkeypatch.setattr(browser, "browser_id", lambda: "f" * 32)
    assert uploads.mine() == []


def test_what_is_deleted_is_gone_unless_another_browser_lists_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared, own = keep("a.zip", photos()), keep("b.zip", photos((1, 1, 1)))
    monkeypatch.setattr(browser, "browser_id", lambda: "f" * 32)
    keep("a.zip", photos())
    monkeypatch.setattr(browser, "browser_id", lambda: BROWSER)
    uploads.delete(shared)
    uploads.delete(own)
    assert uploads.mine() == [] and shared.is_file() and not own.parent.exists()


def test_images_that_a_run_trains_on_are_not_deleted(runs: Path) -> None:
    path = keep("a.zip", photos())
    run = a_run(runs)
    run.write_config({**run.config(), "dataset": str(path)})
    with FileLock(run.path / "alive.lock"), pytest.raises(GanError, match="Run 00001 needs a.zip"):
        uploads.delete(path)
    uploads.delete(path)
    assert not path.exists()


@pytest.mark.parametrize("damaged", ["x", {"uploads": 3}, {"uploads": [3, "../..", "g" * 32]}])
def test_a_damaged_list_lists_nothing(damaged: object, runs: Path) -> None:
    durable_files.make_folder(runs / "browsers")
    durable_files.write_json(runs / "browsers" / f"{BROWSER}.json", damaged)
    assert uploads.mine() == []
    assert uploads.mine() == [] and keep("a.zip", photos()) in uploads.mine()


@pytest.mark.parametrize("digest", ["", "..", "../" * 10, "A" * 32, "0" * 31, "0" * 32])
def test_only_a_checksum_finds_an_upload(digest: str, runs: Path) -> None:
    (runs / "data").mkdir(parents=True)
    (runs / "secret.txt").touch()
    assert uploads.path_of(digest) is None


def test_a_photo_is_stored_as_it_is(runs: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), (9, 8, 7)).save(stream, "JPEG", quality=31)
    path, _ = uploads.keep([named("a.jpg", stream.getvalue()), named("b.png", photo())])
    with zipfile.ZipFile(path) as packed:
        assert packed.read("00000-a.jpg") == stream.getvalue()
