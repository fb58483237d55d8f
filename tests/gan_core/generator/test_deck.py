"""Decks: held-out reals, fakes in the order of their seeds, D's logits; nothing damaged is read."""

import copy
import hashlib
import io
import json

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.data import silhouettes
from gan_core.generator import deck as deck_files
from gan_core.generator import deck_making
from gan_core.generator.deck import COLUMNS, DECKS, read_deck, write_deck
from gan_core.generator.deck_making import balanced, spread
from gan_core.generator.session import load_generator
from gan_core.runs import checkpoint
from gan_core.runs.run_dir import RunDir
from tests.gan_core.data.sample_files import encoded, write

TINY = ["--set", "width=4", "z_dim=4", "batch_size=8", "log_every=1"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run with labels, and its deck."""
    out = tmp_path_factory.mktemp("deck")
    words = "train quick --dataset silhouettes --images 4000 --device cpu --seed 3"
    assert main([*words.split(), *TINY, "batch_size=64", "--out", str(out)]) == 0
    run = RunDir(next(out.glob("0*")))
    assert main(["deck", str(run.path)]) == 0
    return run, read_deck(run.deck_folder())


def item(deck, place: int) -> np.ndarray:
    side = deck.about["image_size"]
    sheet = np.array(Image.open(io.BytesIO(deck.sheet)))
    row, column = divmod(place, COLUMNS)
    return sheet[row * side : (row + 1) * side, column * side : (column + 1) * side]


def test_reals_are_the_held_out_images_of_their_index(trained):
    deck = trained[1]
    images, labels = silhouettes.make(1024, 28, 1, 1)  # the test split: another seed
    train, _ = silhouettes.make(4096, 28, 0, 1)
    seen = {image.tobytes() for image in train}
    index = deck.about["reals"]["index"]
    assert len(index) == 240 and len({*index}) == 240
    for place, row in enumerate(index):
        np.testing.assert_array_equal(item(deck, place), images[row, 0])
        assert images[row].tobytes() not in seen
    assert deck.about["reals"]["class"] == [int(labels[row]) for row in index]
    assert np.bincount(deck.about["reals"]["class"]).tolist() == [24] * 10


def test_fakes_are_the_first_seeds_of_each_moment_unselected(trained):
    run, deck = trained
    moments, seeds = deck.about["moments"], deck.about["fakes"]["seed"]
    assert seeds == list(range(60)) and len(moments) == 4
    assert moments[-1] == max(run.generators()) and {*moments} <= {*run.generators()} - {0}
    for number, seen in enumerate(moments):
        samples = load_generator(run.generator_file(seen)).sample(seeds)
        for seed in (0, 7, 59):
            np.testing.assert_array_equal(
                item(deck, 240 + 60 * number + seed), samples[seed][..., 0]
            )
    assert np.bincount(deck.about["fakes"]["class"]).tolist() == [6] * 10


def test_the_logits_are_those_of_D_for_the_pixels_that_are_shown(trained):
    run, deck = trained
    (D_known,) = deck.about["discriminators"]  # a run keeps only its last D
    seen, path = list(run.checkpoints().items())[-1]
    assert D_known["images_seen"] == seen
    from gan_core.recipes.quick import TwoScaleDiscriminator

    weights = checkpoint.load_state(path)["D"]
    D = TwoScaleDiscriminator(10, 1, 28, weights["stages.1.weight"].shape[0])
    D.load_state_dict(weights)
    for place, label, found in (
        (5, deck.about["reals"]["class"][5], D_known["reals"][5]),
        (240 + 3 * 60 + 17, 7, D_known["fakes"][3][17]),
    ):
        x = torch.from_numpy(item(deck, place).copy()).float()[None, None] / 127.5 - 1
        c = torch.nn.functional.one_hot(torch.tensor([label]), 10).float()
        assert D(x, c).item() == pytest.approx(found, abs=0.02)  # bf16 where the CPU has it
    assert deck.about["threshold"] == "midpoint"  # relativistic: only differences count


def test_D_of_another_run_judges_the_same_items(trained, tmp_path, capsys):
    run, own = trained
    words = ["deck", str(run.path), "--to", str(tmp_path / "deck"), "--others"]
    assert main([*words, str(run.path)]) == 0  # the same D once more: it must say the same
    (other,) = read_deck(tmp_path / "deck").about["others"]
    (D_known,) = own.about["discriminators"]
    assert (other["title"], other["threshold"]) == ("quick, seed 3", "midpoint")
    assert {part: other[part] for part in D_known} == D_known
    assert main([*words, str(tmp_path)]) == 2
    assert "is no run with a D" in capsys.readouterr().err


def test_D_that_has_seen_these_reals_is_no_judge_of_them(trained):
    own = deck_making.trainer_of(trained[0])
    seen = deck_making.Items(own.data.images[5:8], None, [], None)
    with pytest.raises(GanError, match="was trained on some of the reals"):
        deck_making._other(trained[0], own, seen)


def test_the_quality_of_each_moment_is_that_of_G_and_its_floor_that_of_real_images(trained):
    quality = trained[1].about["quality"]
    assert quality["name"] == "fd_silhouettes_cnn" and quality["samples"] == 1000
    assert len(quality["values"]) == 4 and min(quality["values"]) > quality["floor"] > 0


def test_a_training_of_its_own_keeps_D_of_each_moment(environment, capsys):
    words = "deck --train quick --dataset silhouettes --images 2000 --out runs --to here"
    assert main(words.split()) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "here"
    about = read_deck(environment / "here").about
    assert len(about["moments"]) == 4
    assert [D["images_seen"] for D in about["discriminators"]] == about["moments"]
    assert len({str(D["reals"]) for D in about["discriminators"]}) == 4


@pytest.mark.parametrize(
    "words, sentence",
    [
        (["deck"], "either a run directory, or --train"),
        (["deck", "nowhere"], "is no run, and only a run has a D"),
        (["deck", "x", "--train", "quick"], "either a run directory, or --train"),
        (["deck", "x", "--images", "9"], "leave out the options of --train"),
        (["deck", "--train", "nothing", "--dataset", "silhouettes"], 'no recipe "nothing"'),
    ],
)
def test_what_has_no_deck_is_refused_in_a_sentence(words, sentence, environment, capsys):
    assert main(words) == 2
    assert sentence in capsys.readouterr().err


def test_images_of_which_none_are_held_out_are_refused(environment, capsys):
    folder = environment / "few"
    folder.mkdir()
    for number in range(30):
        Image.fromarray(np.full((28, 28), 8 * number, np.uint8)).save(folder / f"{number}.png")
    words = f"deck --train dcgan --dataset {folder} --images 40 --out runs"
    assert main(words.split()) == 2
    assert "put some into a folder test" in capsys.readouterr().err
    assert not [*environment.glob("runs/*/deck")]


def test_test_images_without_the_classes_that_D_is_told_are_refused(environment, capsys):
    names = [f"{folder}/{number}.png" for folder in ("train/a", "train/b", "test")
             for number in range(24)]  # fmt: skip
    photos = write(environment / "photos", {name: encoded() for name in names})
    assert main(f"deck --train quick --dataset {photos} --images 64 --out runs".split()) == 2
    assert "its test images have none: put them into folders" in capsys.readouterr().err
    assert not [*environment.glob("runs/*/deck")]


def test_moments_are_spread_by_ratio_and_reals_over_the_classes():
    assert spread([5, 9], 4) == [5, 9]
    chosen = spread(list(range(100, 10_001, 100)), 4)
    assert chosen[0] == 100 and chosen[-1] == 10_000 and len({*chosen}) == 4
    assert chosen[1] == pytest.approx(464, abs=60) and chosen[2] == pytest.approx(2154, abs=60)
    assert spread([1, 2, 3, 4, 1000], 4) == [1, 3, 4, 1000]
    labels = torch.tensor([0, 0, 0, 1, 0, 1])
    assert balanced(range(6), labels, 2, 4) == [0, 3, 1, 5]
    assert balanced(range(6), None, 0, 2) == [0, 1]


FAULTS = {
    "format": lambda about: about.update(format="deck 2"),
    "no title": lambda about: about.pop("title"),
    "a real twice": lambda about: about["reals"]["index"].__setitem__(
        1, about["reals"]["index"][0]
    ),
    "of training": lambda about: about["reals"].update(split="train"),
    "class": lambda about: about["fakes"]["class"].__setitem__(0, 10),
    "negative": lambda about: about["fakes"]["seed"].__setitem__(0, -1),
    "moments": lambda about: about["moments"].reverse(),
    "logit": lambda about: about["discriminators"][0]["reals"].__setitem__(0, "1"),
    "infinite": lambda about: about["discriminators"][0]["reals"].__setitem__(0, float("inf")),
    "huge": lambda about: about["discriminators"][0]["reals"].__setitem__(0, 10**400),
    "few logits": lambda about: about["discriminators"][0]["fakes"].pop(),
    "size": lambda about: about.update(image_size=32),
    "colour": lambda about: about.update(channels=3),
    "threshold": lambda about: about.update(threshold="high"),
    "names": lambda about: about.update(class_names=[{}] * 10),
    "other D": lambda about: about.update(others=[{"title": "x", "images_seen": 1}]),
    "others": lambda about: about.update(others=about["discriminators"] * 5),
    "quality": lambda about: about["quality"]["values"].pop(),
    "no floor": lambda about: about["quality"].pop("floor"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_deck_with_a_fault_is_refused(fault, trained, tmp_path):
    about = copy.deepcopy(trained[1].about)
    FAULTS[fault](about)
    (tmp_path / "deck.json").write_text(json.dumps(about))
    (tmp_path / "items.png").write_bytes(trained[1].sheet)
    with pytest.raises(GanError, match="cannot be used"):
        read_deck(tmp_path)


def test_other_images_and_broken_files_are_refused_and_nothing_half_is_read(trained, tmp_path):
    about, sheet = trained[1].about, trained[1].sheet
    with pytest.raises(GanError, match="no deck"):
        read_deck(tmp_path)
    write_deck(tmp_path, about, sheet)
    assert read_deck(tmp_path).about == about
    (tmp_path / "items.png").write_bytes(sheet[:-1])
    with pytest.raises(GanError, match="images have changed"):
        read_deck(tmp_path)
    bomb = {**about, "sheet_sha256": hashlib.sha256(b"no image").hexdigest()}
    (tmp_path / "deck.json").write_text(json.dumps(bomb))
    (tmp_path / "items.png").write_bytes(b"no image")
    with pytest.raises(GanError, match="do not fit"):
        read_deck(tmp_path)
    (tmp_path / "deck.json").write_bytes(b"[" * 100_000)
    with pytest.raises(GanError, match="cannot be read"):
        read_deck(tmp_path)
    (tmp_path / "deck.json").write_bytes(b" " * (deck_files.MAX_DESCRIPTION + 1))
    with pytest.raises(GanError, match="cannot be read"):
        read_deck(tmp_path)


@pytest.mark.parametrize("name", ["fashion-mnist-quick", "mnist-quick"])
def test_the_shipped_decks_are_whole_and_small(name):
    folder = DECKS / name
    about = read_deck(folder).about
    assert sum(path.stat().st_size for path in folder.iterdir()) < 400_000
    assert len(about["reals"]["index"]) == 240 and len(about["moments"]) == 4
    assert [D["images_seen"] for D in about["discriminators"]] == about["moments"]
    assert "/" not in about["kind"] and "test split" in about["data"]


def test_the_shipped_reals_are_test_images_that_are_no_training_images(real_data_root):
    from gan_core.data.image_set import load_images

    deck = read_deck(DECKS / "fashion-mnist-quick")
    test, train = (
        load_images("fashion-mnist", data_root=real_data_root, split=split, progress=None)
        for split in ("test", "train")
    )
    seen = {image.tobytes() for image in train.images.numpy()}
    for place, row in enumerate(deck.about["reals"]["index"]):
        image = test.images[row].numpy()
        np.testing.assert_array_equal(item(deck, place), image[0])
        assert image.tobytes() not in seen
