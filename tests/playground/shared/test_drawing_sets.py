"""What people on one server draw adds up, is trained on as it lies, and is theirs to delete."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gan_core import GanError
from gan_core.data.files.reading import survey
from gan_core.data.image_set import load_images
from playground.shared import drawing_sets
from playground.shared.drawing_sets import add, counts, delete, drawings, frozen, names, path_of
from playground.shared.kept_files import IMAGES
from tests.playground.draw.doodles import ANNA, BEN, doodle


@pytest.fixture(autouse=True)
def root(runs: Path) -> Path:
    return runs / "drawings"


def test_two_people_who_draw_a_cat_in_a_set_add_to_one_class() -> None:
    add("our class", "cat", doodle(1), ANNA)
    add("Our  Class", "Cat", doodle(2), BEN)
    add("our class", "dog", doodle(3), BEN)
    assert names() == ["our class"]
    assert counts(drawings("OUR CLASS")) == {"cat": 2, "dog": 1}


def test_a_set_is_trained_on_as_it_lies_with_names_in_any_script(root: Path) -> None:
    for number, name in enumerate(("Äpfel", "猫", "Äpfel", "猫")):
        add("Klasse 7b", name, doodle(number), ANNA)
    images = load_images(str(path_of("klasse 7B")))
    assert images.class_names == ("Äpfel", "猫") and len(images) == 4
    assert images.images.shape == (4, 1, 28, 28) and not images.left_out


def test_the_newest_drawing_comes_first_and_the_newest_set_too() -> None:
    paths = [add(name, "cat", doodle(number), ANNA).path for number, name in enumerate("aaab")]
    for path, moment in zip(paths, (2, 3, 1, 4), strict=True):
        os.utime(path, (moment, moment))
    assert [drawing.path for drawing in drawings("a")] == [paths[1], paths[0], paths[2]]
    assert names() == ["b", "a"]
    add("a", "dog", doodle(9), ANNA)
    assert names() == ["a", "b"]


def test_the_same_drawing_sent_twice_is_one_but_of_two_people_two() -> None:
    for browser in (ANNA, ANNA, BEN):
        add("a", "cat", doodle(), browser)
    assert len(drawings("a")) == 2


def test_one_deletes_what_one_drew_and_nothing_else(root: Path) -> None:
    own, other = (add("a", "cat", doodle(), browser) for browser in (ANNA, BEN))
    with pytest.raises(GanError, match="Somebody else"):
        delete("a", other.id, ANNA)
    for name in ("", "../a", own.id + "x"):
        delete("a", name, ANNA)
    assert len(drawings("a")) == 2
    delete("a", own.id, ANNA)
    assert drawings("a") == [other]
    delete("a", other.id, BEN)
    assert names() == [] and not list(root.iterdir())


def test_what_a_browser_without_cookies_sent_nobody_can_delete() -> None:
    drawing = add("a", "cat", doodle(), "")
    for browser in ("", ANNA):
        assert not drawing.belongs_to(browser)
        with pytest.raises(GanError, match="Somebody else"):
            delete("a", drawing.id, browser)


def test_the_name_of_a_file_does_not_give_the_cookie_away() -> None:
    assert ANNA not in str(add("a", "cat", doodle(), ANNA).path)


def test_every_change_is_another_version() -> None:
    seen = [drawing_sets.version("a")]
    for number in range(3):
        drawing = add("a", "cat", doodle(number), ANNA)
        seen.append(drawing_sets.version("a"))
    delete("a", drawing.id, ANNA)
    seen.append(drawing_sets.version("a"))
    assert seen[0] == 0 and len({*seen}) == 5


def test_a_frozen_set_does_not_grow_and_is_stored_once(runs: Path) -> None:
    for number, name in enumerate(("cat", "猫")):
        add("a", name, doodle(number), ANNA)
    folder = path_of("a")
    assert folder
    before = frozen(folder)
    assert frozen(folder) == before and before.name == "a.zip"
    digest = load_images(str(folder)).digest
    add("a", "cat", doodle(5), ANNA)
    assert load_images(str(before)).digest == digest
    assert load_images(str(before)).class_names == ("cat", "猫")
    assert frozen(folder) != before


def test_a_frozen_set_holds_every_image_that_is_counted() -> None:
    add("a", "cat", doodle(1), ANNA)
    folder = path_of("a")
    assert folder
    stream = io.BytesIO()
    Image.new("L", (28, 28), 99).save(stream, "JPEG")
    for place in ("cat/x.jpg", "dog/y.jpg", "dog/z.JPEG", "dog/.hidden.png"):
        (folder / place).parent.mkdir(exist_ok=True)
        (folder / place).write_bytes(stream.getvalue())
    assert survey(folder).count == survey(frozen(folder)).count == 4


def test_a_set_deleted_before_it_is_frozen_is_a_sentence(root: Path) -> None:
    with pytest.raises(GanError, match="no images in this set any more"):
        frozen(root / "gone")


def test_a_drawing_deleted_while_its_set_is_frozen_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = add("a", "cat", doodle(1), ANNA)
    held = []
    store = IMAGES.store

    def slow(*args: Any) -> Path:
        held.append(drawing_sets._writing.locked())
        return store(*args)

    monkeypatch.setattr(IMAGES, "store", slow)
    frozen(drawing.path.parents[1])
    assert held == [True]


def test_a_frozen_set_needs_room(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add("a", "cat", doodle(1), ANNA)
    folder = path_of("a")
    monkeypatch.setattr(IMAGES, "limit", 10)
    assert folder
    with pytest.raises(GanError, match="no space for a.zip"):
        frozen(folder)
    assert not list((runs / "data").rglob("*.zip"))


def test_a_drawing_of_two_classes_is_deleted_from_one() -> None:
    cat, dog = (add("a", name, doodle(1), ANNA) for name in ("cat", "dog"))
    assert cat.id != dog.id
    delete("a", cat.id, ANNA)
    assert drawings("a") == [dog]


def test_a_set_is_looked_up_without_listing_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    add("a", "cat", doodle(1), ANNA)
    monkeypatch.setattr(drawing_sets, "_folders", None)
    assert path_of("a")


@pytest.mark.parametrize(
    "limit, most, sentence",
    [("MAX_DRAWINGS", 2, "at most 2 drawings"), ("MAX_CLASSES", 1, "at most 1 classes"),
     ("MAX_SETS", 1, "1 sets already")],
)  # fmt: skip
def test_beyond_the_limits_a_drawing_is_refused_in_one_sentence(
    limit: str, most: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_sets, limit, most)
    add("a", "cat", doodle(1), ANNA)
    add("a", "cat", doodle(2), ANNA)
    refused = {"MAX_DRAWINGS": ("a", "cat"), "MAX_CLASSES": ("a", "dog"), "MAX_SETS": ("b", "cat")}
    with pytest.raises(GanError, match=sentence):
        add(*refused[limit], doodle(3), ANNA)
    assert counts(drawings("a")) == {"cat": 2} and names() == ["a"]


@pytest.mark.parametrize(
    "set_name, class_name", [("../x", "cat"), ("a", "../../cat"), ("", "cat"), ("a", "")]
)
def test_a_bad_name_leaves_nothing_behind(set_name: str, class_name: str, runs: Path) -> None:
    with pytest.raises(GanError):
        add(set_name, class_name, doodle(), ANNA)
    assert not list(runs.rglob("*.png"))


def test_only_a_set_has_a_name(root: Path, tmp_path: Path) -> None:
    add("a", "cat", doodle(), ANNA)
    folder = path_of("A")
    assert folder and drawing_sets.name_of(folder) == "a"
    for path in (tmp_path, root, folder / "cat", Path("mnist")):
        assert drawing_sets.name_of(path) is None
    for name in ("", ".", "..", "a/cat", "b"):
        assert path_of(name) is None
