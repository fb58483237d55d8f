"""Untrusted files: the functions that load them, and a valid file to start from."""

import json

import pytest
import safetensors.torch

from gan_core import GanError
from gan_core.config.settings import settings_from
from gan_core.generator.session import load_generator
from gan_core.recipes import RECIPES
from gan_core.runs import checkpoint

LOADERS = (
    checkpoint.load_state,
    checkpoint.read_about,
    checkpoint.load_generator_file,
    load_generator,
)
ABOUT = {
    "recipe": "dcgan", "settings": {"width": 4, "z_dim": 4}, "channels": 1, "image_size": 28,
    "num_classes": 0, "class_names": [], "dataset": "silhouettes", "seed": 0,
    "images_seen": 0, "images_per_epoch": 1,
}  # fmt: skip


def assert_refused(path, loaders=LOADERS):
    """Each loader raises a GanError of one sentence."""
    for load in loaders:
        with pytest.raises(GanError) as caught:
            load(path)
        assert "\n" not in str(caught.value) and str(caught.value).endswith("."), load


def valid_generator():
    settings = settings_from(RECIPES["dcgan"].settings_type, ABOUT["settings"])
    return RECIPES["dcgan"].networks(1, 28, 0, settings)[0]


def generator_bytes(about=ABOUT, tensors=None, form=checkpoint.GENERATOR_FORMAT):
    tensors = valid_generator().state_dict() if tensors is None else tensors
    tensors = {name: tensor.contiguous() for name, tensor in tensors.items()}
    about = about if isinstance(about, str) else json.dumps(about)
    return safetensors.torch.save(tensors, {"format": form, "about": about})
