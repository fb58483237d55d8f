"""Folders and archives: what is a class, what is a split, what a survey says of them."""

from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.data.files import reading
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
