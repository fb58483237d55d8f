"""Arrays and tables of images are read pixel for pixel, each with its own label."""

import numpy as np
import pytest

from gan_core import GanError
from gan_core.data.files import array_container
from gan_core.data.files.reading import survey
from tests.gan_core.data.packed_files import load
from tests.gan_core.data.sample_files import (
    csv,
    encoded,
    idx,
    npy,
    npz,
    parquet,
    pixels,
    write,
    zipped,
)

LABELS = np.array([3, 1, 10, 1, 3, 2, 10, 2])
IMAGES = pixels(len(LABELS))
ORDER = sorted(range(len(LABELS)), key=lambda row: (str(LABELS[row]), row))  # by folder and name


def assert_labelled(found):
    """The eight images, each with its own label."""
    assert found.class_names == ("1", "2", "3", "10")
    assert (found.images[:, 0].numpy() == IMAGES[ORDER]).all()
    assert [found.class_names[label] for label in found.labels] == list(map(str, LABELS[ORDER]))


LABELLED = {
    "data.csv": lambda: csv(IMAGES, LABELS),
    "no_names.csv": lambda: csv(IMAGES, LABELS, head=False),
    "mnist.npz": lambda: npz(x_train=IMAGES, y_train=LABELS),
    "column.npz": lambda: npz(images=IMAGES, labels=LABELS[:, None]),
    "train-00000.parquet": lambda: parquet(map(encoded, IMAGES), LABELS),
    "archive.zip": lambda: zipped({"a_train.csv": csv(IMAGES, LABELS), "notes.md": b"# x"}),
    "deep.zip": lambda: zipped({"raw/inner.zip": zipped({"mnist.csv": csv(IMAGES, LABELS)})}),
    "twice.zip": lambda: zipped(
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
    write(tmp_path, {"a.parquet": parquet(map(encoded, IMAGES[:4]), [0, 1, 0, 1], ["cat", "dog"])})
    assert load(tmp_path / "a.parquet").class_names == ("cat", "dog")


def test_labels_may_be_words(tmp_path):
    rows = csv(IMAGES[:4], ["cat", "dog", "cat", "dog"])
    write(tmp_path, {"pets.csv": rows})
    found = load(tmp_path / "pets.csv")
    assert found.class_names == ("cat", "dog") and found.labels.tolist() == [0, 0, 1, 1]
    assert (found.images[:, 0].numpy() == IMAGES[[0, 2, 1, 3]]).all()


@pytest.mark.parametrize("mark", ["#", "\u2028", "\x0b"])
def test_whatever_a_label_holds_each_image_keeps_its_own(tmp_path, mark):
    names = [f"{kind}{mark}" for kind in "abab"]
    write(tmp_path, {"notes.csv": csv(IMAGES[:4], names).replace(b"\n", b"\r\n\r\n")})
    found = load(tmp_path / "notes.csv")
    assert found.labels.tolist() == [0, 0, 1, 1] and len(found.class_names) == 2
    assert (found.images[:, 0].numpy() == IMAGES[[0, 2, 1, 3]]).all()


def test_a_comment_in_a_table_does_not_shift_the_labels(tmp_path):
    rows = csv(IMAGES[:4], [0, 1, 0, 1]).split(b"\n")
    write(tmp_path, {"a.csv": b"\n".join([*rows[:2], b"# the second half", *rows[2:]])})
    with pytest.raises(GanError, match="a.csv cannot be read as an array or a table"):
        load(tmp_path / "a.csv")


def test_arrays_beyond_what_fits_into_memory_are_left_out_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(array_container, "MAX_ROWS_BYTES", IMAGES.nbytes)
    write(tmp_path, {"set.npz": npz(x_train=IMAGES, x_test=IMAGES[:3])})
    found = load(tmp_path / "set.npz")
    assert len(found) == 8
    assert found.left_out.words() == "1 array beyond what fits into memory (x_test.npy)"


def test_test_images_with_labels_do_not_take_the_place_of_training_images(tmp_path):
    write(tmp_path, {"set.npz": npz(x_train=IMAGES, x_test=IMAGES[:3], y_test=LABELS[:3])})
    assert (
        len(load(tmp_path / "set.npz")) == 8 and len(load(tmp_path / "set.npz", split="test")) == 3
    )


def test_labels_that_fit_no_images_are_named(tmp_path):
    write(tmp_path, {"set.npz": npz(x_train=IMAGES, y_train=LABELS[:5])})
    found = load(tmp_path / "set.npz")
    assert found.labels is None
    assert found.left_out.by_reason == {"label files without matching images": ["y_train.npy"]}
