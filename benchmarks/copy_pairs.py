"""Make the pairs of "Find the copies": a fake beside the training image nearest to it.

From two finished runs on Fashion-MNIST: one that has copied its few training images, and one with
many. Of the first its first seeds that are copies are kept, of the second those that are none:
a copy is nearer to a training image than 99 of 100 held-out images are, by the features of
`fd_fashion_cnn`. The README of benchmarks says which runs the shipped pairs are of.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import tyro

from gan_core import GanError
from gan_core.data import durable_files, images
from gan_core.generator.copy_pairs import COLUMNS, FOLDER, OF_EACH, PAIRS, SHEET, checked
from gan_core.generator.deck_making import trainer_of
from gan_core.generator.session import load_generator
from gan_core.metrics import neighbours
from gan_core.metrics.evaluator import load_real_images, prepare, run_to_end
from gan_core.runs.run_dir import RunDir

TRIED = 400  # seeds of each run


@dataclass(frozen=True)
class CopyPairs:
    """Write the pairs of two runs."""

    few: Annotated[Path, tyro.conf.Positional]
    """Run that was trained on few images."""
    many: Annotated[Path, tyro.conf.Positional]
    """Run that was trained on the whole set."""
    to: Path = FOLDER
    """Folder of the pairs."""


def main(options: CopyPairs) -> None:
    tiles: list[np.ndarray] = []
    pairs: list[dict[str, Any]] = []
    runs = []
    for path, wanted in ((options.few, True), (options.many, False)):
        run = RunDir(path)
        found, shown, trained_on = pairs_of(run, wanted)
        pairs += found
        tiles += shown
        seen = max(run.generators())
        runs.append({"images": trained_on, "images_seen": seen, "recipe": run.config()["recipe"]})
    stream = io.BytesIO()
    images.to_pil(images.grid(np.stack(tiles), COLUMNS)).save(stream, "PNG", optimize=True)
    sheet = stream.getvalue()
    about = {"pairs": pairs, "few": runs[0], "many": runs[1],
             "image_size": tiles[0].shape[0], "data": "Fashion-MNIST (MIT, Zalando SE)",
             "sheet_sha256": hashlib.sha256(sheet).hexdigest()}  # fmt: skip
    checked(about, sheet)
    durable_files.make_folder(options.to)
    durable_files.write_bytes(options.to / SHEET, sheet)
    durable_files.write_json(options.to / PAIRS, about)
    print(f"{len(pairs)} pairs, {len(sheet):,} bytes")


def pairs_of(run: RunDir, wanted: bool) -> tuple[list[dict[str, Any]], list[np.ndarray], int]:
    """OF_EACH pairs of a run that are copies, or that are none; their images; training images."""
    trainer = trainer_of(run)
    data, config = trainer.data, trainer.config
    reals = load_real_images(
        config.dataset, data.channels, data.image_size, config.data_root, None, data,
        config.image_choices,
    )  # fmt: skip
    evaluator = run_to_end(prepare(reals, "cpu"))
    fakes = load_generator(run.generator_file(max(run.generators()))).sample(range(TRIED))
    features = evaluator.extract(torch.from_numpy(fakes).permute(0, 3, 1, 2)).features
    copies = evaluator.reference.copies
    distances, rows = neighbours.nearest(features, copies.train)
    nearest = evaluator.train_rows[rows[:, 0]]
    is_copy = distances[:, 0] < copies.near
    chosen = [seed for seed in range(TRIED) if bool(is_copy[seed]) == wanted][:OF_EACH]
    if len(chosen) < OF_EACH:
        raise GanError(f"{run.id} has only {len(chosen)} such pairs in {TRIED} seeds.")
    found, shown = [], []
    for seed in chosen:
        ratio = distances[seed, 0].item() / copies.typical
        index = int(nearest[seed])
        found.append({"copy": wanted, "seed": seed, "index": index, "ratio": round(ratio, 3)})
        shown += [fakes[seed], data.images[index].permute(1, 2, 0).numpy()]
    return found, shown, len(data)


if __name__ == "__main__":
    main(tyro.cli(CopyPairs))
