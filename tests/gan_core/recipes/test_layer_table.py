"""The layer table agrees with the specification of the six recipes and with the networks."""

import pytest

from gan_core import GanError
from gan_core.config.settings import settings_from
from gan_core.recipes import RECIPES, count_parameters
from gan_core.recipes.layer_table import layer_tables

# Channels, image size, parameters of G and D, MMACs per image of G and D, as specified.
SPECIFIED = {
    "dcgan64": (1, 64, 12_668_672, 11_032_065, 406, 405),
    # As published, upsampling and then a convolution, it would be 815.
    "fashiongan": (1, 28, 2_155_137, 1_113_345, 558, 191),
    "tconv_mlp": (1, 28, 2_513_153, 233_985, 82, 0.2),
    "cgan_fashion": (1, 28, 770_881, 144_961, 7.7, 5.2),
    "cgan_cifar10": (3, 32, 3_658_243, 674_113, 103, 20),
    "keras_dcgan": (1, 28, 2_305_472, 212_865, 52, 10),
}


def tables(name, channels=None, size=None, classes=None, **settings):
    recipe = RECIPES[name]
    chosen = settings_from(recipe.settings_type, settings)
    if classes is None:
        classes = 10 if chosen.labels else 0
    return layer_tables(
        recipe, channels or recipe.channels[0], size or recipe.image_sizes[0], classes, chosen
    )


@pytest.mark.parametrize("name", SPECIFIED)
def test_totals_are_those_of_the_specification(name):
    channels, size, parameters_G, parameters_D, mmac_G, mmac_D = SPECIFIED[name]
    G, D = tables(name, channels, size)
    assert (G.parameters, D.parameters) == (parameters_G, parameters_D)
    for table, mmac in ((G, mmac_G), (D, mmac_D)):
        digits = 1 if isinstance(mmac, float) else 0
        assert round(table.macs / 1e6, digits) == mmac


def test_colour_adds_parameters_to_the_outer_layers_of_dcgan64():
    G, D = tables("dcgan64", channels=3)
    assert (G.parameters, D.parameters) == (12_672_768, 11_036_161)


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize(
    "settings", [{}, {"spectral_norm": True, "minibatch_std": True}], ids=["plain", "stabilised"]
)
@pytest.mark.parametrize("classes", [0, 3])
def test_the_rows_contain_every_parameter(name, settings, classes):
    recipe = RECIPES[name]
    sizes = recipe.image_sizes
    for size in sorted({*sizes[:4], *sizes[::6], sizes[-1]}):
        G, D = tables(name, size=size, classes=classes, width=4, z_dim=6, **settings)
        networks = recipe.build(recipe.channels[0], size, classes, width=4, z_dim=6, **settings)
        assert [G.parameters, D.parameters] == [count_parameters(net) for net in networks]
        assert G.layers[-1].shape == (recipe.channels[0], size, size)
        layers = G.layers + D.layers
        assert all(layer.description and "None" not in layer.description for layer in layers)


def test_rows_describe_the_layers_as_published():
    G, D = tables("keras_dcgan")
    assert [layer.description for layer in G.layers] == [
        "Dense · BatchNorm · LeakyReLU 0.3",
        "Transposed conv 5x5 · BatchNorm · LeakyReLU 0.3",
        "Transposed conv 5x5, stride 2 · BatchNorm · LeakyReLU 0.3",
        "Transposed conv 5x5, stride 2 · tanh",
    ]
    assert [layer.shape for layer in D.layers] == [(64, 14, 14), (128, 7, 7), (1,)]
    assert D.layers[0].description == "Conv 5x5, stride 2 · LeakyReLU 0.3 · Dropout 0.3"
    assert tables("fashiongan")[0].layers[-1].description.endswith("sigmoid")
    assert tables("fashiongan")[0].layers[1].description.startswith("Upsample x2 · Conv 5x5")


def test_unsupported_images_raise_an_error():
    with pytest.raises(GanError, match="cgan_fashion is made for"):
        tables("cgan_fashion", channels=3)
