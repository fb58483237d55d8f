"""The silhouettes data set: reproducible, balanced, varied, and with classes that differ."""

import numpy as np
import pytest

from gan_core.data import silhouettes


@pytest.fixture(scope="module")
def clothes():
    return silhouettes.make(1000, 28, seed=0)


def test_shapes_and_types(clothes):
    images, labels = clothes
    assert images.shape == (1000, 1, 28, 28) and images.dtype == np.uint8
    assert labels.shape == (1000,) and labels.dtype == np.int64
    images, _ = silhouettes.make(3, 20, channels=3)
    assert images.shape == (3, 3, 20, 20)


def test_the_same_seed_gives_the_same_images_and_another_does_not():
    images, labels = silhouettes.make(20, 28, seed=3)
    again, labels_again = silhouettes.make(20, 28, seed=3)
    other, labels_other = silhouettes.make(20, 28, seed=4)
    assert (images == again).all() and (labels == labels_again).all()
    assert (images != other).any(axis=(1, 2, 3)).all() and (labels != labels_other).any()


def test_a_longer_set_begins_with_the_shorter_one(clothes):
    images, labels = silhouettes.make(25, 28, seed=0)
    assert (images == clothes[0][:25]).all() and (labels == clothes[1][:25]).all()


def test_classes_are_balanced_and_shuffled(clothes):
    labels = clothes[1]
    assert (np.bincount(labels, minlength=10) == 100).all()
    assert len({tuple(ten) for ten in labels.reshape(-1, 10)}) > 50
    counts = np.bincount(silhouettes.make(37, 8)[1], minlength=10)
    assert counts.max() - counts.min() == 1


def test_no_two_images_are_equal(clothes):
    assert len({image.tobytes() for image in clothes[0]}) == 1000


def test_clothes_are_light_on_black_and_fill_the_frame(clothes):
    images = clothes[0][:, 0]
    lit = images > 20
    assert (images[:, [0, 0, -1, -1], [0, -1, 0, -1]] < 128).all()
    share = lit.mean(axis=(1, 2))
    assert share.min() > 0.05 and share.max() < 0.85
    spans = np.maximum(lit.any(axis=1).sum(axis=1), lit.any(axis=2).sum(axis=1))
    assert spans.min() >= 16


def test_an_item_keeps_its_shape_at_any_size_and_in_colour():
    sets = silhouettes.make(10, 28), silhouettes.make(10, 56), silhouettes.make(10, 28, channels=3)
    (small, labels), (large, _), (colour, _) = sets
    assert sorted(labels) == [*range(10)] and all((each[1] == labels).all() for each in sets)
    small, reduced = small.astype(float), large.reshape(10, 1, 28, 2, 28, 2).mean(axis=(3, 5))
    difference = np.abs(reduced - small).mean(axis=(1, 2, 3))
    assert (difference < 0.25 * small.mean(axis=(1, 2, 3))).all()
    for item, lit in zip(colour.max(axis=1), small[:, 0] > 40, strict=True):
        assert (item[lit] > 15).mean() > 0.95


def test_colour_images_are_colourful():
    images = silhouettes.make(50, 28, channels=3)[0].astype(int)
    spread = (images.max(axis=1) - images.min(axis=1)).max(axis=(1, 2))
    assert (spread > 40).mean() > 0.7


def test_images_within_a_class_vary(clothes):
    images, labels = clothes
    for index in range(10):
        members = images[labels == index].astype(float)
        assert members.std(axis=0).mean() > 10, index


def test_the_nearest_class_mean_tells_the_classes_apart(clothes):
    """92 % of held-out images when this was written (of 4,096 training images); chance is 10 %."""
    images, labels = (part.reshape(len(part), -1).astype(np.float32) for part in clothes)
    labels = labels[:, 0]
    means = np.stack([images[labels == index].mean(axis=0) for index in range(10)])
    unseen, truth = silhouettes.make(500, 28, seed=1)
    distance = ((unseen.reshape(500, 1, -1) - means) ** 2).sum(axis=2)
    right = distance.argmin(axis=1) == truth
    assert right.mean() > 0.85
    assert min(right[truth == index].mean() for index in range(10)) > 0.5
