"""Feature networks: saving and loading, training, and the accuracy of the shipped ones."""

import json
import shutil

import numpy as np
import pytest
import torch

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.data import catalog
from gan_core.data.image_set import load_images
from gan_core.data.images import to_float
from gan_core.generator import shipped
from gan_core.metrics import feature_network, feature_training, shipped_features

NAMES = [name for name in catalog.DATASETS if shipped_features.has_features(name)]
LEAST_ACCURACY = {"fashion-mnist": 0.92, "mnist": 0.99, "cifar10": 0.80, "silhouettes": 0.9}


@pytest.fixture
def network():
    """With BatchNorm statistics from images, so that folding it in is not the identity."""
    torch.manual_seed(0)
    network = feature_network.FeatureNetwork(1, 28, 10)
    with torch.no_grad():
        for _ in range(20):
            network(torch.rand(16, 1, 28, 28) * 2 - 1)
    return network.eval()


@pytest.fixture
def config():
    names = tuple("0123456789")
    return feature_network.FeatureConfig("fd_some_cnn", "some", "Some", 1, 28, names, 0.5)


def test_a_loaded_network_computes_what_the_saved_one_did(network, config, tmp_path):
    images = torch.randint(0, 256, (230, 1, 28, 28), dtype=torch.uint8)
    with torch.no_grad():
        features, logits = network(to_float(images))
    feature_network.save(tmp_path, network, config)
    loaded, found = feature_network.load(tmp_path)
    assert found == config
    loaded_features, predicted = loaded.extract(images)
    torch.testing.assert_close(loaded_features, features, rtol=0.02, atol=0.02)  # half precision
    assert (predicted == logits.argmax(dim=1)).float().mean() > 0.97
    assert (tmp_path / feature_network.WEIGHTS).stat().st_size < 600_000


def test_images_of_any_size_and_colour_have_features(network):
    for shape in ((3, 1, 28, 28), (3, 3, 32, 32), (3, 3, 64, 64), (0, 1, 28, 28)):
        features, predicted = network.extract(torch.randint(0, 256, shape, dtype=torch.uint8))
        assert features.shape == (shape[0], 128) and len(predicted) == shape[0]
        assert features.numel() == 0 or features.min() >= 0


def test_extracting_uses_no_random_numbers_and_is_independent_of_the_batch(network):
    images = torch.randint(0, 256, (150, 1, 28, 28), dtype=torch.uint8)
    before = torch.get_rng_state()
    together, _ = network.extract(images)
    assert torch.equal(torch.get_rng_state(), before)
    alone, _ = network.extract(images[120:121])
    torch.testing.assert_close(together[120:121], alone, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("damage", ["missing", "truncated", "other network", "config"])
def test_a_damaged_network_is_refused_in_one_sentence(network, config, tmp_path, damage):
    feature_network.save(tmp_path, network, config)
    weights = tmp_path / feature_network.WEIGHTS
    if damage == "missing":
        weights.unlink()
    if damage == "truncated":
        weights.write_bytes(weights.read_bytes()[:-100])
    if damage == "other network":
        other = feature_network.FeatureNetwork(3, 32, 10)
        feature_network.save(tmp_path / "other", other, config)
        shutil.copy(tmp_path / "other" / feature_network.WEIGHTS, weights)
    if damage == "config":
        (tmp_path / feature_network.CONFIG).write_text('{"channels": 1}')
    with pytest.raises(GanError, match="contains no feature network"):
        feature_network.load(tmp_path)


def test_a_trained_network_classifies_held_out_images(make_set, monkeypatch):
    monkeypatch.setattr(feature_training, "BATCH_SIZE", 25)
    train = make_set(200)
    held_out = load_images("silhouettes", split="test")
    network = feature_training.train_network(train, 6, 0, False, False, torch.device("cpu"))
    assert feature_training.accuracy(network, held_out) > 0.5  # chance: 0.1


def test_a_feature_network_needs_classes(make_set):
    with pytest.raises(GanError, match="no classes"):
        feature_training.train_network(
            make_set(40, labels=False), 1, 0, False, False, torch.device("cpu")
        )


def test_a_config_of_version_0_1_is_read(network, config, tmp_path):
    feature_network.save(tmp_path, network, config)
    path = tmp_path / feature_network.CONFIG
    path.write_text(path.read_text().replace('"distance_name"', '"measure"'))
    assert feature_network.load(tmp_path)[1] == config


def test_the_command_writes_network_config_and_card(tmp_path, monkeypatch, capsys, image_folder):
    monkeypatch.setattr(shipped_features, "FEATURES", tmp_path / "features")
    folder = tmp_path / "image_folder"
    for split in ("train", "test"):
        shutil.copytree(image_folder, folder / split)
    monkeypatch.setattr(feature_training, "BATCH_SIZE", 8)
    assert main(["train-features", str(folder), "--name", "mnist", "--epochs", "2"]) == 0
    written = shipped_features.features_folder("mnist")
    assert capsys.readouterr().out.splitlines()[-1] == str(written)
    config = json.loads((written / "config.json").read_text())
    assert config["distance_name"] == "fd_mnist_cnn" and 0 <= config["test_accuracy"] <= 1
    card = (written / "README.md").read_text()
    assert f"{config['test_accuracy']:.2%} of 40 images" in card
    assert shipped.shipped(tmp_path) == [] and shipped_features.has_features("mnist")


def test_features_are_stored_for_named_data_sets_only(capsys):
    assert main(["train-features", "silhouettes", "--name", "../x"]) == 2
    assert main(["train-features", "silhouettes", "--epochs", "0"]) == 2
    assert "Feature networks are stored for" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_network_states_its_accuracy(name):
    folder = shipped_features.features_folder(name)
    network, config = feature_network.load(folder)
    info = catalog.DATASETS[name]
    assert config.dataset == name and config.distance_name == shipped_features.distance_name(name)
    assert config.class_names == info.class_names
    assert (config.channels, config.image_size) == (info.channels, info.image_size)
    assert config.test_accuracy >= LEAST_ACCURACY[name]
    assert f"{config.test_accuracy:.2%}" in (folder / "README.md").read_text()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 800_000


@pytest.mark.parametrize("name", [name for name in NAMES if name != "cifar10"])
def test_a_shipped_network_has_the_stated_accuracy(name, real_data_root):
    if not catalog.is_local(name, real_data_root):
        pytest.skip(f"{name} is not here: set GAN_DATA_ROOT to the folder that holds it.")
    network, config = feature_network.load(shipped_features.features_folder(name))
    test = load_images(name, split="test", data_root=real_data_root)
    _, predicted = network.extract(test.images[:2000])
    found = (predicted == test.labels[:2000]).double().mean().item()
    margin = 4 * np.sqrt(config.test_accuracy * (1 - config.test_accuracy) / len(predicted))
    assert found == pytest.approx(config.test_accuracy, abs=margin)
