"""Fork a run: its checkpoint at one moment becomes the beginning of a run of its own, a branch.

The branch resumes from it as every run resumes, so unchanged it goes on bit for bit like its
parent. It has the checkpoint itself, where the drive can do that as a second name of the same file,
and needs its parent for nothing: that may go on, or be deleted. Nothing else is copied.
"""

import contextlib
import dataclasses
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.config.adjustment import Adjustment
from gan_core.config.image_choices import NAMES as IMAGE_CHOICES
from gan_core.config.settings import may_change, parse_assignments, settings_from
from gan_core.config.train_config import Budget, TrainConfig
from gan_core.config.training_options import AUTO, TrainingOptions
from gan_core.data import durable_files
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import RunDir, create

OF_THE_RUN = frozenset({"recipe", "dataset", "image_size", "channels", "seed"}) | IMAGE_CHOICES
POINT = re.compile(r"(.+)@([0-9][0-9,]{0,15})", re.DOTALL)
ON_ITS_IMAGES = "its state was trained on these images in this order"


def fork_point(text: str) -> tuple[RunDir, int]:
    """(run, images seen) of RUN_DIR@IMAGES; without @IMAGES its newest checkpoint."""
    found = POINT.fullmatch(text)
    path, images = (found[1], found[2].replace(",", "")) if found else (text, "")
    if not os.path.isdir(path):  # unlike Path.is_dir, False for an invalid name
        raise GanError(f"There is no run directory {path[:200]}; fork one as RUN_DIR@IMAGES.")
    run = RunDir(Path(path).resolve())
    run.config()  # refuses a folder that is no run
    checkpoints = list(run.checkpoints())
    if not checkpoints:
        raise GanError(f"{run.id} has no checkpoint yet, so it cannot be forked.")
    seen = int(images) if images else checkpoints[-1]
    if seen not in checkpoints:
        raise _no_checkpoint(run, seen)
    return run, seen


def forked_config(
    run: RunDir, images_seen: int, assignments: Iterable[str] = (), budget: Budget | None = None
) -> TrainConfig:
    """The config of a branch: its parent's, with some settings changed, given as `key=value`.

    Raises GanError for settings that cannot change once networks have been trained, and where the
    budget (by default the parent's) is used up at that moment.
    """
    config, _ = load_config(run)
    given = parse_assignments(assignments)
    if wrong := sorted(OF_THE_RUN & given.keys()):
        raise _fixed(wrong[0], ON_ITS_IMAGES)
    settings = _changed(config.settings, given)
    config = dataclasses.replace(config, settings=settings, budget=budget or config.budget)
    done = progress_at(run, images_seen, config.budget)["progress"]
    if done >= 1:
        raise GanError(
            f"The budget of {config.budget.amount:g} {config.budget.unit} is used up at "
            f"{images_seen:,} images; give the branch a larger one."
        )
    return config


def fork(
    parent: RunDir,
    images_seen: int,
    config: TrainConfig,
    prepare: Callable[[RunDir], None] = lambda branch: None,
) -> RunDir:
    """A new run beside its parent, which begins at the parent's checkpoint at `images_seen`.

    `prepare` says whose it is, and from whom it is hidden, before its parent's weights are in it.
    It is not queued yet. Raises GanError, and leaves nothing, where there is no such checkpoint.
    """
    before, _ = load_config(parent)
    checkpoint = parent.checkpoints().get(images_seen)
    if checkpoint is None:
        raise _no_checkpoint(parent, images_seen)
    branch = create(parent.path.parent, parent.id[6:], config.to_json())
    try:
        # First of all: without its checkpoint a branch does not train (`run_checkpoints.resume`).
        branch.write_origin(_origin(parent, images_seen, before, config))
        prepare(branch)
        branch.write_about(parent.about())
        durable_files.link_or_copy(checkpoint, branch.checkpoint_file(images_seen))
        _take_adjustment(parent, branch, images_seen)
        branch.write_status(
            "queued", queued_at=time.time(), **progress_at(parent, images_seen, config.budget)
        )
    except BaseException as error:
        shutil.rmtree(branch.path, ignore_errors=True)
        if isinstance(error, GanError) and not checkpoint.exists():  # thinned out meanwhile
            raise _no_checkpoint(parent, images_seen) from error
        raise
    return branch


def progress_at(run: RunDir, images_seen: int, budget: Budget) -> dict[str, Any]:
    """Step, epoch, seconds and share of a budget at one of a run's checkpoints, for a status.

    The log knows them: a checkpoint follows a record. That of a branch begins after its first one.
    """
    record = next((row for row in _moments_of(run) if row.get("images_seen") == images_seen), {})
    seconds, images = float(record.get("seconds") or 0.0), int(run.about().get("images") or 1)
    return {
        "step": int(record.get("step") or 0),
        "images_seen": images_seen,
        "images_per_epoch": images,
        "epoch": round(images_seen / images, 4),
        "seconds": round(seconds, 2),
        "progress": round(budget.fraction(images_seen, seconds, images), 4),
    }


def _changed(settings: TrainingOptions, given: dict[str, str]) -> TrainingOptions:
    """The settings with the given ones in place of theirs. Raises GanError for a fixed one."""
    # A name of `given` in other letters is the same setting, and counts as the later one.
    changed = settings_from(type(settings), dataclasses.asdict(settings) | given)
    for field in dataclasses.fields(settings):
        value = getattr(changed, field.name)
        if value == getattr(settings, field.name):
            continue
        if not may_change(field):
            raise _fixed(field.name, field.metadata["fixed"])
        if value == AUTO:
            raise GanError(
                f"{field.name} is chosen when a run begins, so a branch needs a value; its "
                f"parent has {getattr(settings, field.name)}."
            )
    return changed


def _moments_of(run: RunDir) -> Iterator[dict[str, Any]]:
    yield run.origin()
    yield from run.stats()[0]


def _origin(
    parent: RunDir, images_seen: int, before: TrainConfig, after: TrainConfig
) -> dict[str, Any]:
    progress = progress_at(parent, images_seen, after.budget)
    old, new = dataclasses.asdict(before.settings), dataclasses.asdict(after.settings)
    return {
        "run": parent.id,
        "images_seen": images_seen,
        "step": progress["step"],
        "seconds": progress["seconds"],
        "changed": {name: [old[name], new[name]] for name in new if old[name] != new[name]},
        "budget": dataclasses.asdict(after.budget),
    }


def _take_adjustment(parent: RunDir, branch: RunDir, images_seen: int) -> None:
    """Log in the branch how its parent was adjusted at that moment; the checkpoint says so too."""
    now: dict[str, Any] | None = None
    for row in parent.changes()[0]:
        with contextlib.suppress(GanError):  # a line that is no adjustment of ours
            if row.get("images_seen", 0) <= images_seen:
                now = row if Adjustment.from_json(row) != Adjustment() else None
    if now is not None:
        words = Adjustment.from_json(now).in_words()
        branch.append_change({**now, "images_seen": images_seen, "words": words})


def _fixed(name: str, why: str) -> GanError:
    return GanError(f"{name} cannot change at a fork, since {why}; start a new run for that.")


def _no_checkpoint(run: RunDir, images_seen: int) -> GanError:
    kept = ", ".join(f"{each:,}" for each in run.checkpoints()) or "none"
    return GanError(
        f"{run.id} has no checkpoint at {images_seen:,} images; those it has are at {kept}."
    )
