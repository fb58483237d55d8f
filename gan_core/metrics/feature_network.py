"""The network through whose eyes images are measured: 128 features, and the class it sees.

A classifier of our own a data set, trained by `python -m gan_core train-features`. A Frechet
distance on its features is called after it (`fd_fashion_cnn`); it is no FID and comparable only
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

WIDTHS = (32, 64, 128)  # channels of the three blocks
FEATURES = 128
BATCH = 100  # images a forward pass; more would leave the processor's cache
WEIGHTS, CONFIG, CARD = "features.safetensors", "config.json", "README.md"


@dataclass(frozen=True)
class FeatureConfig:
    """What a feature network is for, and how well it knows it."""

    measure: str  # what a distance on its features is called
    dataset: str
    title: str  # of the data it was trained on
    channels: int
    image_size: int  # px; other images are resized to it
    class_names: tuple[str, ...]
    test_accuracy: float | None = None  # share of held-out images; None where nothing is held out

    @property
    def num_classes(self) -> int:
        return len(self.class_names)


class FeatureNetwork(nn.Module):
    """Three blocks of convolution, BatchNorm, ReLU and max-pooling; 128 features; classes."""

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
        """float [N, C, H, W] in [-1, 1] -> features [N, 128], each at least 0, and class logits."""
        features = F.relu(self.features(self.blocks(images).flatten(1)))
        return features, self.classes(features)

    @torch.inference_mode()
    def look(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """uint8 [N, C, H, W] of any size and colour -> features [N, 128], class seen [N]."""
        device, parts = next(self.parameters()).device, []
        for part in images.split(BATCH):
            fitted = fit(to_float(part.to(device)), self.channels, self.image_size)
            features, logits = self(fitted.contiguous(memory_format=torch.channels_last))
            seen = logits.argmax(dim=1) if logits.shape[1] else torch.zeros(len(part)).long()
            parts.append((features.cpu(), seen.cpu()))
        if not parts:
            return torch.zeros(0, FEATURES), torch.zeros(0, dtype=torch.long)
        features, seen = zip(*parts, strict=True)
        return torch.cat(features), torch.cat(seen)


def fit(images: Tensor, channels: int, image_size: int) -> Tensor:
    """float [N, C, H, W] in the colour and size that a network was made for."""
    if images.shape[1] != channels:
        images = images.mean(dim=1, keepdim=True).expand(-1, channels, -1, -1)
    if images.shape[-1] != image_size:
        images = F.interpolate(images, size=image_size, mode="bilinear", antialias=True)
    return images


def save(folder: Path, network: FeatureNetwork, config: FeatureConfig) -> None:
    """Weights in half precision, which changes no feature by more than a thousandth."""
    halves = {
        name: (tensor.half() if tensor.is_floating_point() else tensor).contiguous()
        for name, tensor in network.state_dict().items()
    }
    durable_files.make_folder(folder)
    durable_files.write_bytes(folder / WEIGHTS, safetensors.torch.save(halves))
    durable_files.write_json(folder / CONFIG, asdict(config))


def load(folder: Path) -> tuple[FeatureNetwork, FeatureConfig]:
    """(network in eval mode on the CPU, its config). Raises GanError when either is damaged."""
    try:
        config = _config(durable_files.read_json(folder / CONFIG))
        with torch.device("meta"):  # draws no initial weights, so a run may load it on its way
            network = FeatureNetwork(config.channels, config.image_size, config.num_classes)
        weights = safetensors.torch.load_file(folder / WEIGHTS)
        restored = {name: restored_tensor(tensor) for name, tensor in weights.items()}
        network.load_state_dict(restored, assign=True)
    except Exception as error:  # missing files, foreign weights and bad shapes alike
        raise GanError(f"{folder} does not hold a feature network, or it is damaged.") from error
    return for_inference(network), config


def restored_tensor(tensor: Tensor) -> Tensor:
    """Single precision again."""
    return tensor.float() if tensor.is_floating_point() else tensor


def for_inference(network: FeatureNetwork) -> FeatureNetwork:
    """The same function, faster: eval mode, BatchNorm folded into the convolutions."""
    network = network.eval().requires_grad_(False)
    blocks = network.blocks
    for index in range(0, len(blocks), 4):
        blocks[index] = nn.utils.fuse_conv_bn_eval(blocks[index], blocks[index + 1])
        blocks[index + 1] = nn.Identity()
    return network.requires_grad_(False).to(memory_format=torch.channels_last)


def with_accuracy(config: FeatureConfig, test_accuracy: float) -> FeatureConfig:
    """The config once it is known how good the network is."""
    return replace(config, test_accuracy=test_accuracy)


def _config(values: Any) -> FeatureConfig:
    config = FeatureConfig(**{**values, "class_names": tuple(values["class_names"])})
    if config.channels not in (1, 3) or not 8 <= config.image_size <= 64:
        raise ValueError(json.dumps(values))
    return config
