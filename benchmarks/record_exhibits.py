"""Record the runs of "Failing on purpose": pretrained/exhibits/<id>, replayed by the app.

A recording is a run directory with what the page of a run shows and nothing else: no checkpoints,
no generators. Its sample grids are stored without enlargement in 32 levels of grey, since the
project carries them. Evaluations are no part of the recorded time. What is recorded already is
skipped, so an interrupted command goes on with the next one; a recording appears complete or not at
all.
"""

import dataclasses
import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import tyro
from PIL import Image
from torch import Tensor, nn

from benchmarks.failing_on_purpose import (
    SMALL,
    Case,
    Unlimited,
    findings_of,
    only,
    without_bags,
)
from gan_core import GanError
from gan_core.config.train_config import Budget
from gan_core.data import durable_files
from gan_core.data.image_set import load_images
from gan_core.data.images import GRID_SCALE
from gan_core.data.noise import z_from_seeds
from gan_core.metrics.loss_network import real_features
from gan_core.recipes import Recipe, find_recipe
from gan_core.runs.description import about_run, grid_png, real_images_for_grid
from gan_core.runs.run_dir import SHOWN, RunDir, create
from gan_core.training.resolve import resolve_config
from gan_core.training.trainer import Trainer

EXHIBITS = Path(__file__).parent.parent / "pretrained" / "exhibits"
GREYS = 32  # of the stored sample grids; 28 px images in so many look the same


class OneZ(nn.Module):
    """A generator that draws whatever it can from one z, and ignores the z it is given.

    It must have no BatchNorm: a batch of equal images is all zeros after it.
    """

    def __init__(self, G: nn.Module, z_dim: int):
        super().__init__()
        self.G = G
        self.register_buffer("z", z_from_seeds([0], z_dim))

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        return self.G(self.get_buffer("z").expand(len(z), -1), c)


def with_one_z(recipe: Recipe) -> Recipe:
    """The recipe with a generator to which every z is the same."""

    def networks(*shape: Any) -> tuple[nn.Module, nn.Module]:
        G, D = recipe.networks(*shape)
        return OneZ(G, shape[-1].z_dim), D

    return dataclasses.replace(recipe, networks=networks)


@dataclass(frozen=True)
class Recording:
    """One exhibit: the run, how many sample grids it keeps, and what its settings do not say."""

    case: Case
    grids: int = 24
    notes: tuple[str, ...] = ()
    nearest: bool = False  # keep the nearest training images beside every grid


RECORDINGS = {
    "d-won": Recording(
        Case("D learns 100 times as fast, minimax", ("d_overpowers",),
             f"{SMALL} lr_D=2e-2 loss=minimax", images=16_000),
    ),
    "g-won": Recording(Case("D frozen", ("d_too_weak",), f"{SMALL} lr_D=1e-7", images=16_000)),
    "collapse": Recording(
        Case("one z for all", ("collapse",), "width=16 lr_G=5e-4 lr_D=5e-4 log_every=3",
             "tconv_mlp", 16_000, change=with_one_z),
        notes=("G was given the same z for every image, which no setting does.",),
    ),
    "no-convergence": Recording(
        Case("both at 1e-1", ("oscillation",), f"{SMALL} lr_G=1e-1 lr_D=1e-1", images=16_000),
        grids=10,
    ),
    "by-heart": Recording(
        Case("50 images", ("copying",), "width=32 z_dim=2 batch_size=32 anneal=0 augment=none "
             "r1_gamma=0.03 r2_gamma=0.03", "quick", 50_720, only(50)),
        grids=16,
        notes=("Trained on the first 50 images of the set alone.",), nearest=True,
    ),
    "class-missing": Recording(
        Case("no bags", ("rare_class",), "labels=false", "quick", 40_000, without_bags),
        notes=("Trained without the 6,000 bags of the set.",),
    ),
    "past-best": Recording(
        Case("both at 1e-1, the first half", ("past_best",), f"{SMALL} lr_G=1e-1 lr_D=1e-1",
             images=8_000),
        grids=16,
    ),
    "looks-bad": Recording(
        Case("healthy dcgan, classes", (), f"{SMALL} labels=true", images=22_720), grids=18
    ),
}  # fmt: skip


@dataclass(frozen=True)
class RecordExhibits:
    """Train and store the recordings that are not there yet."""

    ids: tyro.conf.Positional[tuple[str, ...]] = ()
    """Of the exhibits; default: all."""
    out: Path = EXHIBITS
    """Folder of the recordings."""
    again: Annotated[bool, tyro.conf.arg(aliases=("-f",))] = False
    """Record those that are there already, too."""


def main(options: RecordExhibits) -> None:
    unknown = set(options.ids) - RECORDINGS.keys()
    if unknown:
        raise SystemExit(f"There is no exhibit {sorted(unknown)}; choose from {[*RECORDINGS]}.")
    for name in options.ids or RECORDINGS:
        if options.again or not (options.out / name).exists():
            record(name, RECORDINGS[name], options.out)
        run = RunDir(options.out / name)
        size = sum(path.stat().st_size for path in run.path.rglob("*") if path.is_file())
        print(f"{name:16} {size / 1e6:5.2f} MB  {json.dumps(findings_of(run))}", flush=True)


def record(name: str, recording: Recording, folder: Path) -> None:
    """Train in a hidden folder beside the recordings, make it small, and put it in its place."""
    workshop = folder / f".recording-{name}"
    shutil.rmtree(workshop, ignore_errors=True)
    run = train(recording, workshop)
    compact(run, recording)
    shutil.rmtree(folder / name, ignore_errors=True)
    run.path.rename(folder / name)
    shutil.rmtree(workshop)


def train(recording: Recording, folder: Path) -> RunDir:
    """The whole run on one thread, evaluated at every sample grid."""
    case = recording.case
    config = resolve_config(
        case.recipe, "fashion-mnist", settings=case.settings.split(),
        budget=Budget("images", case.images), device="cpu",
    )  # fmt: skip
    run = create(folder, case.name, config.to_json())
    shape = {"image_size": config.image_size, "channels": config.channels}
    data = case.data(load_images("fashion-mnist", **shape))
    recipe = case.change(find_recipe(case.recipe))
    trainer = Trainer(
        recipe, dataclasses.replace(config, threads=1), data, real_features=real_features
    )
    about = about_run(trainer)
    run.write_about(about | {"notes": [*about["notes"], *recording.notes]})
    run.write_reals(grid_png(real_images_for_grid(trainer), trainer))
    evaluation = Unlimited(run, trainer)

    def look() -> None:
        with trainer.clock.paused():
            run.write_samples(trainer.images_seen, grid_png(trainer.sample_grid(), trainer))
            evaluation.evaluate_if_due(trainer)

    look()
    shown, every, state, error = 0, case.images / recording.grids, "done", {}
    try:
        for entry in trainer.records():
            run.append_stats(entry)
            if trainer.finished or trainer.images_seen // every > shown:
                shown = int(trainer.images_seen // every)
                look()
    except GanError as failure:
        state, error = "failed", {"error": str(failure)}
    run.write_status(
        state, step=trainer.step, images_seen=trainer.images_seen,
        images_per_epoch=len(trainer.data), epoch=round(trainer.epoch, 4),
        seconds=round(trainer.clock.seconds, 2), progress=round(trainer.progress, 4), **error,
    )  # fmt: skip
    return run


def compact(run: RunDir, recording: Recording) -> None:
    """Leave what the page of a run shows, its grids at their own size in few greys."""
    grids = [run.reals(), *run.samples().values()]
    if recording.nearest:
        grids += run.nearest().values()
    kept = {run.path / name for name in SHOWN} | set(grids)
    for path in grids:
        durable_files.write_bytes(path, small_png(path))
    for path in [*run.path.rglob("*")]:
        if path.is_file() and path not in kept:
            path.unlink()
    for folder in [*run.path.iterdir()]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def small_png(path: Path) -> bytes:
    """The grey image of a stored sample grid, one pixel for each of its pixels, in GREYS levels."""
    pixels = np.asarray(Image.open(path))[::GRID_SCALE, ::GRID_SCALE].astype(np.float64)
    levels = (pixels * (GREYS - 1) / 255).round().astype(np.uint8)
    image = Image.fromarray(levels).convert("P")
    image.putpalette([round(level * 255 / (GREYS - 1)) for level in range(GREYS) for _ in "rgb"])
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    main(tyro.cli(RecordExhibits))
