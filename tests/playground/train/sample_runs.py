"""Run directories for tests of the live page: log entries, grids and metrics, without training."""

import math
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.config.train_config import Budget
from gan_core.data import images
from gan_core.runs.run_dir import RunDir, create
from gan_core.training.resolve import resolve_config

PER_EPOCH, PER_RECORD = 4096, 320
CLASSES = ["Bag", "Boot", "Shirt"]
OVERPOWERED = {"loss/G": 9.0, "loss/D": 0.006, "score/real": 0.998, "score/fake": 0.001}
BALANCED = {"loss/G": 2.2, "loss/D": 0.55, "score/real": 0.78, "score/fake": 0.17}

# The outcome of a comparison of EMA lengths.
CHOICE = {
    "images_seen": 640, "length": 0.1, "best": 0.1, "distances": {"0.04": 9.0, "0.1": 7.0},
    "distance": 7.1, "distance_G_ema": 8.0, "gain": 0.9, "standard_error": 0.2, "samples": 1000,
    "reals": 5000, "fd_name": "fd_fashion_cnn", "reals_of": "test",
}  # fmt: skip


def sample_run(
    root: Path, state: str = "done", records: int = 90, overpowered_from: int = 45
) -> RunDir:
    """A run in which D overpowers G from a record on, with a grid and metrics every ten records."""
    config = resolve_config("dcgan", "silhouettes", budget=Budget("epochs", 9), device="cpu")
    run = create(root, "silhouettes-dcgan-seed0", config.to_json())
    run.write_about(about())
    run.write_reals(grid_of(255))
    for number in range(records):
        if number % 10 == 0:
            run.write_samples(number * PER_RECORD, grid_of(number))
            run.append_metrics(metrics(number * PER_RECORD))
        run.append_stats(record(number, OVERPOWERED if number >= overpowered_from else BALANCED))
    write_status(run, state, records)
    return run


def about() -> dict[str, Any]:
    loss_D = {"reduction": "sum", "chance": 2 * math.log(2), "floor": None}
    return {
        "parameters": {"G": 1, "D": 1}, "images": PER_EPOCH, "class_names": CLASSES,
        "labels": False, "grid_columns": 10, "loss_D": loss_D, "device": "CPU", "threads": 1,
    }  # fmt: skip


def record(number: int, curves: dict[str, float]) -> dict[str, Any]:
    seen = (number + 1) * PER_RECORD
    return {"step": 5 * number, "images_seen": seen, "epoch": seen / PER_EPOCH,
            "seconds": number + 1.0, "images_per_second": 320.0, **curves}  # fmt: skip


def metrics(seen: int) -> dict[str, Any]:
    share = [0.2, 0.4, 0.4] if seen else [1.0, 0.0, 0.0]
    return {"images_seen": seen, "epoch": seen / PER_EPOCH, "seconds": seen / PER_RECORD,
            "samples": 1000, "fd": 200 / (1 + seen / 5000), "fd_name": "fd_fashion_cnn",
            "fd_floor": 0.9, "class_histogram": share, "tile_classes": [1] * 80,
            "tile_logits": [-1.0] * 80, "histogram_of": "score", "histogram_range": [0.0, 1.0],
            "histogram_real": [0.0, 0.2, 0.8], "histogram_fake": [0.7, 0.3, 0.0],
            "class_histogram_real": [0.3, 0.3, 0.4]}  # fmt: skip


def write_status(run: RunDir, state: str, records: int) -> None:
    seen = records * PER_RECORD
    run.write_status(state, images_seen=seen, images_per_epoch=PER_EPOCH, epoch=seen / PER_EPOCH,
                     seconds=10.0, progress=0.5, eta_seconds=10.0, images_per_second=320.0,
                     device="cpu", queued_at=1.0)  # fmt: skip


def grid_of(value: int) -> bytes:
    """A grid whose every pixel is `value`, so that a test can tell which one it looks at."""
    return images.png(images.grid(np.full((80, 28, 28, 1), value, dtype=np.uint8), 10))
