"""A feature network for images that none is shipped for, trained on these images alone.

Self-supervised, as in Gidaris et al. (arXiv 1803.07728): it learns which of seven transformations
was applied to an image (none, three rotations, blur, noise, or half of another image) and, if the
images have labels, their class. A Frechet distance on its features is called `fd_own_features`; it
can be compared only between runs on the same images. With another seed it serves as the network of
G's Frechet loss.
"""

import hashlib
from collections.abc import Generator

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from gan_core.data.image_set import ImageSet
from gan_core.data.images import to_float
from gan_core.metrics import feature_cache
from gan_core.metrics.discriminator_stats import preserved_state
from gan_core.metrics.feature_network import (
    FeatureConfig,
    FeatureNetwork,
    for_inference,
    match_format,
)
from gan_core.objectives.adam import AdamW
from gan_core.objectives.augmentation import translation

DISTANCE_NAME = "fd_own_features"
METRIC_SEED, LOSS_SEED = 0, 1  # of the weights and batches
MAX_SIZE = 32  # px; larger images are downscaled
STEPS, BATCH_SIZE, PEAK_LR = 150, 64, 3e-3
MAX_IMAGES = 5000  # for training
SHIFT = 1 / 14  # of the side
NOISE = 0.3  # standard deviation; 1 is half the pixel range


def build(
    images: ImageSet, device: torch.device | str, seed: int = METRIC_SEED
) -> Generator[None, None, tuple[FeatureNetwork, FeatureConfig]]:
    """Train a network, or load it from the cache; returns (network for inference, its config).

    Yields after each short piece of work, with torch's random generators as they were before it.
    """
    device, size = torch.device(device), min(MAX_SIZE, images.image_size)
    config = FeatureConfig(
        DISTANCE_NAME, images.name, images.name, images.channels, size, images.class_names
    )
    rows = torch.randperm(len(images), generator=torch.Generator().manual_seed(1))[:MAX_IMAGES]
    with preserved_state((), device, seed):
        network = FeatureNetwork(images.channels, size, config.num_classes + len(TRANSFORMATIONS))
    network.to(device).to(memory_format=torch.channels_last)
    name = _name(images, rows, seed)
    found = feature_cache.load_tensors(name)
    if found is None:
        yield from _train(network, images, rows, size, device, seed)
        feature_cache.store_tensors(name, network.state_dict())
    else:
        network.load_state_dict(found)
    head = network.classes  # keep the logits of classes, drop those of transformations
    head.weight = nn.Parameter(head.weight[: config.num_classes].detach())
    head.bias = nn.Parameter(head.bias[: config.num_classes].detach())
    return for_inference(network), config


def _name(images: ImageSet, rows: Tensor, seed: int) -> str:
    """Of the network in the cache: by the images and the classes it learns, not by their place."""
    pixels = images.images[rows]
    digest = hashlib.sha256(f"{tuple(pixels.shape)} {images.class_names}".encode())
    digest.update(pixels.numpy().tobytes())
    if images.labels is not None:
        digest.update(images.labels[rows].numpy().tobytes())
    return f"own-{seed}-{digest.hexdigest()[:32]}"


def _train(
    network: FeatureNetwork,
    images: ImageSet,
    rows: Tensor,
    size: int,
    device: torch.device,
    seed: int,
) -> Generator[None, None, None]:
    optimizer = AdamW(network.parameters(), PEAK_LR)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_LR, total_steps=STEPS)
    network.train()
    for step in range(STEPS):
        with preserved_state((), device, seed * STEPS + step), torch.enable_grad():
            picked = rows[torch.randint(len(rows), (BATCH_SIZE,))]
            batch = to_float(images.images[picked].to(device))
            batch = match_format(batch, images.channels, size)
            batch, applied = transform(translation(batch, SHIFT, fill=-1))
            _, logits = network(batch.contiguous(memory_format=torch.channels_last))
            loss = F.cross_entropy(logits[:, images.num_classes :], applied)
            if images.labels is not None:
                labels = images.labels[picked].to(device)
                loss = loss + F.cross_entropy(logits[:, : images.num_classes], labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            cycle.step()
        yield


def transform(images: Tensor) -> tuple[Tensor, Tensor]:
    """(images [N, C, S, S] after one transformation each, its index int64 [N]); N at least 14."""
    applied = torch.arange(len(images), device=images.device) % len(TRANSFORMATIONS)
    transformed = torch.empty_like(images)
    for index, function in enumerate(TRANSFORMATIONS):
        transformed[applied == index] = function(images[applied == index])
    return transformed, applied


def _blurred(images: Tensor) -> Tensor:
    return F.avg_pool2d(images, 3, stride=1, padding=1, count_include_pad=False)


def _noisy(images: Tensor) -> Tensor:
    return (images + NOISE * torch.randn_like(images)).clamp(-1, 1)


def _half_of_another(images: Tensor) -> Tensor:
    half = images.shape[-1] // 2
    return torch.cat([images[..., :half], images.roll(1, dims=0)[..., half:]], dim=-1)


TRANSFORMATIONS = (
    lambda images: images,
    lambda images: images.rot90(1, (-2, -1)),
    lambda images: images.rot90(2, (-2, -1)),
    lambda images: images.rot90(3, (-2, -1)),
    _blurred,
    _noisy,
    _half_of_another,
)
