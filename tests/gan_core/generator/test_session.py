"""A loaded generator: the same seed gives the same image, wherever the generator comes from."""

import shutil

import numpy as np
import pytest
import torch

import gan_core
from gan_core import GanError
from gan_core.data import catalog
from gan_core.data.images import to_uint8
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latents
from gan_core.generator.session import BATCH, load_generator
from gan_core.generator.shipped import generator_path, shipped
from gan_core.runs import checkpoint
from gan_core.runs.run_dir import RunDir


@pytest.fixture(scope="module")
def labelled(trained):
    return load_generator(trained)


@pytest.fixture(scope="module")
def plain(trained_without_labels):
    return load_generator(trained_without_labels)


def newest(run_path):
    return list(RunDir(run_path).generators().values())[-1]


# loading


def test_a_run_its_file_and_a_shipped_name_are_the_same_generator(trained, tmp_path, labelled):
    expected = labelled.sample(range(5))
    (tmp_path / "mine").mkdir()
    shutil.copy(newest(trained), tmp_path / "mine" / "generator.safetensors")
    assert shipped(tmp_path) == ["mine"]
    for model in (str(trained), newest(trained), str(newest(trained)), tmp_path / "mine",
                  generator_path("mine", tmp_path)):  # fmt: skip
        assert (load_generator(model).sample(range(5)) == expected).all()


def test_a_run_gives_its_newest_generator(trained, tmp_path):
    run = RunDir(tmp_path / "00001-run")
    (run.path / "generators").mkdir(parents=True)
    for images_seen in (500, 12_000, 0):
        shutil.copy(newest(trained), run.generator_file(images_seen))
    assert generator_path(run.path) == run.generator_file(12_000)


def test_a_run_without_a_generator_and_an_unknown_model_are_refused(tmp_path):
    with pytest.raises(GanError, match="no generator yet"):
        load_generator(tmp_path)
    for model in ("fashionn", "a" * 5000, "", "nul\0byte", tmp_path / "gone"):
        with pytest.raises(GanError):
            load_generator(model)


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_generator_generates_images(name):
    session = load_generator(name)
    samples = session.sample(range(8))
    assert samples.shape == (8, session.image_size, session.image_size, session.channels)
    assert len({image.tobytes() for image in samples}) == 8


# the documented use from Python


def test_the_package_has_the_documented_names():
    assert set(gan_core.__all__) <= set(dir(gan_core) + ["RECIPES", "GanError", "load_generator"])
    assert gan_core.load_generator is load_generator and gan_core.GanError is GanError
    with pytest.raises(AttributeError):
        gan_core.surprise  # noqa: B018


def test_the_documented_build_and_sample(trained):
    from gan_core import RECIPES
    from gan_core import load_generator as load

    G, D = RECIPES["dcgan"].build(channels=1, image_size=28, num_classes=10)
    c = torch.eye(10)[:2]
    assert D(G(torch.randn(2, G.z_dim), c), c).shape == (2,)
    samples = load(trained).sample(seeds=[0, 1, 2])
    assert (samples.shape, samples.dtype) == ((3, 28, 28, 1), np.uint8)


# seeds


@pytest.mark.parametrize("seeds", [[4], [9, 4, 1], [*range(300)], [4, 4]])
def test_a_seed_gives_the_same_image_in_any_batch(seeds, plain):
    alone = plain.sample([4])[0].astype(int)
    for position in (i for i, seed in enumerate(seeds) if seed == 4):
        # the order of summation depends on the batch size: at most one grey level
        assert np.abs(plain.sample(seeds)[position] - alone).max() <= 1


def test_the_same_seeds_give_the_same_bytes(plain, trained_without_labels):
    again = load_generator(trained_without_labels)
    assert (plain.sample(range(BATCH + 3)) == again.sample(range(BATCH + 3))).all()


def test_different_seeds_give_different_images(plain):
    assert len({image.tobytes() for image in plain.sample(range(20))}) == 20


def test_a_sample_is_G_of_the_seed_s_z(plain):
    with torch.no_grad():
        expected = to_uint8(plain.G(z_from_seeds([3, 8], plain.z_dim)))
    assert (plain.sample([3, 8]) == expected).all()


def test_no_seeds_give_no_images(plain, labelled):
    assert plain.sample([]).shape == (0, 28, 28, 1)
    assert labelled.sample([]).shape == (0, 28, 28, 1)


@pytest.mark.parametrize("seed", [-1, 2**32, 2**40])
def test_seeds_out_of_range_are_refused(seed, plain):
    with pytest.raises(GanError, match="seed"):
        plain.sample([seed])


def test_sampling_does_not_change_the_training_noise(plain):
    before = torch.get_rng_state()
    plain.sample(range(3), truncation=1.0)
    assert torch.equal(torch.get_rng_state(), before)


# classes


def test_without_a_class_seeds_cycle_through_the_classes(labelled):
    assert labelled.labels(range(8, 13)) == [8, 9, 0, 1, 2]
    assert (labelled.sample([13]) == labelled.sample([13], [3])).all()
    assert (labelled.sample([13], [3]) != labelled.sample([13], [4])).any()


def test_a_class_is_found_by_name_in_any_case_or_by_number(labelled):
    names = catalog.DATASETS["silhouettes"].class_names
    assert labelled.class_names == names
    for index, name in enumerate(names):
        found = {labelled.class_index(word) for word in (name, name.upper(), str(index))}
        assert found == {index}


@pytest.mark.parametrize("word", ["10", "-1", "Sneakr", "", "1.0", "²", "٣x", "None"])
def test_an_unknown_class_is_refused(word, labelled):
    with pytest.raises(GanError, match="class"):
        labelled.class_index(word)


def test_an_unknown_class_suggests_the_most_similar_name(labelled):
    with pytest.raises(GanError, match='did you mean "Sneaker"'):
        labelled.class_index("Sneakr")


def test_where_names_are_numbers_a_number_is_a_name(labelled, monkeypatch):
    names = tuple(str(number) for number in range(1, 11))
    monkeypatch.setattr(labelled, "class_names", names)
    assert labelled.class_index("10") == 9
    with pytest.raises(GanError, match='no class "0"'):
        labelled.class_index("0")


@pytest.mark.parametrize("classes", [[10], [-1], [0, 10]])
def test_class_numbers_out_of_range_are_refused(classes, labelled):
    with pytest.raises(GanError, match="0 to 9"):
        labelled.sample(range(len(classes)), classes)


def test_a_generator_without_labels_has_no_classes(plain):
    assert plain.labels([0, 1]) is None and plain.class_weights([0]) is None
    for ask in (lambda: plain.sample([0], [0]), lambda: plain.class_index("Bag"),
                lambda: plain.class_index("0"),
                lambda: plain.images(torch.zeros(1, 4), torch.ones(1, 10))):  # fmt: skip
        with pytest.raises(GanError, match="labels"):
            ask()


def test_a_generator_with_labels_needs_class_weights(labelled):
    with pytest.raises(GanError, match="labels"):
        labelled.images(torch.zeros(1, 4))


# truncation


def test_truncation_applies_to_z(plain):
    z = latents.truncate(z_from_seeds(range(4), plain.z_dim), 0.5)
    assert (plain.sample(range(4), truncation=0.5) == plain.images(z)).all()
    assert (plain.sample(range(4), truncation=0.5) != plain.sample(range(4))).any()
    spread = [plain.sample(range(50), truncation=t).std(axis=0).mean() for t in (0.05, 0.5, 2.0)]
    assert spread == sorted(spread)


# generator files


def test_a_stored_generator_gives_the_images_of_the_trained_one(make_trainer, tmp_path):
    from gan_core.runs.description import describe_generator

    trainer = make_trainer(images=800, lr_G=2e-3, lr_D=2e-3, width=16)
    for _ in trainer.records():
        pass
    path = tmp_path / "generator.safetensors"
    checkpoint.save_generator(path, trainer.G_ema, describe_generator(trainer))
    stored = load_generator(path).sample(range(80)).astype(int)
    assert np.abs(stored - trainer.sample_grid()).max() <= 2  # of 255, by half precision
    assert stored.std() > 10
