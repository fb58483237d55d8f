import dataclasses

import pytest
import torch

from gan_core import GanError
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.data.clusters import MIN_IMAGES, find_clusters, how_many
from gan_core.data.conditioning import conditions_of, count_conditions
from gan_core.data.image_set import ImageSet, load_images
from gan_core.recipes import RECIPES
from gan_core.recipes.quick import QuickSettings
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer


@pytest.fixture(scope="module")
def shapes() -> ImageSet:
    return load_images("silhouettes")


def without_labels(shapes: ImageSet) -> ImageSet:
    return dataclasses.replace(shapes, labels=None, class_names=())


def test_groups_are_of_about_one_size(shapes):
    found = find_clusters(shapes.images, 16)
    sizes = torch.bincount(found.of(shapes.images), minlength=16)
    even = len(shapes) / 16
    assert sizes.min() > 0.6 * even and sizes.max() < 1.6 * even


def test_groups_are_of_alike_images(shapes):
    """Told a cluster, one knows most of the class, although no label was looked at."""
    clusters = find_clusters(shapes.images, 20).of(shapes.images)
    seen = torch.zeros(20, shapes.num_classes)
    seen.index_put_((clusters, shapes.labels), torch.ones(len(clusters)), accumulate=True)
    assert seen.max(dim=1).values.sum() / len(clusters) > 0.6  # 0.1 by chance


def test_other_images_find_their_group(shapes):
    found = find_clusters(shapes.images, 8)
    some = torch.tensor([5, 3, 800])
    assert torch.equal(found.of(shapes.images[some]), found.of(shapes.images)[some])


def test_the_same_images_make_the_same_groups_and_draw_nothing(shapes):
    torch.manual_seed(3)
    state = torch.get_rng_state()
    first = find_clusters(shapes.images, 8)
    assert torch.equal(torch.get_rng_state(), state)
    torch.manual_seed(4)
    second = find_clusters(shapes.images, 8)
    assert torch.equal(first.of(shapes.images), second.of(shapes.images))


def test_few_images_make_few_groups_or_none():
    assert how_many(64, 10 * MIN_IMAGES) == 10
    assert how_many(64, 60_000) == 64
    assert how_many(64, 2 * MIN_IMAGES - 1) == how_many(1, 60_000) == how_many(0, 60_000) == 0
    assert find_clusters(torch.zeros(150, 1, 28, 28, dtype=torch.uint8), 64) is None


def test_images_that_are_all_alike_and_large_ones_in_colour():
    same = find_clusters(torch.full((400, 3, 64, 64), 9, dtype=torch.uint8), 4)
    assert same.of(torch.zeros(2, 3, 64, 64, dtype=torch.uint8)).shape == (2,)


def test_conditions_are_classes_groups_or_nothing(shapes):
    classes = conditions_of(shapes, QuickSettings())
    assert classes.names == shapes.class_names and classes.clusters is None
    found = conditions_of(shapes, QuickSettings(labels=False, clusters=12))
    assert found.names[0] == "cluster 1" and len(found) == 12
    nothing = conditions_of(shapes, QuickSettings(labels=False, clusters=0))
    assert not len(nothing) and nothing.like_real(5) is None
    with pytest.raises(GanError, match="labels=false"):
        conditions_of(without_labels(shapes), QuickSettings())


def test_the_count_is_known_before_any_image_is_looked_at(shapes):
    for labels, clusters in ((True, 12), (False, 12), (False, 0)):
        settings = QuickSettings(labels=labels, clusters=clusters)
        found = conditions_of(shapes, settings)
        assert len(found) == count_conditions(settings, shapes.num_classes, len(shapes))


def test_labels_to_ask_for_are_as_frequent_as_in_the_data(shapes):
    found = conditions_of(shapes, QuickSettings(labels=False, clusters=12))
    asked = torch.bincount(found.like_real(4000), minlength=12) / 4000
    real = torch.bincount(found.labels, minlength=12) / len(shapes)
    assert (asked - real).abs().max() < 0.001


def train(shapes: ImageSet, recipe: str, *settings: str) -> Trainer:
    config = resolve_config(
        recipe, "silhouettes", settings=["labels=false", "batch_size=8", *settings],
        budget=Budget("images", 16), device="cpu",
    )  # fmt: skip
    trainer = Trainer(RECIPES[recipe], config, without_labels(shapes))
    for _ in trainer.records():
        pass
    return trainer


@pytest.mark.parametrize("recipe", ["quick", "dcgan"])
def test_a_run_without_labels_can_be_told_groups(shapes, recipe):
    trainer = train(shapes, recipe, "clusters=10", "width=8")
    assert trainer.num_classes == 10
    assert trainer.fixed_c.shape == (len(trainer.fixed_z), 10)
    # What is asked for is drawn: another cluster, another picture.
    z = trainer.fixed_z[:1].expand(2, -1)
    first, second = trainer.G_ema(z, torch.eye(10)[:2])
    assert not torch.equal(first, second)


def test_quick_looks_for_groups_by_itself_and_others_do_not(shapes):
    assert train(shapes, "quick", "width=8").num_classes == how_many(64, len(shapes)) > 1
    assert train(shapes, "quick", "width=8", "clusters=0").num_classes == 0
    assert train(shapes, "dcgan", "width=8").num_classes == 0


def test_a_run_from_before_there_were_groups_has_none():
    config = resolve_config("quick", "silhouettes", settings=["labels=false"], device="cpu")
    stored = config.to_json()
    del stored["settings"]["clusters"]
    assert TrainConfig.from_json(stored, QuickSettings).settings.clusters == 0
