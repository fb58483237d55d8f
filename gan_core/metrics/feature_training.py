"""Trains a feature network: a classifier, for a few epochs, with a one-cycle learning rate."""

from collections.abc import Callable

import torch
import torch.nn.functional as F

from gan_core import GanError
from gan_core.data.image_set import ImageSet
from gan_core.data.images import to_float
from gan_core.metrics.feature_network import FeatureNetwork
from gan_core.objectives.adam import AdamW
from gan_core.objectives.augmentation import TRANSLATION, translation

BATCH_SIZE = 128
PEAK_LR, WEIGHT_DECAY = 5e-3, 0.02
LABEL_SMOOTHING = 0.05
# Not digits, which change when mirrored, nor silhouettes, which all face the same way.
MIRRORED = ("fashion-mnist", "cifar10")
SHIFTED = ("cifar10",)  # the images of the other sets are all centred


def train_network(
    train: ImageSet,
    epochs: int,
    seed: int,
    mirror: bool,
    shift: bool,
    device: torch.device,
    bf16: bool = False,
    progress: Callable[[int, int, float], None] = lambda step, steps, loss: None,
) -> FeatureNetwork:
    """A network that classifies the images of `train`. Seeds and uses torch's global generator.

    `mirror` flips a batch with probability 1/2; `shift` moves each image by up to an eighth.
    Raises GanError if `train` has no labels.
    """
    if train.labels is None:
        raise GanError(
            f"{train.name} has no classes, which a feature network needs; put the images of each "
            "class into a sub-folder."
        )
    torch.manual_seed(seed)
    network = FeatureNetwork(train.channels, train.image_size, train.num_classes)
    network.to(device).to(memory_format=torch.channels_last).train()
    steps = epochs * (len(train) // BATCH_SIZE)
    optimizer = AdamW(network.parameters(), PEAK_LR, weight_decay=WEIGHT_DECAY)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, PEAK_LR, total_steps=steps, pct_start=0.25
    )
    images, labels = train.images.to(device), train.labels.to(device)
    for step in range(steps):
        if step % (steps // epochs) == 0:
            order = torch.randperm(len(train), device=device)
        start = step % (steps // epochs) * BATCH_SIZE
        indices = order[start : start + BATCH_SIZE]
        batch = to_float(images[indices])
        if mirror and torch.rand(()) < 0.5:
            batch = batch.flip(-1)
        if shift:
            batch = translation(batch, TRANSLATION, fill=0.0)
        with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            _, logits = network(batch.contiguous(memory_format=torch.channels_last))
        loss = F.cross_entropy(logits.float(), labels[indices], label_smoothing=LABEL_SMOOTHING)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        cycle.step()
        if step % 20 == 0 or step == steps - 1:
            progress(step + 1, steps, loss.item())
    return network.eval()


def accuracy(network: FeatureNetwork, images: ImageSet) -> float:
    """Share of `images`, which have labels, that the network classifies correctly."""
    assert images.labels is not None, f"{images.name} has no labels"
    _, predicted = network.extract(images.images)
    return (predicted == images.labels).double().mean().item()
