"""A - B + C begins with samples for which the sum is plain to see."""

import numpy as np
import pytest
import torch

from gan_core.generator import analogies
from gan_core.generator.analogies import Analogy, find_analogy
from gan_core.generator.image_attributes import ATTRIBUTES
from gan_core.generator.keyframes import Keyframe
from gan_core.generator.latent_arithmetic import analogy
from gan_core.generator.latent_walk import key_weights, key_z
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import shipped
from tests.gan_core.generator.tiny_models import tiny_session


def drawn(session, keys):
    """Brightness and sides of these keyframes, [N, 2]."""
    images = session.images(key_z(keys, session.z_dim), key_weights(keys, session.num_classes))
    values = torch.from_numpy(images).permute(0, 3, 1, 2) / 255
    return torch.stack([ATTRIBUTES[name].of(values) for name in ("brightness", "sides")], 1).numpy()


@pytest.mark.parametrize("name", shipped())
def test_the_sum_is_bright_as_c_and_has_the_sides_of_a(name):
    session = load_generator(name)
    found = find_analogy(session)
    assert len({seed % session.num_classes for seed in found.seeds}) == 1  # of one class
    keys = [Keyframe(((seed, 1.0),)) for seed in found.seeds]
    a, b, c, result = drawn(session, [*keys, analogy(*keys, session.z_dim, session.num_classes)])
    dark, light, few, many = (
        np.mean(pair) for pair in ((a[0], b[0]), (c[0], result[0]), (b[1], c[1]), (a[1], result[1]))
    )
    assert light - dark > 2 * max(abs(a[0] - b[0]), abs(c[0] - result[0]))
    assert many - few > 1.5 * max(abs(b[1] - c[1]), abs(a[1] - result[1]))
    assert (found.from_a, found.from_c) == ("more at the sides", "brighter")


@pytest.mark.parametrize(("num_classes", "seeds"), [(0, (0, 1, 2)), (3, (0, 3, 6))])
def test_where_samples_do_not_differ_three_of_one_class_are_given(num_classes, seeds, monkeypatch):
    monkeypatch.setattr(analogies, "LEAST_SPREAD", 10.0)
    assert find_analogy(tiny_session("dcgan", num_classes)) == Analogy(seeds)
