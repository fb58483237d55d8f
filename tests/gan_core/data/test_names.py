"""Names in archives are readable whatever wrote them, and no two files share one."""

import io
import tarfile
import unicodedata
import warnings
import zipfile

import pytest

from gan_core.config.image_choices import ImageChoices
from tests.gan_core.data.packed_files import load
from tests.gan_core.data.sample_files import encoded, write, zip_with_raw_names, zipped


@pytest.mark.parametrize(
    "raw",
    [
        [unicodedata.normalize("NFD", "Äpfel").encode(), b"Birnen"], ["Äpfel".encode(), b"Birnen"],
        ["Äpfel".encode("cp850"), b"Birnen"], ["Äpfel".encode("cp1252"), b"Birnen"],
    ],
    ids=["Mac", "UTF-8", "DOS", "Windows"],
)  # fmt: skip
def test_names_of_an_archive_are_readable_whatever_wrote_it(tmp_path, raw):
    write(tmp_path, {"a.zip": zip_with_raw_names(raw, utf8_flag=False)})
    assert set(load(tmp_path / "a.zip").class_names) == {"Äpfel", "Birnen"}


def test_cyrillic_and_japanese_names(tmp_path):
    for page, names in (("cp866", ("Кошки", "Собаки")), ("cp932", ("猫写真", "犬写真"))):
        raw = [name.encode(page) for name in names]
        write(tmp_path, {f"{page}.zip": zip_with_raw_names(raw, utf8_flag=False)})
        assert set(load(tmp_path / f"{page}.zip").class_names) == set(names)


@pytest.mark.parametrize("pack", ["zip", "tar"])
def test_names_that_would_not_be_seen_are_shown(tmp_path, pack):
    files = {f"a\x1b[31m\u202e{kind}\n/{n}.png": encoded() for kind in "xy" for n in range(2)}
    if pack == "zip":
        write(tmp_path, {"a": zipped(files)})
    else:
        with tarfile.open(tmp_path / "a", "w") as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    assert load(tmp_path / "a").class_names == tuple(f"a\ufffd[31m\ufffd{k}\ufffd" for k in "xy")


def test_a_tar_with_names_of_windows_is_readable(tmp_path):
    with tarfile.open(
        tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT, encoding="latin-1"
    ) as out:
        for name in ("Äpfel", "Birnen"):
            for number in range(2):
                member, content = tarfile.TarInfo(f"{name}/{number}.png"), encoded()
                member.size = len(content)
                out.addfile(member, io.BytesIO(content))
    assert "Äpfel" in load(tmp_path / "a.tar", choices=ImageChoices(subset=3)).class_names


def test_many_files_of_one_name_and_very_long_numbers_are_no_trouble(tmp_path):
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as archive:
        warnings.simplefilter("ignore")
        for _ in range(3000):
            archive.writestr("a.png", b"x")
        for number in ("9" * 5000, "1"):
            for n in range(2):
                archive.writestr(f"{number}/{n}.png", encoded())
    write(tmp_path, {"a.zip": file.getvalue()})
    found = load(tmp_path / "a.zip")
    assert len(found) == 4 and len(found.left_out) == 3000
