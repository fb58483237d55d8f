"""Which folders are classes, in what order, and what is said of the images beside them."""

import os

import pytest

from tests.gan_core.data.packed_files import load
from tests.gan_core.data.sample_files import encoded, write


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
        "broken links": ["cat.png", "self"],
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


def test_a_stray_image_beside_splits_makes_them_no_classes(tmp_path):
    write(
        tmp_path, {f"{split}/{n}.png": encoded() for split in ("train", "test") for n in range(20)}
    )
    write(tmp_path, {"preview.png": encoded()})
    found = load(tmp_path)
    assert len(found) == 20 and found.class_names == () and len(load(tmp_path, split="test")) == 20
    assert found.left_out.by_reason["images beside the folders"] == ["preview.png"]
