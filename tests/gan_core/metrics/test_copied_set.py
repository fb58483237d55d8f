"""Images that are a copy of a named data set use the networks that are shipped for it."""

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core import GanError
from gan_core.config.image_choices import ImageChoices, image_choices_from
from gan_core.data.catalog import DATASETS
from gan_core.data.image_set import load_images
from gan_core.metrics import loss_network
from gan_core.metrics.evaluator import load_real_images, prepare, run_to_end
from gan_core.metrics.shipped_features import set_with_classes
from gan_core.training.resolve import resolve_config

NAMES = DATASETS["cifar10"].class_names


def copy_of(names, folder):
    rng = np.random.default_rng(0)
    for name in names:
        (folder / name).mkdir(parents=True)
        for n in range(3):
            pixels = rng.integers(0, 256, (32, 32, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{n}.png")
    return str(folder)


def test_metrics_and_loss_are_on_its_networks(tmp_path, environment):
    folder = copy_of(NAMES, tmp_path / "copy")
    config = resolve_config("quick", folder, settings=["like=cifar10", "frechet=on"], device="cpu")
    data = load_images(folder, choices=config.image_choices)
    _, about = loss_network.network_of(config, data, torch.device("cpu"))
    assert about.dataset == "cifar10"
    reals = load_real_images(folder, 3, 32, train=data, choices=config.image_choices)
    assert run_to_end(prepare(reals, "cpu")).describe()["fd_name"] == "fd_cifar10_cnn"


def test_images_with_other_folders_are_refused(tmp_path):
    folder = copy_of(("cat", "dog"), tmp_path / "pets")
    with pytest.raises(GanError, match="no copy of CIFAR-10, whose folders are airplane"):
        resolve_config("quick", folder, settings=["like=cifar10"])
    with pytest.raises(GanError, match="cifar11"):
        resolve_config("quick", folder, settings=["like=cifar11"])
    with pytest.raises(GanError, match="images of your own"):
        resolve_config("quick", "silhouettes", settings=["like=cifar10"])


def test_a_run_from_before_is_like_no_other(tmp_path):
    values = ImageChoices().to_json()
    del values["like"]
    assert image_choices_from(values).like == ""


@pytest.mark.parametrize("name", ["cifar10", "fashion-mnist", "mnist"])
def test_a_set_is_known_by_its_classes(name):
    assert set_with_classes(DATASETS[name].class_names) == name
    assert set_with_classes(DATASETS[name].class_names[1:]) == set_with_classes(()) == ""
