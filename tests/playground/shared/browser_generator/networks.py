"""Generators to draw with: fresh ones of every recipe, as after some training."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from gan_core.config.settings import settings_from
from gan_core.generator.network_steps import describe_network
from gan_core.generator.session import GeneratorSession, load_generator
from gan_core.recipes import RECIPES, imported
from gan_core.recipes.layer_table import WEIGHTED
from gan_core.runs.checkpoint import read_about, save_generator

SIZES = (28, 32, 64)
CLASSES = (0, 10)
NARROW = 8  # channels next to the image, so that a test takes no time


def recipe_cases() -> list[tuple[str, int, int, int]]:
    """(recipe, image size, channels, classes) of every fresh generator."""
    return [
        (recipe.name, size, channels, classes)
        for recipe in RECIPES.values()
        for size in SIZES
        if size in recipe.image_sizes
        for channels in recipe.channels
        for classes in CLASSES
    ]


def fresh(
    path: Path, case: tuple[str, int, int, int], width: int | None = NARROW
) -> GeneratorSession:
    """A fresh generator of a recipe in the file `path`, its BatchNorm as after some training.

    `width` None is the recipe's own.
    """
    name, size, channels, classes = case
    recipe = RECIPES[name]
    settings = {"labels": classes > 0} | ({"width": width} if width else {})
    chosen = settings_from(recipe.settings_type, settings)
    torch.manual_seed(1)
    G, _ = recipe.build_with(channels, size, classes, chosen)
    lived(G, chosen.z_dim, classes)
    about = {
        "recipe": name, "settings": asdict(chosen), "channels": channels, "image_size": size,
        "num_classes": classes, "class_names": [str(number) for number in range(classes)],
    }  # fmt: skip
    save_generator(path, G, about)
    return load_generator(path)


def fresh_import(path: Path, output: imported.Output) -> GeneratorSession:
    """An imported DCGAN with biases, whose image has no dense layer at its beginning."""
    stack = imported.Stack(20, (24, 12, 3), 4, (True, False, True), output)
    torch.manual_seed(1)
    G = imported.Generator(stack)
    lived(G, 20, 0)
    about = {
        "recipe": imported.RECIPE, "settings": stack.to_json(), "channels": 3,
        "image_size": stack.image_size, "num_classes": 0, "class_names": [],
    }  # fmt: skip
    save_generator(path, G, about)
    return load_generator(path)


@torch.no_grad()
def lived(G: nn.Module, z_dim: int, classes: int) -> None:
    """Gives each BatchNorm scales, shifts and statistics of its own, and images contrast."""
    for module in G.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.momentum = 0.5
            assert module.weight is not None and module.bias is not None
            module.weight.uniform_(0.5, 1.5)
            module.bias.normal_(0, 0.3)
    G.train()
    for _ in range(3):
        c = torch.eye(classes)[torch.randint(classes, (32,))] if classes else None
        G(torch.randn(32, z_dim), c)
    last = [module for module in G.modules() if isinstance(module, WEIGHTED)][-1]
    spread = []
    hook = last.register_forward_hook(lambda _, __, output: spread.append(output.std()))
    G.eval()(torch.randn(32, z_dim), c)
    hook.remove()
    last.weight.div_(spread[0])


def tensor_names(path: Path) -> Iterator[str]:
    """Names of the weights in a generator file, without the counts of batches."""
    from gan_core.generator.file_kinds import safetensors_header

    for name in safetensors_header(path):
        if not name.startswith("__") and not name.endswith("num_batches_tracked"):
            yield name


def network_text(path: Path) -> str:
    """The description of the network in a generator file, as the browser gets it."""
    return json.dumps(describe_network(read_about(path)))
