import dataclasses

import pytest
import torch

from gan_core import GanError
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.clusters import MIN_IMAGES, count_clusters, find_clusters
from gan_core.data.conditioning import conditions_of, count_conditions
from gan_core.data.image_set import ImageSet, load_images
from gan_core.recipes import RECIPES
from gan_core.recipes.quick import QuickSettings
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer


@pytest.fixture(scope="module")
def silhouettes() -> ImageSet:
    return load_images("silhouettes")


def without_labels(silhouettes: ImageSet) -> ImageSet:
    return dataclasses.replace(silhouettes, labels=None, class_names=())


def test_clusters_are_of_about_equal_size(silhouettes):
    found = find_clusters(silhouettes.images, 16)
    sizes = torch.bincount(found.assign(silhouettes.images), minlength=16)
    mean_size = len(silhouettes) / 16
    assert sizes.min() > 0.6 * mean_size and sizes.max() < 1.6 * mean_size


def test_a_cluster_contains_mostly_one_class(silhouettes):
    """Although the labels are not used to find the clusters."""
    clusters = find_clusters(silhouettes.images, 20).assign(silhouettes.images)
    counts = torch.zeros(20, silhouettes.num_classes)
    counts.index_put_((clusters, silhouettes.labels), torch.ones(len(clusters)), accumulate=True)
    assert counts.max(dim=1).values.sum() / len(clusters) > 0.6  # 0.1 by chance


def test_other_images_are_assigned_to_a_cluster(silhouettes):
    found = find_clusters(silhouettes.images, 8)
    some = torch.tensor([5, 3, 800])
    assert torch.equal(
        found.assign(silhouettes.images[some]), found.assign(silhouettes.images)[some]
    )


def test_the_same_images_give_the_same_clusters_and_use_no_random_numbers(silhouettes):
    torch.manual_seed(3)
    state = torch.get_rng_state()
    first = find_clusters(silhouettes.images, 8)
    assert torch.equal(torch.get_rng_state(), state)
    torch.manual_seed(4)
    second = find_clusters(silhouettes.images, 8)
    assert torch.equal(first.assign(silhouettes.images), second.assign(silhouettes.images))


def test_few_images_give_few_clusters_or_none():
    assert count_clusters(64, 10 * MIN_IMAGES) == 10
    assert count_clusters(64, 60_000) == 64
    assert (
        count_clusters(64, 2 * MIN_IMAGES - 1)
        == count_clusters(1, 60_000)
        == count_clusters(0, 60_000)
        == 0
    )
    assert find_clusters(torch.zeros(150, 1, 28, 28, dtype=torch.uint8), 64) is None


def test_identical_images_and_large_colour_images_can_be_clustered():
    same = find_clusters(torch.full((400, 3, 64, 64), 9, dtype=torch.uint8), 4)
    assert same.assign(torch.zeros(2, 3, 64, 64, dtype=torch.uint8)).shape == (2,)


def test_conditions_are_classes_clusters_or_nothing(silhouettes):
    classes = conditions_of(silhouettes, QuickSettings())
    assert classes.names == silhouettes.class_names and classes.clusters is None
    found = conditions_of(silhouettes, QuickSettings(labels=False, clusters=12))
    assert found.names[0] == "cluster 1" and len(found) == 12
    nothing = conditions_of(silhouettes, QuickSettings(labels=False, clusters=0))
    assert not len(nothing) and nothing.proportional_labels(5) is None
    with pytest.raises(GanError, match="labels=false"):
        conditions_of(without_labels(silhouettes), QuickSettings())


def test_the_count_is_known_before_any_image_is_read(silhouettes):
    for labels, clusters in ((True, 12), (False, 12), (False, 0)):
        settings = QuickSettings(labels=labels, clusters=clusters)
        found = conditions_of(silhouettes, settings)
        assert len(found) == count_conditions(settings, silhouettes.num_classes, len(silhouettes))


def test_proportional_labels_are_as_frequent_as_in_the_data(silhouettes):
    found = conditions_of(silhouettes, QuickSettings(labels=False, clusters=12))
    proportions = torch.bincount(found.proportional_labels(4000), minlength=12) / 4000
    real = torch.bincount(found.labels, minlength=12) / len(silhouettes)
    assert (proportions - real).abs().max() < 0.001


def train(silhouettes: ImageSet, recipe: str, *settings: str) -> Trainer:
    config = resolve_config(
        recipe, "silhouettes", settings=["labels=false", "batch_size=8", *settings],
        budget=Budget("images", 16), device="cpu",
    )  # fmt: skip
    trainer = Trainer(RECIPES[recipe], config, without_labels(silhouettes))
    for _ in trainer.records():
        pass
    return trainer


@pytest.mark.parametrize("recipe", ["quick", "dcgan"])
def test_a_run_without_labels_can_be_conditioned_on_clusters(silhouettes, recipe):
    trainer = train(silhouettes, recipe, "clusters=10", "width=8")
    assert trainer.num_classes == 10
    assert trainer.fixed_c.shape == (len(trainer.fixed_z), 10)
    # G uses the cluster: with another one, the same z gives another image.
    z = trainer.fixed_z[:1].expand(2, -1)
    first, second = trainer.G_ema(z, torch.eye(10)[:2])
    assert not torch.equal(first, second)


def test_quick_uses_clusters_by_default_and_other_recipes_do_not(silhouettes):
    assert (
        train(silhouettes, "quick", "width=8").num_classes
        == count_clusters(64, len(silhouettes))
        > 1
    )
    assert train(silhouettes, "quick", "width=8", "clusters=0").num_classes == 0
    assert train(silhouettes, "dcgan", "width=8").num_classes == 0


def test_a_config_written_before_clusters_existed_has_none():
    config = resolve_config("quick", "silhouettes", settings=["labels=false"], device="cpu")
    stored = config.to_json()
    del stored["settings"]["clusters"]
    assert TrainConfig.from_json(stored, QuickSettings).settings.clusters == 0
