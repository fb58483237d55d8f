"""Networks without values: of every recipe, quickly, and with nothing drawn."""

import subprocess
import sys
from pathlib import Path

import torch

from gan_core.recipes import RECIPES
from gan_core.recipes.without_values import without_values

ROOT = Path(__file__).parents[3]
BUILD = """
import sys
from gan_core.config.settings import settings_from
from gan_core.recipes import RECIPES
from gan_core.recipes.without_values import without_values
for recipe in RECIPES.values():
    settings = settings_from(recipe.settings_type, {})
    with without_values():
        networks = recipe.build_with(recipe.channels[0], recipe.image_sizes[0], 10, settings)
    assert all(tensor.is_meta for net in networks for tensor in net.state_dict().values())
print("loaded" if "torch._dynamo" in sys.modules else "not loaded")
"""


def test_no_recipe_loads_pytorchs_compiler():
    done = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.stdout == "not loaded\n", done.stderr


def test_the_random_state_stays_and_afterwards_networks_are_initialised():
    recipe = RECIPES["dcgan"]
    before = torch.get_rng_state()
    with without_values():
        recipe.build(1, 28, 0)
    assert torch.equal(torch.get_rng_state(), before)
    G, _ = recipe.build(1, 28, 0)
    weights = next(tensor for tensor in G.parameters() if tensor.ndim > 1)
    assert not torch.equal(torch.get_rng_state(), before) and 0 < weights.std() < 1
