"""A feature network for images that none is shipped for, made from these images alone.

It learns which of seven things was done to an image (nothing, three rotations, a blur, noise, or
a half from another image) and, where the images have classes, which class it is of. A distance on
its features is `fd_own_features`: comparable between runs on the same images and nothing else.
"""

import hashlib
from collections.abc import Generator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core.data.image_set import ImageSet
from gan_core.data.images import to_float
from gan_core.metrics import feature_cache
from gan_core.metrics.discriminator_stats import without_side_effects
from gan_core.metrics.feature_network import FeatureConfig, FeatureNetwork, fit, for_inference
from gan_core.objectives.augmentation import translation

NAME = "fd_own_features"
LARGEST = 32  # px; larger images are looked at in this size
STEPS, BATCH_SIZE, PEAK_LR = 150, 64, 3e-3
MOST = 5000  # images it learns from
SHIFT = 1 / 14  # of the side
NOISE = 0.3  # standard deviation, of half the pixel range


def make(
    images: ImageSet, device: torch.device | str
) -> Generator[None, None, tuple[FeatureNetwork, FeatureConfig]]:
    """Small pieces of work; (network ready to measure, its config) when they are done.

    Its random numbers are its own: torch's generators stand as before after each piece.
    """
    device, size = torch.device(device), min(LARGEST, images.image_size)
    config = FeatureConfig(
        NAME, images.name, images.name, images.channels, size, images.class_names
    )
    rows = torch.randperm(len(images), generator=torch.Generator().manual_seed(1))[:MOST]
    with without_side_effects((), device, seed=0):
        network = FeatureNetwork(images.channels, size, config.num_classes + len(TREATMENTS))
    network.to(device, memory_format=torch.channels_last)
    name = "own-" + hashlib.sha256(images.images[rows].numpy().tobytes()).hexdigest()[:32]
    found = feature_cache.load(name)
    if found is None:
        yield from _train(network, images, rows, size, device)
        feature_cache.store(name, network.state_dict())
    else:
        network.load_state_dict(found)
    head = network.classes  # the treatments are forgotten, the classes stay
    head.weight = nn.Parameter(head.weight[: config.num_classes].detach())
    head.bias = nn.Parameter(head.bias[: config.num_classes].detach())
    return for_inference(network), config


def _train(
    network: FeatureNetwork, images: ImageSet, rows: Tensor, size: int, device: torch.device
) -> Generator[None, None, None]:
    optimizer = torch.optim.AdamW(network.parameters(), PEAK_LR)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_LR, total_steps=STEPS)
    network.train()
    for step in range(STEPS):
        with without_side_effects((), device, seed=step), torch.enable_grad():
            picked = rows[torch.randint(len(rows), (BATCH_SIZE,))]
            batch = fit(to_float(images.images[picked].to(device)), images.channels, size)
            batch, treatment = treated(translation(batch, SHIFT, fill=-1))
            _, logits = network(batch.contiguous(memory_format=torch.channels_last))
            loss = F.cross_entropy(logits[:, images.num_classes :], treatment)
            if images.labels is not None:
                labels = images.labels[picked].to(device)
                loss = loss + F.cross_entropy(logits[:, : images.num_classes], labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            cycle.step()
        yield


def treated(images: Tensor) -> tuple[Tensor, Tensor]:
    """Images [N, C, S, S], N at least 14, each after one of the treatments, and which one."""
    treatment = torch.arange(len(images), device=images.device) % len(TREATMENTS)
    parts = torch.empty_like(images)
    for index, treat in enumerate(TREATMENTS):
        parts[treatment == index] = treat(images[treatment == index])
    return parts, treatment


def _blurred(images: Tensor) -> Tensor:
    return F.avg_pool2d(images, 3, stride=1, padding=1, count_include_pad=False)


def _noisy(images: Tensor) -> Tensor:
    return (images + NOISE * torch.randn_like(images)).clamp(-1, 1)


def _half_another(images: Tensor) -> Tensor:
    middle = images.shape[-1] // 2
    return torch.cat([images[..., :middle], images.roll(1, dims=0)[..., middle:]], dim=-1)


TREATMENTS = (
    lambda images: images,
    lambda images: images.rot90(1, (-2, -1)),
    lambda images: images.rot90(2, (-2, -1)),
    lambda images: images.rot90(3, (-2, -1)),
    _blurred,
    _noisy,
    _half_another,
)
