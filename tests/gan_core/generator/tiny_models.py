"""Small generators of every recipe whose images depend on z, as sessions, for tests."""

import torch

from gan_core.generator.session import GeneratorSession
from gan_core.recipes import RECIPES

TINY = {"width": 4, "z_dim": 6}


def tiny_session(recipe="dcgan", num_classes=10, seed=0, z_dim=6):
    """Untrained, with weights large enough that z changes the image."""
    chosen = RECIPES[recipe]
    channels, size = chosen.channels[0], chosen.image_sizes[0]
    settings = TINY | {"z_dim": z_dim}
    torch.manual_seed(seed)
    G, _ = chosen.build(channels, size, num_classes, **settings)
    for module in G.modules():
        if isinstance(module, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
            torch.nn.init.ones_(module.weight)  # 0 in dcgan64, which blocks everything
    G.train()
    for _ in range(5):  # so that BatchNorm has realistic statistics
        c = torch.eye(num_classes)[torch.arange(64) % num_classes] if num_classes else None
        G(torch.randn(64, settings["z_dim"]), c)
    about = {
        "recipe": recipe,
        "settings": {**settings, "labels": num_classes > 0},
        "channels": channels,
        "image_size": size,
        "num_classes": num_classes,
        "class_names": [f"kind {index}" for index in range(num_classes)],
        "dataset": "silhouettes",
        "images_seen": 0,
    }
    return GeneratorSession(G.eval().requires_grad_(False), about)
