"""Loss networks: which are shipped, and the moments that G's Frechet loss compares with."""

import dataclasses

import pytest
import torch

from gan_core.data.catalog import DATASETS
from gan_core.data.image_set import ImageSet
from gan_core.data.loss_networks import has_loss_network, loss_network_folder
from gan_core.metrics import feature_network, loss_network, own_features
from gan_core.metrics.evaluator import run_to_end
from gan_core.metrics.frechet import moments
from gan_core.metrics.loss_network import real_features
from gan_core.metrics.shipped_features import features_folder
from gan_core.training.resolve import resolve_config

SHIPPED = ("cifar10", "fashion-mnist", "mnist")


def images_of(dataset, size):
    torch.manual_seed(0)
    pixels = torch.randint(0, 256, (40, DATASETS[dataset].channels, size, size), dtype=torch.uint8)
    return ImageSet(dataset, pixels, None, (), "")


def test_which_are_shipped_and_a_path_has_none():
    assert {*filter(has_loss_network, DATASETS)} == {*SHIPPED}
    assert not has_loss_network("") and not has_loss_network("../features/mnist")


@pytest.mark.parametrize("dataset", SHIPPED)
def test_it_is_another_network_than_the_metrics_have(dataset):
    """Trained with another seed, so that the metrics' distance is not the one in G's loss."""
    own, about = feature_network.load(loss_network_folder(dataset))
    theirs, _ = feature_network.load(features_folder(dataset))
    assert about.distance_name == ""
    for name, tensor in own.state_dict().items():
        assert not torch.equal(tensor, theirs.state_dict()[name]), name


@pytest.mark.parametrize("size", [28, 64])
def test_moments_of_the_reals_are_cached_and_images_of_any_size_match(
    size, environment, monkeypatch
):
    config = resolve_config("quick", "fashion-mnist", device="cpu", image_size=size)
    assert config.settings.frechet == "on"
    data = images_of("fashion-mnist", size)
    first = real_features(config, data, torch.device("cpu"))
    samples = torch.rand(3, 1, size, size, requires_grad=True)
    first.features(samples).sum().backward()
    assert samples.grad is not None and samples.grad.abs().sum() > 0

    monkeypatch.setattr(feature_network.FeatureNetwork, "extract", lambda *_: pytest.fail("anew"))
    again = real_features(config, data, torch.device("cpu"))
    assert torch.equal(first.mean, again.mean)
    assert torch.equal(first.covariance, again.covariance)


def test_the_moments_are_those_of_the_features(environment):
    config = resolve_config("quick", "mnist", device="cpu")
    data = images_of("mnist", 28)
    network, _ = feature_network.load(loss_network_folder("mnist"))
    expected = moments(network.extract(data.images)[0])
    found = real_features(config, data, torch.device("cpu"))
    torch.testing.assert_close(found.mean, expected.mean, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(found.covariance, expected.covariance, rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize(("dataset", "labels"), [("own images", True), ("fashion-mnist", False)])
def test_where_none_fits_one_is_trained_that_the_metrics_do_not_use(
    dataset, labels, environment, monkeypatch
):
    """It has learned the classes where the run knows them; another run on the images loads it."""
    monkeypatch.setattr(own_features, "STEPS", 2)
    config = resolve_config("quick", "fashion-mnist", settings=[f"labels={labels}"], device="cpu")
    config = dataclasses.replace(config, dataset=dataset)
    data = images_of("fashion-mnist", 28)
    data = dataclasses.replace(data, labels=torch.arange(40) % 2, class_names=("coat", "bag"))
    network, about = loss_network.network_of(config, data, torch.device("cpu"))
    assert about.class_names == (("coat", "bag") if labels else ())
    known = data if labels else dataclasses.replace(data, labels=None, class_names=())
    theirs, _ = run_to_end(own_features.build(known, "cpu"))
    pixels = data.images.float() / 127.5 - 1
    assert (network(pixels)[0] - theirs(pixels)[0]).abs().max() > 0.1

    monkeypatch.setattr(own_features, "_train", lambda *_: pytest.fail("trained again"))
    again, _ = loss_network.network_of(config, data, torch.device("cpu"))
    assert torch.equal(network(pixels)[0], again(pixels)[0])
