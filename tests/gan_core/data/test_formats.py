"""What people have is read by its content, pixel for pixel, and what is not is named."""

import io
import os
import tarfile
import unicodedata
import warnings
import zipfile

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices
from gan_core.data.files import arrays, opening
from gan_core.data.files.reading import survey
from gan_core.data.image_set import load_images
from tests.gan_core.data.sample_files import (
    csv,
    encoded,
    idx,
    pixels,
    with_patched_headers,
    write,
    zip_with_raw_names,
    zipped,
)

LABELS = np.array([3, 1, 10, 1, 3, 2, 10, 2])
IMAGES = pixels(len(LABELS))
ORDER = sorted(range(len(LABELS)), key=lambda row: (str(LABELS[row]), row))  # by folder and name
HEIC = b"\0\0\0\x18ftypheic" + bytes(50)


def load(path, **options):
    return load_images(str(path), progress=None, **options)


def assert_labelled(found):
    """The eight images, each with its own label."""
    assert found.class_names == ("1", "2", "3", "10")
    assert (found.images[:, 0].numpy() == IMAGES[ORDER]).all()
    assert [found.class_names[label] for label in found.labels] == list(map(str, LABELS[ORDER]))


# arrays and tables


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def parquet(images, labels, names=None):
    import pyarrow
    import pyarrow.parquet

    file, metadata = io.BytesIO(), {}
    if names:
        features = {"label": {"names": names}}
        metadata = {"huggingface": __import__("json").dumps({"info": {"features": features}})}
    cells = [{"bytes": encoded(image), "path": None} for image in images]
    table = pyarrow.table({"image": cells, "label": [int(label) for label in labels]})
    pyarrow.parquet.write_table(table.replace_schema_metadata(metadata), file)
    return file.getvalue()


LABELLED = {
    "data.csv": lambda: csv(IMAGES, LABELS),
    "no_names.csv": lambda: csv(IMAGES, LABELS, head=False),
    "mnist.npz": lambda: npz(x_train=IMAGES, y_train=LABELS),
    "column.npz": lambda: npz(images=IMAGES, labels=LABELS[:, None]),
    "train-00000.parquet": lambda: parquet(IMAGES, LABELS),
    "archive.zip": lambda: zipped({"a_train.csv": csv(IMAGES, LABELS), "notes.md": b"# x"}),
    "deep.zip": lambda: zipped({"raw/inner.zip": zipped({"mnist.csv": csv(IMAGES, LABELS)})}),
    "two_tellings.zip": lambda: zipped(
        {"a_train.csv": csv(IMAGES, LABELS), "train-images-idx3-ubyte": idx(IMAGES)}
    ),
}


@pytest.mark.parametrize("name", LABELLED)
def test_labelled_arrays_and_tables_are_read(tmp_path, name):
    if "parquet" in name:
        pytest.importorskip("pyarrow")
    write(tmp_path, {name: LABELLED[name]()})
    found = load(tmp_path / name)
    assert_labelled(found)
    assert survey(tmp_path / name).class_names == found.class_names


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("inside", ["", "fashion/"])
def test_the_files_of_mnist_are_read_wherever_they_lie(tmp_path, packed, inside):
    ending = ".gz" if packed else ""
    write(tmp_path, {
        f"{inside}train-images-idx3-ubyte{ending}": idx(IMAGES, packed),
        f"{inside}train-labels-idx1-ubyte{ending}": idx(LABELS, packed),
        f"{inside}t10k-images-idx3-ubyte{ending}": idx(IMAGES[:2], packed),
        f"{inside}t10k-labels-idx1-ubyte{ending}": idx(LABELS[:2], packed),
    })  # fmt: skip
    assert_labelled(load(tmp_path))
    assert len(load(tmp_path, split="test")) == 2


@pytest.mark.parametrize(
    "array",
    [
        IMAGES, IMAGES.reshape(8, -1), IMAGES[..., None], IMAGES[:, None],
        IMAGES.astype(np.float32), IMAGES / 255.0, IMAGES / 127.5 - 1, IMAGES.astype(np.int64),
    ],
    ids=["NHW", "rows", "NHWC", "NCHW", "float 0..255", "float 0..1", "float -1..1", "int64"],
)  # fmt: skip
def test_an_array_in_any_of_the_usual_shapes_and_ranges(tmp_path, array):
    write(tmp_path, {"x.npy": npy(array)})
    found = load(tmp_path / "x.npy")
    assert found.labels is None and (found.images[:, 0].numpy() == IMAGES).all()


@pytest.mark.parametrize("shape", [(0, 2, 3, 1), (0, 1, 2, 3)])
def test_arrays_in_colour(tmp_path, shape):
    colour = pixels(4, 32, colour=True)
    stored = colour.transpose(0, 3, 1, 2) if shape == (0, 2, 3, 1) else colour
    write(tmp_path, {"x.npy": npy(stored)})
    found = load(tmp_path / "x.npy")
    assert (found.images.permute(0, 2, 3, 1).numpy() == colour).all()


def test_colour_of_sixteen_bits_is_read(tmp_path):
    colour = pixels(4, 32, colour=True)
    write(tmp_path, {"x.npy": npy(colour.astype(np.uint16))})
    assert (load(tmp_path / "x.npy").images.permute(0, 2, 3, 1).numpy() == colour).all()


def test_class_names_of_a_hugging_face_export(tmp_path):
    pytest.importorskip("pyarrow")
    write(tmp_path, {"a.parquet": parquet(IMAGES[:4], [0, 1, 0, 1], ["cat", "dog"])})
    assert load(tmp_path / "a.parquet").class_names == ("cat", "dog")


HUGE_CLAIM = npy(np.zeros(9, np.uint8)).replace(b"(9,), ", b"(9999999999, 9999), ", 1)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.npy", npy(np.array([{"a": 1}], dtype=object)), "save it as plain numbers"),
        ("a.npy", npy(np.full((4, 9, 9), np.nan)), "not finite"),
        ("a.npy", npy(np.zeros((4, 7))), "holds no images"),
        ("a.csv", b"id,label\n1,2\n", "holds no images"),
        ("a.txt", b"a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p\nwords", "a.txt cannot be read"),
        ("a.npy", npy(np.zeros((0, 9, 9))), "holds no images"),
        ("a.npy", npy(np.zeros((2, 9, 9), complex)), "save it as plain numbers"),
        ("a.npy", HUGE_CLAIM, "save it as plain numbers"),
        ("a.parquet", b"PAR1" + bytes(99), "a.parquet cannot be read"),
        ("a.txt", b"hello", "holds no images"),
        ("a-idx3-ubyte", idx(IMAGES)[:-5], "do not match its header"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(99), "is a 7z archive"),
        ("a.rar", b"Rar!\x1a\x07" + bytes(99), "is a RAR archive"),
        ("a.png", encoded(), "is one PNG image"),
        ("a.pdf", b"%PDF-1.7", "neither a folder nor an archive"),
        ("a.bin", bytes(range(1, 200)), "neither a folder nor an archive"),
        ("d64.zip", with_patched_headers(zipped({"a.png": encoded()}), method=9), "Deflate64"),
        ("x.zip", zip_with_raw_names([b"K\xfche", b"Hunde"], utf8_flag=True), "no UTF-8"),
        ("heic.zip", zipped({f"{n}.jpg": HEIC for n in range(9)}), "9 HEIC images"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_what_cannot_be_read_is_refused_with_the_way_out(tmp_path, name, content, sentence):
    write(tmp_path, {name: content})
    for refused in (load, survey):
        with pytest.raises(GanError, match=sentence):
            refused(tmp_path / name)


def test_labels_may_be_words(tmp_path):
    rows = csv(IMAGES[:4], ["cat", "dog", "cat", "dog"])
    write(tmp_path, {"pets.csv": rows})
    found = load(tmp_path / "pets.csv")
    assert found.class_names == ("cat", "dog") and found.labels.tolist() == [0, 0, 1, 1]
    assert (found.images[:, 0].numpy() == IMAGES[[0, 2, 1, 3]]).all()


def test_test_images_with_labels_do_not_take_the_place_of_training_images(tmp_path):
    write(tmp_path, {"set.npz": npz(x_train=IMAGES, x_test=IMAGES[:3], y_test=LABELS[:3])})
    assert (
        len(load(tmp_path / "set.npz")) == 8 and len(load(tmp_path / "set.npz", split="test")) == 3
    )


def test_labels_that_fit_no_images_are_named(tmp_path):
    write(tmp_path, {"set.npz": npz(x_train=IMAGES, y_train=LABELS[:5])})
    found = load(tmp_path / "set.npz")
    assert found.labels is None
    assert found.left_out.by_reason == {"label files that fit no images": ["y_train.npy"]}


# photos


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("ending", ["", ".jfif", ".dat", ".heic"])
def test_a_name_never_decides_what_content_can(tmp_path, kind, ending):
    image = np.full((32, 32, 3), (200, 60, 20), np.uint8)
    write(tmp_path, {f"{number}{ending}": encoded(image, kind) for number in range(3)})
    found = load(tmp_path)
    assert len(found) == 3 and not found.left_out
    assert np.abs(found.images[0, :, 9, 9].numpy().astype(int) - (200, 60, 20)).max() < 12


def test_photos_that_cannot_be_read_are_counted_and_named_before_the_start(tmp_path):
    write(tmp_path, {f"{n}.jpg": encoded(kind="JPEG") for n in range(3)})
    write(tmp_path, {f"p{n}.HEIC": HEIC for n in range(5)})
    found = load(tmp_path)
    assert len(found) == 3 and len(found.left_out) == 5
    assert "5 HEIC images" in found.left_out.words() and "pillow-heif" in found.left_out.words()


def test_long_texts_and_profiles_never_cost_a_sound_image(tmp_path):
    files = {}
    for number in range(4):
        text = PngInfo()
        text.add_text("comment", " " * 2_000_000, zip=number % 2 == 0)
        files[f"text{number}.png"] = encoded(pnginfo=text)
        files[f"profile{number}.png"] = encoded(icc_profile=os.urandom(1_200_000))
    found = load(write(tmp_path, files))
    assert len(found) == 8 and not found.left_out


def test_a_photo_of_fifty_megapixels_is_decoded_at_a_fraction(tmp_path):
    large = io.BytesIO()
    Image.new("RGB", (8192, 6144), (9, 99, 200)).save(large, "JPEG")
    found = load(write(tmp_path, {f"{number}.jpg": large.getvalue() for number in range(2)}))
    assert len(found) == 2
    assert np.abs(found.images[0, :, 9, 9].numpy().astype(int) - (9, 99, 200)).max() < 3


# names


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


# folders, links, classes


def test_links_to_class_folders_are_followed_and_a_circle_ends(tmp_path):
    write(tmp_path / "data", {f"{kind}/{n}.png": encoded() for kind in ("cat", "dog")
                              for n in range(3)})  # fmt: skip
    mine = tmp_path / "mine"
    mine.mkdir()
    try:
        for kind in ("cat", "dog"):
            os.symlink(tmp_path / "data" / kind, mine / kind, target_is_directory=True)
        os.symlink(mine, mine / "again", target_is_directory=True)
        os.symlink(tmp_path / "nowhere.png", mine / "cat.png")
        os.symlink(mine / "self", mine / "self")
    except OSError:
        pytest.skip("this system lets nobody make links")
    found = load(mine)
    assert len(found) == 6 and found.class_names == ("cat", "dog")
    assert found.left_out.by_reason == {
        "links in a circle": ["again"],
        "links that lead nowhere": ["cat.png", "self"],
    }


def test_a_class_without_a_sound_image_is_no_class(tmp_path):
    write(tmp_path, {f"{kind}/{n}.png": encoded() for kind in ("ant", "cat") for n in range(3)})
    write(tmp_path, {f"owl/{n}.png": encoded()[:60] for n in range(3)})
    found = load(tmp_path)
    assert found.class_names == ("ant", "cat") and found.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.notes == ("No image of owl can be used, so it is no class.",)
    assert found.left_out.words().startswith("3 damaged images (owl/0.png")


def test_one_image_beside_many_in_folders_does_not_cost_the_classes(tmp_path):
    write(tmp_path, {f"{kind}/{n}.png": encoded() for kind in ("ant", "cat") for n in range(20)})
    write(tmp_path, {"preview.png": encoded()})
    found = load(tmp_path)
    assert found.class_names == ("ant", "cat") and len(found) == 40
    assert "1 image beside the class folders (preview.png)" in found.left_out.words()


def test_many_images_beside_the_folders_mean_no_classes_and_why_is_said(tmp_path):
    write(tmp_path, {f"{kind}/{n}.png": encoded() for kind in ("ant", "cat") for n in range(3)})
    write(tmp_path, {f"{number}.png": encoded() for number in range(3)})
    found = load(tmp_path)
    assert found.class_names == () and len(found) == 9
    assert "No classes, because 3 images lie beside the folders" in found.notes[0]


def test_numbered_classes_come_in_the_order_of_numbers(tmp_path):
    numbers = [1, 2, 9, 10, 11, 12]
    write(tmp_path, {f"{number}/{n}.png": encoded() for number in numbers for n in range(2)})
    assert load(tmp_path).class_names == tuple(map(str, numbers))


def test_a_class_of_one_image_is_said_to_be_one(tmp_path):
    write(tmp_path, {f"{kind}/{n}.png": encoded() for kind in ("ant", "cat") for n in range(3)})
    write(tmp_path, {"owl/0.png": encoded()})
    assert load(tmp_path).notes == ("There is one image of owl: too few to learn from.",)


def test_a_resumed_run_keeps_the_numbers_of_its_classes(tmp_path):
    write(tmp_path, {f"{kind}/{n}.png": encoded() for kind in ("b", "c") for n in range(3)})
    before = load(tmp_path)
    write(tmp_path, {f"a/{n}.png": encoded() for n in range(3)})
    after = load(tmp_path, classes=before.class_names)
    assert after.class_names == ("b", "c") and after.labels.tolist() == before.labels.tolist()
    assert len(after.left_out.by_reason["images of other classes"]) == 3


def test_archives_and_arrays_that_unpack_to_too_much_are_left_out(tmp_path, monkeypatch):
    inner = {"big.zip": zipped({f"{n}.png": encoded() for n in range(9)}), "a.txt": b"x"}
    write(tmp_path, {"comp.zip": zipped(inner), "train-images-idx3-ubyte.gz": idx(IMAGES, True)})
    monkeypatch.setattr(opening, "MAX_INNER_BYTES", 100)
    monkeypatch.setattr(arrays, "MAX_UNPACKED", 100)
    with pytest.raises(GanError, match="1 too large archive .big.zip"):
        load(tmp_path / "comp.zip")
    with pytest.raises(GanError, match="unpacks to more than"):
        load(tmp_path / "train-images-idx3-ubyte.gz")


def test_a_stray_image_beside_splits_makes_them_no_classes(tmp_path):
    write(
        tmp_path, {f"{split}/{n}.png": encoded() for split in ("train", "test") for n in range(20)}
    )
    write(tmp_path, {"preview.png": encoded()})
    found = load(tmp_path)
    assert len(found) == 20 and found.class_names == () and len(load(tmp_path, split="test")) == 20
    assert found.left_out.by_reason["images beside the folders"] == ["preview.png"]


def test_archives_inside_an_archive_are_folders_of_their_name(tmp_path):
    def inner(count):
        return zipped({f"{number}.png": encoded() for number in range(count)})

    files = {"train.zip": inner(5), "test1.zip": inner(2), "sampleSubmission.csv": b"id,label\n"}
    write(tmp_path, {"comp.zip": zipped(files)})
    found = load(tmp_path / "comp.zip")
    assert len(found) == 5 and len(load(tmp_path / "comp.zip", split="test")) == 2
    assert found.left_out.words() == (
        "2 images of other splits (test1/0.png, test1/1.png), 1 text file (sampleSubmission.csv)"
    )
