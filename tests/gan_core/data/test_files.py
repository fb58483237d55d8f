"""Loading images from folders and archives, and the errors when that fails."""

import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.data.files import container, pixels, reading, tars
from gan_core.data.image_set import load_images


def image_bytes(colour=(200, 40, 90), size=(20, 20), mode="RGB", kind="PNG", **options):
    """The bytes of an image file of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(file, kind, **options)
    return file.getvalue()


def two_classes(top=""):
    """Names to bytes: two red cats, two blue dogs."""
    return {
        f"{top}{name}/{number}.png": image_bytes(colour)
        for name, colour in (("cat", (255, 0, 0)), ("dog", (0, 0, 255)))
        for number in range(2)
    }


def as_folder(root, files):
    for name, content in files.items():
        path = root / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(root / "photos")


def as_zip(root, files):
    with zipfile.ZipFile(root / "photos.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return str(root / "photos.zip")


def as_tar(root, files, ending="tar.gz"):
    path = root / f"photos.{ending}"
    with tarfile.open(path, "w:" + {"tar": "", "tgz": "gz"}.get(ending, ending[4:])) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return str(path)


every_form = pytest.mark.parametrize("pack", [as_folder, as_zip, as_tar])


# Contents


@every_form
@pytest.mark.parametrize("top", ["", "wrapper/inner/", "./"])
def test_sub_folders_are_classes(tmp_path, pack, top):
    found = load_images(pack(tmp_path, two_classes(top)))
    assert found.class_names == ("cat", "dog") and found.labels.tolist() == [0, 0, 1, 1]
    assert found.images[:, 0, 9, 9].tolist() == [255, 255, 0, 0]
    assert found.images[:, 2, 9, 9].tolist() == [0, 0, 255, 255]
    assert "4 images of photos" in found.source


@pytest.mark.parametrize("ending", ["tar", "tgz", "tar.xz", "tar.bz2"])
def test_every_compression_of_tar_is_read(tmp_path, ending):
    assert len(load_images(as_tar(tmp_path, two_classes(), ending))) == 4


@every_form
@pytest.mark.parametrize("held_out", ["test", "val"])
def test_train_and_test_are_splits(tmp_path, pack, held_out):
    files = two_classes("birds/train/")
    files |= {f"birds/{held_out}/dog/{n}.png": image_bytes((0, 255, 0)) for n in range(2)}
    files |= {f"birds/{held_out}/cat/{n}.png": image_bytes((0, 255, 0)) for n in range(3)}
    path = pack(tmp_path, files)
    assert load_images(path).labels.tolist() == [0, 0, 1, 1]
    test = load_images(path, split="test")
    assert test.labels.tolist() == [0, 0, 0, 1, 1] and (test.images[:, 1] == 255).all()


def test_a_class_without_test_images_does_not_shift_the_labels_of_others(tmp_path):
    files = two_classes("train/") | {"train/ant/0.png": image_bytes()}
    files |= {f"test/{name}/0.png": image_bytes() for name in ("cat", "dog")}
    test = load_images(as_folder(tmp_path, files), split="test")
    assert test.class_names == ("ant", "cat", "dog") and test.labels.tolist() == [1, 2]


def test_training_images_are_never_used_as_test_images(tmp_path):
    with pytest.raises(GanError, match='no folder "test"'):
        load_images(as_folder(tmp_path, two_classes("train/")), split="test")


def test_images_outside_the_sub_folders_mean_no_classes(tmp_path):
    found = load_images(as_folder(tmp_path, two_classes() | {"stray.png": image_bytes()}))
    assert len(found) == 5 and found.labels is None
    assert found.class_names == () and found.num_classes == 0


@every_form
def test_hidden_and_untrusted_files_are_ignored(tmp_path, pack):
    junk = {"__MACOSX/cat/._0.png": b"x", ".hidden/a.png": b"x", "cat/._0.png": b"x",
            "cat/notes.txt": b"x"}  # fmt: skip
    found = load_images(pack(tmp_path, two_classes() | junk))
    assert len(found) == 4 and found.num_classes == 2
    hidden = {*junk} - {"cat/notes.txt"}
    if pack is as_folder:  # which is not looked into
        hidden = {"cat/._0.png", "__MACOSX", ".hidden"}
    assert {*found.left_out} == {*hidden, "cat/notes.txt"}


@pytest.mark.parametrize(
    ("sides", "expected"),
    [((20, 28), 28), ((30, 32), 32), ((40, 50), 64), ((200, 300), 64), ((20, 20, 500), 28)],
)
def test_the_native_size_follows_the_median_side(tmp_path, sides, expected):
    files = {f"{n}.png": image_bytes(size=(side, side + 7)) for n, side in enumerate(sides)}
    assert load_images(as_folder(tmp_path, files)).image_size == expected


def test_images_are_cropped_to_the_centre_square(tmp_path):
    wide = Image.new("RGB", (90, 30), (255, 0, 0))
    wide.paste((0, 255, 0), (30, 0, 60, 30))
    file = io.BytesIO()
    wide.save(file, "PNG")
    path = as_folder(tmp_path, {"a.png": file.getvalue(), "b.png": file.getvalue()})
    for size in (16, 48):
        found = load_images(path, image_size=size)
        assert (found.images[:, 1] == 255).all() and not found.images[:, 0].any()


MODES = {
    "rgb.png": (image_bytes((200, 100, 50)), (200, 100, 50)),
    "grey.png": (image_bytes((80, 80, 80), mode="L"), (80, 80, 80)),
    "bits.png": (image_bytes((255, 255, 255), mode="1"), (255, 255, 255)),
    "palette.gif": (image_bytes((200, 100, 50), mode="P", kind="GIF"), (200, 100, 50)),
    "print.jpg": (
        image_bytes((200, 100, 50), mode="CMYK", kind="JPEG", quality=95),
        (200, 100, 50),
    ),
    "lossless.webp": (image_bytes((200, 100, 50), kind="WEBP", lossless=True), (200, 100, 50)),
    "map.BMP": (image_bytes((200, 100, 50), kind="BMP"), (200, 100, 50)),
}


@pytest.mark.parametrize("name", MODES)
def test_every_mode_and_format_gives_its_colour(tmp_path, name):
    content, colour = MODES[name]
    path = as_folder(tmp_path, {f"a{name}": content, f"b{name}": content})
    loaded = load_images(path, channels=3).images[0, :, 9, 9].int()
    assert (loaded - torch.tensor(colour)).abs().max() <= 16


def sixteen_bits(value):
    file = io.BytesIO()
    Image.fromarray(np.full((20, 20), value, np.uint16)).save(file, "PNG")
    return file.getvalue()


def test_transparency_is_composited_on_black(tmp_path):
    transparent = io.BytesIO()
    Image.new("RGBA", (20, 20), (200, 100, 50, 128)).save(transparent, "PNG")
    path = as_folder(tmp_path, {"a.png": transparent.getvalue(), "b.png": image_bytes()})
    loaded = load_images(path).images[0, :, 9, 9].int()
    assert (loaded - torch.tensor([100, 50, 25])).abs().max() <= 1


@pytest.mark.parametrize("brightest", [4000, 65_535])
def test_sixteen_bits_are_scaled_once_for_the_whole_set_and_that_is_said(tmp_path, brightest):
    files = {"a.png": sixteen_bits(brightest), "b.png": sixteen_bits(brightest // 4)}
    found = load_images(as_folder(tmp_path, files))
    assert found.images[:, 0, 9, 9].tolist() == [255, 64]
    assert found.notes == (f"2 images of 16 bits are scaled so that {brightest:,} is white.",)


def floats(array):
    file = io.BytesIO()
    Image.fromarray(np.asarray(array, np.float32)).save(file, "TIFF")
    return file.getvalue()


@pytest.mark.parametrize(
    ("dark", "bright", "levels", "words"),
    [
        (0.25, 1, [64, 255], "0 is black and 1 is white"),
        (-0.5, 1, [64, 255], "-1 is black and 1 is white"),
        (51, 200, [51, 200], "0 is black and 255 is white"),
        (500, 2000, [64, 255], "0 is black and 2000 is white"),
        (-9, -9, [0, 0], "-9 is black and -8 is white"),
    ],
)
def test_floats_are_scaled_once_for_the_whole_set_and_that_is_said(
    tmp_path, dark, bright, levels, words
):
    files = {"a.tif": floats(np.full((20, 20), dark)), "b.tif": floats(np.full((20, 20), bright))}
    found = load_images(as_folder(tmp_path, files))
    assert found.images[:, 0, 9, 9].tolist() == levels
    assert found.notes == (f"2 images of floating-point numbers are scaled so that {words}.",)


def test_floats_stay_in_their_range_when_resized_and_get_bars_of_it(tmp_path):
    edge = np.zeros((20, 40))
    edge[:, 20:] = 1
    path = as_folder(tmp_path, {"a.tif": floats(edge), "b.tif": floats(edge)})
    choices = ImageChoices(fit="pad", background="white")
    found = load_images(path, image_size=64, choices=choices)
    assert "1 is white" in found.notes[0]  # interpolation overshoots
    assert found.images[0, 0, 2, 9] == 255 and found.images[0, 0, 32, 9] == 0


def test_floats_that_are_not_finite_are_left_out_and_counted(tmp_path):
    files = {f"{n}.tif": floats(np.full((20, 20), n / 3)) for n in range(3)}
    path = as_folder(tmp_path, files | {"x.tif": floats(np.full((20, 20), np.nan))})
    found = load_images(path)
    assert len(found) == 3
    assert found.left_out.by_reason == {"images with numbers that are not finite": ["x.tif"]}


def test_the_exif_rotation_of_a_camera_is_undone(tmp_path):
    image = Image.new("RGB", (20, 20), (255, 0, 0))
    image.paste((0, 0, 255), (0, 0, 10, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # rotate a quarter clockwise: left becomes top
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, quality=95)
    path = as_folder(tmp_path, {"a.jpg": file.getvalue(), "b.jpg": file.getvalue()})
    loaded = load_images(path).images[0]
    assert loaded[2, :8].float().mean() > 200 > 50 > loaded[2, -8:].float().mean()


def test_grey_is_one_channel_even_when_stored_as_colour(tmp_path):
    grey = {"a.png": image_bytes((80, 80, 80)), "b.png": image_bytes((9, 9, 9), mode="L")}
    assert load_images(as_folder(tmp_path, grey)).channels == 1
    mixed = as_folder(tmp_path, grey | {"c.png": image_bytes()})
    assert load_images(mixed).channels == 3
    assert load_images(mixed, channels=1).channels == 1


# Errors


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


# Surveys, before anything is trained


@every_form
def test_a_survey_agrees_with_loading(tmp_path, pack):
    path = pack(tmp_path, two_classes())
    found, read = reading.survey(Path(path)), load_images(path)
    assert found.count == len(read) == 4 and found.channels == read.channels == 3
    assert found.image_size == read.image_size and found.class_names == read.class_names


def test_a_changed_archive_is_surveyed_again(tmp_path):
    path = Path(as_zip(tmp_path, two_classes()))
    assert reading.survey(path).count == 4
    as_zip(tmp_path, two_classes() | {"cat/2.png": image_bytes()})
    assert reading.survey(path).count == 5


@every_form
def test_a_survey_refuses_what_cannot_be_trained_on(tmp_path, pack):
    cases = {
        "contains no images": {"notes.txt": b"x"},
        "contains 1 image .* at least 2": {"a.png": image_bytes()},
        "no images .* left out: 2 damaged images": {"a.png": b"\0", "b.jpg": b"\0"},
    }
    for number, (message, files) in enumerate(cases.items()):
        root = tmp_path / str(number)
        root.mkdir()
        with pytest.raises(GanError, match=message):
            reading.survey(Path(pack(root, files)))


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
