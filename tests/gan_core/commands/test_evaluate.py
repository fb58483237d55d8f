"""evaluate: the printed JSON, for named data sets and folders, and the call for the usual FID."""

import json
import sys
import types

import pytest
import torch

from gan_core import GanError
from gan_core.__main__ import main
from gan_core.metrics import own_features
from gan_core.metrics.inception import ColourImages, inception_fid


@pytest.fixture
def quick_features(monkeypatch):
    monkeypatch.setattr(own_features, "STEPS", 2)


def evaluated(capsys, *arguments):
    assert main(["evaluate", *map(str, arguments)]) == 0
    return json.loads(capsys.readouterr().out)


def test_metrics_come_with_sample_counts_and_floors(trained, environment, capsys):
    found = evaluated(capsys, trained, "--dataset", "silhouettes", "--samples", 100)
    assert found["samples"] == 100 and found["reals"] == 1024
    assert found["fd_name"] == "fd_silhouettes_cnn" and found["feature_network_accuracy"] > 0.9
    for name in ("fd", "kid", "density", "coverage", "diversity", "distinct"):
        assert name in found and f"{name}_floor" in found
    assert found["fd"] > 2 * found["fd_floor"] > 0
    assert len(found["class_histogram"]) == 10 and found["class_agreement_real"] > 0.9
    assert 0 < found["sliced_wasserstein_floor"] < found["sliced_wasserstein"]
    assert found["kid_subsets"]["size"] == 100
    assert found["kid_subsets"]["mean"] == pytest.approx(found["kid"], rel=0.1)
    assert found == evaluated(capsys, trained, "--dataset", "silhouettes", "--samples", 100)


def test_a_folder_is_evaluated_by_its_own_features(
    trained_without_labels, environment, image_folder, quick_features, capsys
):
    found = evaluated(capsys, trained_without_labels, "--dataset", image_folder, "--samples", 50)
    assert found["fd_name"] == "fd_own_features" and found["reals_of"] == "train"
    assert found["samples"] == found["reals"] == 20  # half of 40 images each
    assert "class_agreement" not in found and len(found["class_histogram"]) > 1


def test_invalid_arguments_are_refused_in_one_sentence(trained, environment, capsys):
    assert main(["evaluate", str(trained), "--dataset", "no-such-set"]) == 2
    assert main(["evaluate", str(trained), "--samples", "3"]) == 2
    assert main(["evaluate", "no-such-model"]) == 2
    printed = capsys.readouterr()
    assert printed.err.count("gan_core: ") == 3 and printed.out == ""


def test_a_generator_without_its_data_asks_for_a_dataset(capsys):
    assert main(["evaluate", "cifar10"]) == 2  # trained on an archive
    assert "cifar10-images.tar.xz, which is not available; choose" in capsys.readouterr().err


def test_torch_fidelity_gets_colour_images(monkeypatch):
    options_given = {}

    def calculate_metrics(**options):
        options_given.update(options)
        return {"frechet_inception_distance": 12.5}

    stand_in = types.SimpleNamespace(calculate_metrics=calculate_metrics)
    monkeypatch.setitem(sys.modules, "torch_fidelity", stand_in)
    fake, real = (torch.randint(0, 256, (n, 1, 28, 28), dtype=torch.uint8) for n in (5, 7))
    assert inception_fid(fake, real) == 12.5
    given_fake, given_real = options_given["input1"], options_given["input2"]
    assert len(given_fake) == 5 and len(given_real) == 7 and options_given["fid"]
    assert given_fake[2].shape == (3, 28, 28) and given_fake[2].dtype == torch.uint8
    assert torch.equal(ColourImages(fake)[3][1], fake[3, 0])


@pytest.mark.parametrize("missing", ["package", "weights"])
def test_missing_package_or_weights_are_explained(monkeypatch, missing):
    def calculate_metrics(**_):
        raise OSError("no network")

    stand_in = types.SimpleNamespace(calculate_metrics=calculate_metrics)
    monkeypatch.setitem(sys.modules, "torch_fidelity", None if missing == "package" else stand_in)
    images = torch.zeros(3, 1, 28, 28, dtype=torch.uint8)
    with pytest.raises(GanError, match="pip install" if missing == "package" else "no network"):
        inception_fid(images, images)
