"""The seed map: seeds at grid points, blends of four in between, no edge and no jump."""

import pytest
import torch

from gan_core.data.noise import z_from_seeds
from gan_core.generator import seed_map
from gan_core.generator.keyframes import Keyframe
from gan_core.generator.latent_walk import key_z

Z_DIM = 64


def z_at(x, y):
    return key_z([Keyframe(seed_map.corners(x, y))], Z_DIM)[0]


@pytest.mark.parametrize(("column", "row", "seed"), [(0, 0, 0), (12, 3, 3012), (999, 999, 999_999)])
def test_a_grid_point_is_a_seed(column, row, seed):
    assert seed_map.seed_at(column, row) == seed
    assert seed_map.corners(column, row) == ((seed, 1.0),)
    torch.testing.assert_close(z_at(column, row), z_from_seeds([seed], Z_DIM)[0])


def test_the_map_wraps_around():
    assert seed_map.seed_at(-1, 0) == 999 and seed_map.seed_at(1000, -1) == 999_000
    torch.testing.assert_close(z_at(999.5, 2), z_at(-0.5, 2))
    torch.testing.assert_close(z_at(3, 1000.25), z_at(3, 0.25))


def test_the_centre_of_four_is_their_blend_at_full_length():
    four = z_from_seeds([0, 1, 1000, 1001], Z_DIM)
    torch.testing.assert_close(z_at(0.5, 0.5), four.sum(dim=0) / 2)  # 4 x 1/4 over sqrt(4 / 16)


def test_every_position_has_a_normal_z():
    generator = torch.Generator().manual_seed(0)
    positions = torch.rand(200, 2, generator=generator) * 1000
    z = torch.stack([z_at(x, y) for x, y in positions.tolist()])
    assert abs(z.std() - 1) < 0.03  # more than four standard errors
    between = (0.25, 0.5, 0.75)
    lengths = torch.stack([z_at(7 + x, 9 + y) for x in between for y in between]).norm(dim=1)
    assert lengths.min() > 0.75 * Z_DIM**0.5  # a plain average would halve the length at the centre


@pytest.mark.parametrize("x", [4.0, 0.0, -3.0, 999.0])
def test_z_is_continuous_where_the_grid_points_change(x):
    before, after = z_at(x - 1e-5, 2.5), z_at(x + 1e-5, 2.5)
    torch.testing.assert_close(before, after, atol=1e-3, rtol=0)


def test_every_column_has_one_class():
    assert {seed_map.seed_at(13, row) % 10 for row in range(-40, 40)} == {3}
