"""train-features: train the network on whose features the measures of one data set rest."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from gan_core import GanError


@dataclass(frozen=True)
class TrainFeatures:
    """Train a feature network and put it, with its card, into pretrained/features/NAME."""

    dataset: tyro.conf.Positional[str]
    """Data set, or folder or archive of images with train and test splits and classes."""
    name: str = ""
    """Name under which it is shipped; the data set's own unless given."""
    title: str = ""
    """What the card calls the images, where it is not what the data set is usually called."""
    epochs: int = 5
    """Passes over the training images."""
    seed: int = 0
    """Seed of the initial weights, the order and the mirroring."""
    device: str = "cpu"
    """cpu, cuda, mps or auto."""
    data_root: Path | None = None
    """Folder of the data sets."""

    def run(self) -> None:
        """Train, measure the accuracy on held-out images, write three files, print the folder."""
        import time

        from gan_core.data import durable_files
        from gan_core.data.catalog import DATASETS
        from gan_core.data.image_set import load_images
        from gan_core.metrics import feature_network, feature_training
        from gan_core.metrics.shipped_features import distance_name, features_folder
        from gan_core.training import devices, engine

        name = self.name or self.dataset
        if name not in DATASETS:
            raise GanError(f"Features are kept for {', '.join(DATASETS)}; choose --name from them.")
        if self.epochs < 1:
            raise GanError(f"At least 1 epoch is needed, not {self.epochs}.")
        info, root = DATASETS[name], {"data_root": self.data_root}
        shape = {"image_size": info.image_size, "channels": info.channels, **root}
        train = load_images(self.dataset, **shape)
        test = load_images(self.dataset, **shape, split="test")
        device, began = devices.choose(self.device), time.perf_counter()
        bf16 = engine.bf16_pays(device)
        mirror, shift = name in feature_training.MIRRORED, name in feature_training.SHIFTED
        network = feature_training.train_network(
            train, self.epochs, self.seed, mirror, shift, device, bf16, _progress
        )
        seconds = time.perf_counter() - began
        config = feature_network.FeatureConfig(
            distance_name(name), name, self.title or info.title, info.channels, info.image_size,
            info.class_names,
        )  # fmt: skip
        folder = features_folder(name)
        feature_network.save(folder, network.cpu(), config)
        # Measured as it will be used: in half precision, folded, and on images it never saw.
        shipped, _ = feature_network.load(folder)
        config = feature_network.with_accuracy(
            config, round(feature_training.accuracy(shipped, test), 4)
        )
        feature_network.save(folder, network, config)
        facts = {
            "epochs": self.epochs, "seed": self.seed, "seconds": seconds,
            "train": len(train), "test": len(test), "machine": devices.describe(device),
            "licence": info.licence, "mirror": mirror, "shift": shift, "bf16": bf16,
        }  # fmt: skip
        durable_files.write_bytes(folder / feature_network.CARD, write_card(config, facts).encode())
        print(f"test accuracy {config.test_accuracy:.2%} on {len(test):,} images")
        print(folder)


def write_card(config: Any, facts: dict[str, Any]) -> str:
    """What the network is, how good it is and how it came about."""
    prepared = ", half of the batches mirrored" if facts["mirror"] else ""
    prepared += ", moved by up to an eighth" if facts["shift"] else ""
    prepared += ", in bf16" if facts["bf16"] else ""
    rows = (
        ("trained on", f"{config.title}, {facts['train']:,} training images; {facts['licence']}"),
        ("images", f"{config.image_size} px, {config.channels} channel(s), [-1, 1]"),
        ("network", "three blocks of convolution (32, 64, 128), BatchNorm, ReLU and max-pooling; "
                    "128 ReLU features; classes"),
        ("test accuracy", f"{config.test_accuracy:.2%} of {facts['test']:,} images it never saw"),
        ("length", f"{facts['epochs']} epochs{prepared}"),
        ("seed", facts["seed"]),
        ("time", f"{facts['seconds'] / 60:.1f} minutes, {facts['machine']}"),
    )  # fmt: skip
    table = "\n".join(f"| {what} | {value} |" for what, value in rows)
    return (
        f"# Features of {config.title}\n\nThe network behind `{config.measure}` and the other "
        "measures on this data. A distance on its\nfeatures is no FID and comparable only with "
        f"distances on the same network.\n\n| | |\n|---|---|\n{table}\n\nWritten by "
        f"`python -m gan_core train-features {config.dataset}`.\n"
    )


def _progress(step: int, steps: int, loss: float) -> None:
    import sys

    end = "\n" if step == steps else ""
    print(f"\rstep {step} of {steps}, loss {loss:.3f}", end=end, file=sys.stderr, flush=True)
