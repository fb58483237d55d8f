"""The feature network behind the metrics: 128 features and a predicted class for each image.

A small classifier for each data set, trained by `python -m gan_core train-features`. A Frechet
distance on its features is named after it (`fd_fashion_cnn`); it is no FID and can be compared only
with distances on the same network.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.images import to_float
from gan_core.recipes.without_values import without_values

WIDTHS = (32, 64, 128)  # channels of the three blocks
FEATURES = 128
BATCH = 100  # images in a forward pass; more do not fit the processor's cache
OLD_NAMES = {"measure": "distance_name"}  # of config entries, as version 0.1 wrote them
WEIGHTS, CONFIG, CARD = "features.safetensors", "config.json", "README.md"


@dataclass(frozen=True)
class FeatureConfig:
    """The data that a feature network is for, and its accuracy."""

    distance_name: str  # of the Frechet distance on its features
    dataset: str
    title: str  # of the data set it was trained on
    channels: int
    image_size: int  # px; other images are resized to it
    class_names: tuple[str, ...]
    test_accuracy: float | None = None  # on held-out images; None if no images are held out

    @property
    def num_classes(self) -> int:
        return len(self.class_names)


class FeatureNetwork(nn.Module):
    """Three blocks of convolution, BatchNorm, ReLU and max-pooling; 128 features; class logits."""

    def __init__(self, channels: int, image_size: int, num_classes: int):
        super().__init__()
        self.channels, self.image_size = channels, image_size
        blocks, before = [], channels
        for width in WIDTHS:
            blocks += [
                nn.Conv2d(before, width, 3, padding=1, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(inplace=True),
                nn.MaxPool2d(2),
            ]
            before = width
        self.blocks = nn.Sequential(*blocks)
        self.features = nn.Linear(before * (image_size // 8) ** 2, FEATURES)
        self.classes = nn.Linear(FEATURES, num_classes)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """float [N, C, H, W] in [-1, 1] -> (features [N, 128], at least 0; class logits)."""
        features = F.relu(self.features(self.blocks(images).flatten(1)))
        return features, self.classes(features)

    @torch.inference_mode()
    def extract(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """uint8 [N, C, H, W] of any size and colour -> (features [N, 128], predicted class [N])."""
        device, parts = next(self.parameters()).device, []
        for part in images.split(BATCH):
            matched = match_format(to_float(part.to(device)), self.channels, self.image_size)
            features, logits = self(matched.contiguous(memory_format=torch.channels_last))
            predicted = logits.argmax(dim=1) if logits.shape[1] else torch.zeros(len(part)).long()
            parts.append((features.cpu(), predicted.cpu()))
        if not parts:
            return torch.zeros(0, FEATURES), torch.zeros(0, dtype=torch.long)
        all_features, all_predicted = zip(*parts, strict=True)
        return torch.cat(all_features), torch.cat(all_predicted)


def match_format(images: Tensor, channels: int, image_size: int) -> Tensor:
    """float [N, C, H, W] converted to the channels and size of a network."""
    if images.shape[1] != channels:
        images = images.mean(dim=1, keepdim=True).expand(-1, channels, -1, -1)
    if images.shape[-1] != image_size:
        images = F.interpolate(images, size=image_size, mode="bilinear", antialias=True)
    return images


def save(folder: Path, network: FeatureNetwork, config: FeatureConfig) -> None:
    """Write weights and config. Half precision changes no feature by more than a thousandth."""
    tensors = {
        name: (tensor.half() if tensor.is_floating_point() else tensor).contiguous()
        for name, tensor in network.state_dict().items()
    }
    durable_files.make_folder(folder)
    durable_files.write_bytes(folder / WEIGHTS, safetensors.torch.save(tensors))
    durable_files.write_json(folder / CONFIG, asdict(config))


def load(folder: Path) -> tuple[FeatureNetwork, FeatureConfig]:
    """(network in eval mode on the CPU, its config). Raises GanError if either is damaged."""
    try:
        config = _config(durable_files.read_json(folder / CONFIG))
        with without_values():
            network = FeatureNetwork(config.channels, config.image_size, config.num_classes)
        weights = safetensors.torch.load_file(folder / WEIGHTS)
        restored = {name: _single_precision(tensor) for name, tensor in weights.items()}
        network.load_state_dict(restored, assign=True)
    except Exception as error:  # missing files, foreign weights and bad shapes alike
        raise GanError(f"{folder} contains no feature network, or it is damaged.") from error
    return for_inference(network), config


def _single_precision(tensor: Tensor) -> Tensor:
    return tensor.float() if tensor.is_floating_point() else tensor


def for_inference(network: FeatureNetwork) -> FeatureNetwork:
    """The same network, faster: in eval mode, with BatchNorm folded into the convolutions."""
    network = network.eval().requires_grad_(False)
    blocks = network.blocks
    for index in range(0, len(blocks), 4):
        convolution, norm = blocks[index], blocks[index + 1]
        assert isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d)
        blocks[index] = nn.utils.fuse_conv_bn_eval(convolution, norm)
        blocks[index + 1] = nn.Identity()
    return network.requires_grad_(False).to(memory_format=torch.channels_last)


def with_accuracy(config: FeatureConfig, test_accuracy: float) -> FeatureConfig:
    """The config with the measured accuracy."""
    return replace(config, test_accuracy=test_accuracy)


def _config(values: Any) -> FeatureConfig:
    values = {OLD_NAMES.get(name, name): value for name, value in values.items()}
    config = FeatureConfig(**{**values, "class_names": tuple(values["class_names"])})
    if config.channels not in (1, 3) or not 8 <= config.image_size <= 64:
        raise ValueError(json.dumps(values))
    return config
