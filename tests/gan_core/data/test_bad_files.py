"""Damaged, oversized and hostile files: left out by name, or refused in a sentence."""

import io
import tarfile
from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.data.files import container, pixels, reading, tars
from gan_core.data.image_set import load_images
from tests.gan_core.data.packed_files import (
    as_folder,
    as_tar,
    as_zip,
    every_form,
    image_bytes,
    two_classes,
)


@every_form
def test_damaged_images_are_skipped_and_named(tmp_path, pack):
    damaged = {"cat/9.png": b"\0no image", "dog/9.png": image_bytes(size=(300, 300))[:200]}
    found = load_images(pack(tmp_path, two_classes() | damaged))
    assert sorted(found.left_out) == ["cat/9.png", "dog/9.png"]
    assert found.labels.tolist() == [0, 0, 1, 1]


@every_form
def test_too_few_images_are_an_error(tmp_path, pack):
    cases = {
        "no images .* left out: 1 text file .notes.txt": {"notes.txt": b"x"},
        "no images .* left out: 2 damaged images": {"a.png": b"\0", "b.jpg": b"\0"},
        "contains 1 image .* at least 2": {"a.png": image_bytes()},
    }
    for number, (message, files) in enumerate(cases.items()):
        root = tmp_path / str(number)
        root.mkdir()
        with pytest.raises(GanError, match=message):
            load_images(pack(root, files))


def test_only_the_listed_decoders_are_used(tmp_path):
    disguised = image_bytes(kind="ICO")
    found = load_images(as_folder(tmp_path, two_classes() | {"cat/t.png": disguised}))
    assert found.left_out.by_reason == {"ICO images": ["cat/t.png"]}


@every_form
@pytest.mark.parametrize(
    ("module", "limit"), [(container, "MAX_FILE_BYTES"), (pixels, "MAX_PIXELS")]
)
def test_oversized_images_are_skipped(tmp_path, monkeypatch, pack, module, limit):
    large = image_bytes(size=(200, 200), kind="BMP")  # 120,054 bytes, 40,000 px
    path = pack(tmp_path, two_classes() | {"cat/large.bmp": large})
    assert len(load_images(path)) == 5
    monkeypatch.setattr(module, limit, 20_000)
    assert tuple(load_images(path).left_out) == ("cat/large.bmp",)


def test_one_file_that_is_too_large_is_named_as_one(tmp_path, monkeypatch):
    large = image_bytes(size=(200, 200), kind="BMP")
    path = as_zip(tmp_path, two_classes() | {"cat/large.bmp": large})
    monkeypatch.setattr(container, "MAX_FILE_BYTES", 20_000)
    assert load_images(path).left_out.words() == "1 file too large to read (cat/large.bmp)"


@every_form
def test_too_many_entries_are_refused(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(container, "MAX_ENTRIES", 3)
    with pytest.raises(GanError, match="more than 3 files"):
        load_images(pack(tmp_path, two_classes()))


@pytest.mark.parametrize("pack", [as_zip, as_tar])
def test_names_outside_the_archive_are_ignored_and_nothing_is_unpacked(tmp_path, pack):
    inside = tmp_path / "inside"
    inside.mkdir()
    files = two_classes() | {"../../escaped.png": image_bytes(), "/cat/absolute.png": image_bytes()}
    found = load_images(pack(inside, files))
    assert found.labels.tolist() == [0, 0, 0, 1, 1]  # the absolute path is just another cat
    assert [path.name for path in inside.iterdir()] == [found.name]
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


def test_links_in_archives_are_not_followed(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(image_bytes())
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as archive:
        for name, content in two_classes().items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            member = tarfile.TarInfo(f"cat/link{kind.decode()}.png")
            member.type, member.linkname = kind, str(secret)
            archive.addfile(member)
    found = load_images(str(path))
    assert len(found) == 4
    assert {*found.left_out.by_reason["links"]} == {"cat/link1.png", "cat/link2.png"}


@pytest.mark.parametrize("pack", [as_zip, as_tar])
def test_a_truncated_archive_is_refused(tmp_path, pack):
    path = Path(pack(tmp_path, two_classes()))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(GanError, match="cannot be read"):
        load_images(str(path))


def test_a_zip_with_a_password_is_refused(tmp_path):
    path = Path(as_zip(tmp_path, two_classes()))
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1  # the flag in the last directory entry
    path.write_bytes(content)
    with pytest.raises(GanError, match="password"):
        load_images(str(path))


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_tar_with_a_huge_header_is_refused(tmp_path, kind):
    member = tarfile.TarInfo("long")
    member.type, member.size = kind, 10**9
    (tmp_path / "a.tar").write_bytes(member.tobuf() + bytes(10240))
    with pytest.raises(GanError, match="a header of 1,000,000,000 bytes"):
        reading.survey(tmp_path / "a.tar")


def test_a_tar_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tars, "MAX_TAR_BYTES", 2000)
    with pytest.raises(GanError, match="unpacks to more than"):
        reading.survey(Path(as_tar(tmp_path, two_classes())))
