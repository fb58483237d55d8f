"""train-features: train the network whose features the metrics of one data set use."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tyro

from gan_core import GanError

if TYPE_CHECKING:
    from gan_core.metrics.feature_network import FeatureConfig


@dataclass(frozen=True)
class TrainFeatures:
    """Train a feature network and write it, with its card, to pretrained/features/NAME.

    Or, with --loss-network, one for G's Frechet loss to pretrained/loss_networks/NAME.
    """

    dataset: tyro.conf.Positional[str]
    """Data set, or folder or archive of images with train and test splits and classes."""
    name: str = ""
    """Data set that it is shipped for; default: the data set itself."""
    title: str = ""
    """Name of the images on the card; default: the title of the data set."""
    epochs: int = 5
    """Passes over the training images."""
    seed: int = 0
    """Seed of the initial weights, the order of images and the mirroring."""
    loss_network: bool = False
    """Train a loss network; with another seed than the metrics' network has."""
    device: str = "cpu"
    """cpu, cuda, mps or auto."""
    data_root: Path | None = None
    """Folder of the data sets."""

    def run(self) -> None:
        """Train, compute the test accuracy, write three files, print the folder."""
        import functools
        import time

        from gan_core.data import durable_files
        from gan_core.data.catalog import DATASETS
        from gan_core.data.image_set import load_images
        from gan_core.data.loss_networks import loss_network_folder
        from gan_core.metrics import feature_network, feature_training
        from gan_core.metrics.shipped_features import distance_name, features_folder
        from gan_core.training import devices
        from gan_core.training.number_format import bf16_is_faster

        name = self.name or self.dataset
        if name not in DATASETS:
            names = ", ".join(DATASETS)
            raise GanError(f"Feature networks are stored for {names}; choose --name from them.")
        if self.epochs < 1:
            raise GanError(f"--epochs must be at least 1, not {self.epochs}.")
        info = DATASETS[name]
        load = functools.partial(
            load_images, self.dataset,
            image_size=info.image_size, channels=info.channels, data_root=self.data_root,
        )  # fmt: skip
        train, test = load(), load(split="test")
        device, start = devices.choose(self.device), time.perf_counter()
        bf16 = bf16_is_faster(device)
        mirror, shift = name in feature_training.MIRRORED, name in feature_training.SHIFTED
        network = feature_training.train_network(
            train, self.epochs, self.seed, mirror, shift, device, bf16, _progress
        )
        seconds = time.perf_counter() - start
        config = feature_network.FeatureConfig(
            "" if self.loss_network else distance_name(name), name, self.title or info.title,
            info.channels, info.image_size, info.class_names,
        )  # fmt: skip
        folder = (loss_network_folder if self.loss_network else features_folder)(name)
        feature_network.save(folder, network.cpu(), config)
        # Tested as it will be used: in half precision and with BatchNorm folded into convolutions.
        shipped, _ = feature_network.load(folder)
        config = feature_network.with_accuracy(
            config, round(feature_training.accuracy(shipped, test), 4)
        )
        feature_network.save(folder, network, config)
        training = {
            "epochs": self.epochs, "seed": self.seed, "seconds": seconds,
            "train": len(train), "test": len(test), "machine": devices.describe(device),
            "licence": info.licence, "mirror": mirror, "shift": shift, "bf16": bf16,
        }  # fmt: skip
        card = write_card(config, training)
        durable_files.write_bytes(folder / feature_network.CARD, card.encode())
        print(f"test accuracy {config.test_accuracy:.2%} on {len(test):,} images")
        print(folder)


def write_card(config: "FeatureConfig", training: dict[str, Any]) -> str:
    """The card as Markdown: the network, its accuracy and its training."""
    options = ", half of the batches mirrored" if training["mirror"] else ""
    options += ", shifted by up to an eighth" if training["shift"] else ""
    options += ", in bf16" if training["bf16"] else ""
    images = f"{training['train']:,} training images; {training['licence']}"
    rows = (
        ("trained on", f"{config.title}, {images}"),
        ("images", f"{config.image_size} px, {config.channels} channel(s), [-1, 1]"),
        ("network", "three blocks of convolution (32, 64, 128), BatchNorm, ReLU and max-pooling; "
                    "128 ReLU features; class logits"),
        ("test accuracy", f"{config.test_accuracy:.2%} of {training['test']:,} images it was not "
                          "trained on"),
        ("length", f"{training['epochs']} epochs{options}"),
        ("seed", training["seed"]),
        ("time", f"{training['seconds'] / 60:.1f} minutes, {training['machine']}"),
    )  # fmt: skip
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    command = f"python -m gan_core train-features {config.dataset}"
    if config.distance_name:
        kind = "Feature network"
        purpose = (
            f"The network behind `{config.distance_name}` and the other metrics on this data. A "
            "distance on its\nfeatures is not an FID; compare it only with distances on the same "
            "network."
        )
    else:
        kind, command = "Loss network", f"{command} --loss-network --seed {training['seed']}"
        purpose = (
            "On its features G's Frechet loss is computed. No metric uses them, since a distance "
            "that was\ntrained on says little about the images."
        )
    return (
        f"# {kind} for {config.title}\n\n{purpose}\n\n| | |\n|---|---|\n{table}\n\n"
        f"Written by `{command}`.\n"
    )


def _progress(step: int, steps: int, loss: float) -> None:
    import sys

    end = "\n" if step == steps else ""
    print(f"\rstep {step} of {steps}, loss {loss:.3f}", end=end, file=sys.stderr, flush=True)
