"""What a person decides about their images holds in the run that is trained on them."""

import json

import numpy as np
import pytest
from PIL import Image

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices, image_choices_from
from gan_core.data.image_set import load_images
from gan_core.training.resolve import resolve_config
from tests.gan_core.data.sample_files import encoded, write


def load(path, size=28, **choices):
    chosen = ImageChoices(**choices)
    return load_images(str(path), image_size=size, channels=3, progress=None, choices=chosen)


@pytest.fixture
def banded(tmp_path):
    """Four images of 60 x 80 px, white, with a red band above and a blue one below."""
    image = np.full((80, 60, 3), 255, np.uint8)
    image[:8], image[72:] = (255, 0, 0), (0, 0, 255)
    return write(tmp_path, {f"{kind}/{n}.png": encoded(image) for kind in "ab" for n in range(2)})


def test_cropping_loses_the_edges_and_padding_keeps_them(banded):
    crop, pad, squash = (load(banded, fit=fit).images[0] for fit in ("crop", "pad", "squash"))
    assert crop[:, 0, 14].tolist() == [255, 255, 255]
    assert pad[:, 0, 14].tolist() == squash[:, 0, 14].tolist() == [255, 0, 0]
    assert pad[:, -1, 14].tolist() == squash[:, -1, 14].tolist() == [0, 0, 255]
    assert pad[:, 14, 0].tolist() == [0, 0, 0] and squash[:, 14, 0].tolist() == [255, 255, 255]


def test_bars_have_the_background(banded):
    assert load(banded, fit="pad", background="white").images[0, :, 14, 0].tolist() == [255] * 3


@pytest.mark.parametrize(("outline", "background"), [(0, 255), (255, 0)])
def test_transparent_drawings_get_the_background_on_which_they_show(tmp_path, outline, background):
    drawing = Image.new("RGBA", (28, 28))
    drawing.paste((outline, outline, outline, 255), (8, 8, 20, 20))
    for number in range(3):
        drawing.save(tmp_path / f"{number}.png")
    assert load(tmp_path).images[0, :, 1, 1].tolist() == [background] * 3
    config = resolve_config("dcgan", str(tmp_path), device="cpu")
    assert config.image_choices.background == ("white" if background else "black")


def test_folders_can_be_left_out_and_all_be_one_class(banded):
    found = load(banded, leave_out="b")
    assert len(found) == 2 and found.labels is None
    assert found.left_out.by_reason == {
        "images in folders that are not used": ["b/0.png", "b/1.png"]
    }
    assert load(banded, classes="one").labels is None and len(load(banded, classes="one")) == 4


def test_folders_left_out_may_have_commas_in_their_names(tmp_path):
    write(tmp_path, {f"{kind}/{n}.png": encoded(np.full((28, 28, 3), 9 * n, np.uint8))
                     for kind in ("a", "b", "red, blue") for n in range(2)})  # fmt: skip
    assert len(load(tmp_path, leave_out="red, blue")) == 4
    assert len(load(tmp_path, leave_out="red, blue|b")) == 2


@pytest.mark.parametrize("folders", ["", "old", "red, blue", "red, blue|old", " a |b/"])
def test_folders_left_out_come_back_from_a_config(folders):
    choices = ImageChoices(leave_out=folders)
    assert image_choices_from(json.loads(json.dumps(choices.to_json()))) == choices


def test_in_a_config_of_an_earlier_version_commas_separate_folders():
    found = image_choices_from({"leave_out": "drafts, old"})
    assert found.folders_left_out == {"drafts", "old"}


@pytest.mark.parametrize("folder", ["B", "c", "a/b"])
def test_a_folder_that_is_not_there_is_named(banded, folder):
    assert load(banded, leave_out=folder).notes[0] == f"There is no folder {folder} to leave out."


@pytest.mark.parametrize("setting", ["fit=pad", "background=white", "classes=one", "leave_out=Bag"])
def test_named_sets_take_no_choice_in_silence(setting):
    with pytest.raises(GanError, match="images of your own; Silhouettes"):
        resolve_config("dcgan", "silhouettes", device="cpu", settings=[setting])


def test_a_subset_of_a_named_set_counts_as_few():
    few = resolve_config("quick", "silhouettes", device="cpu", settings=["subset=100"])
    assert few.settings.augment != "none"


def test_a_subset_is_random_named_and_the_same_each_time(tmp_path):
    write(tmp_path, {f"{n:03d}.png": encoded() for n in range(40)})
    found = load(tmp_path, subset=10)
    assert len(found) == 10 and len(found.left_out) == 30
    used = {f"{n:03d}.png" for n in range(40)} - {*found.left_out}
    assert used != {f"{n:03d}.png" for n in range(10)}
    assert (load(tmp_path, subset=10).images == found.images).all()


def test_mirrored_images_follow_the_others_with_their_labels(banded):
    found = load(banded, flip=True)
    assert len(found) == 8 and found.labels.tolist() == [0, 0, 1, 1] * 2
    assert (found.images[4:] == found.images[:4].flip(3)).all()


def test_named_sets_take_a_subset_and_mirrors_too():
    found = load("silhouettes", subset=20, flip=True)
    assert len(found) == 40 and len(found.labels) == 40


def test_choices_are_settings_of_the_run(banded):
    config = resolve_config(
        "dcgan", str(banded), device="cpu", settings=["fit=pad", "subset=3", "flip=true"]
    )
    again = type(config).from_json(config.to_json(), type(config.settings))
    assert again == config and again.image_choices.fit == "pad" and again.image_choices.subset == 3


def test_a_run_of_an_earlier_version_keeps_its_black_background():
    assert image_choices_from(None) == ImageChoices(background="black")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"fit": "stretch"}, "fit"), ({"subset": -1}, "subset"), ({"crop": 1}, "image choice")],
)
def test_impossible_choices_are_refused(values, sentence):
    with pytest.raises(GanError, match=sentence):
        image_choices_from(values)


@pytest.mark.parametrize(
    ("side", "recipe", "size"), [(28, "dcgan", 28), (40, "dcgan", 64), (200, "quick", 64)]
)
def test_without_a_size_files_are_trained_at_the_recipes_size_nearest_to_theirs(
    side, recipe, size, tmp_path
):
    write(tmp_path, {f"{n}.png": encoded(np.full((side, side, 3), n, np.uint8)) for n in range(3)})
    assert resolve_config(recipe, str(tmp_path), device="cpu").image_size == size
    assert resolve_config("dcgan", str(tmp_path), device="cpu", image_size=32).image_size == 32
