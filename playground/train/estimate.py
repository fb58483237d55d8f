"""How long a run will take on this machine, before it is started."""

import dataclasses
import os
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import streamlit as st

from gan_core import GanError
from gan_core.config.image_choices import image_choices_from
from gan_core.config.train_config import Budget
from gan_core.runs.run_dir import RunDir, all_runs
from playground.shared import jobs
from playground.shared.paths import runs_root
from playground.train.image_sources import describe, training_images

if TYPE_CHECKING:
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe

ENOUGH_SECONDS = 20  # of an earlier run, for its speed to be better than a new measurement
LATEST = 50  # runs among which those of the same shape are looked for
AVERAGED = 5  # of these, the latest
SPEEDS_SECONDS = 5.0  # for which the runs are not read again: one look at the form asks many times
SPREAD = 1.5  # fastest over slowest, from which an estimate is uncertain
BUSY_LOAD = 0.7  # processes that compute, by cores
TIMED_MACS = 12e9  # in the one update that is timed: about a second of a CPU core
# Settings that hardly change the cost of an update.
WITHOUT_COST = (
    "lr_G", "lr_D", "real_label", "fake_label", "target_noise", "beta1", "beta2", "adam_eps",
    "ema_kimg", "posthoc_ema", "keep_checkpoints", "log_every", "instance_noise_kimg",
    "bn_scale_init_mean", "weight_clip",
)  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """Speed, time and images of a run, and where the speed comes from."""

    device: str
    images_per_second: float
    source: str
    uncertain: str  # a sentence that says why; "" where it is not
    seconds: float
    images_seen: float
    images_per_epoch: int

    @property
    def images_text(self) -> str:
        """Images of the whole run, also in epochs."""
        epochs = self.images_seen / self.images_per_epoch
        return f"{self.images_seen:,.0f} images = {epochs:,.1f} epochs"


@dataclass(frozen=True)
class Speed:
    """Images per second, where the number comes from, and why it may be wrong."""

    images_per_second: float
    source: str
    uncertain: str = ""


def estimate(config: "TrainConfig") -> Estimate:
    """From the speed of earlier runs of the same shape, otherwise of a few updates made now."""
    from gan_core.training import devices

    speed = _speed(config)
    per_epoch = training_images(config.dataset, config.image_choices)
    target = config.budget.images(per_epoch)
    seconds = 60 * config.budget.amount if target is None else target / speed.images_per_second
    return Estimate(
        device=devices.describe(devices.choose(config.device)),
        images_per_second=speed.images_per_second,
        source=speed.source,
        uncertain=speed.uncertain,
        seconds=seconds,
        images_seen=seconds * speed.images_per_second,
        images_per_epoch=per_epoch,
    )


def expected_seconds(config: "TrainConfig") -> float:
    """How long the run would last; its speed is asked for only where the budget is no time."""
    if config.budget.unit == "minutes":
        return 60 * config.budget.amount
    return estimate(config).seconds


def published_estimate(recipe: "Recipe") -> Estimate:
    """How long the recipe's published run would take here."""
    from gan_core.training.resolve import resolve_config

    published = recipe.published
    assert published is not None, recipe.name
    return estimate(
        resolve_config(
            recipe.name,
            published.datasets[0],
            budget=Budget("epochs", published.epochs),
            image_size=published.image_size,
        )
    )


def _speed(config: "TrainConfig") -> Speed:
    wanted = _shape(config.to_json())
    earlier = _earlier(wanted)
    if earlier:
        return _median(earlier)
    busy = _is_busy(config.device)
    measured = _measured(config.recipe, config.dataset, repr(wanted), busy, config)
    why = "The machine is busy now, so this is uncertain." if busy else ""
    return Speed(measured, "measured just now", why)


def _earlier(wanted: tuple[Any, ...]) -> dict[str, float]:
    """Images per second of the latest runs of this shape, by id."""
    found = {run_id: speed for run_id, shape, speed in _speeds(str(runs_root())) if shape == wanted}
    return dict(list(found.items())[:AVERAGED])


@st.cache_data(ttl=SPEEDS_SECONDS, max_entries=8, show_spinner=False)
def _speeds(root: str) -> list[tuple[str, tuple[Any, ...], float]]:
    """(id, shape, images per second over all its training) of the latest runs."""
    found = []
    for run in all_runs(Path(root))[:LATEST]:
        status = run.status()
        seconds, images = status.get("seconds", 0), status.get("images_seen", 0)
        if run.hidden_by():
            continue  # a form names the runs it learned from
        if seconds > ENOUGH_SECONDS and images and (shape := _shape_of(run)):
            found.append((run.id, shape, images / seconds))
    return found


def _median(earlier: dict[str, float]) -> Speed:
    speeds = list(earlier.values())
    middle = statistics.median(speeds)
    if len(speeds) == 1:
        return Speed(middle, f"as in run {next(iter(earlier))[:5]}")
    why = ""
    if max(speeds) > SPREAD * min(speeds):
        why = f"They ran at {min(speeds):,.0f} to {max(speeds):,.0f}, so this is uncertain."
    return Speed(middle, f"the median of {len(speeds)} runs like this one", why)


def _is_busy(device: str) -> bool:
    """Whether other programs, or a run of ours, compute on this machine now."""
    return bool(jobs.on_device(device)) or psutil.getloadavg()[0] > BUSY_LOAD * (
        os.cpu_count() or 1
    )


def _shape_of(run: RunDir) -> tuple[Any, ...] | None:
    try:
        return _shape(run.config())
    except (AttributeError, KeyError, TypeError, GanError):
        return None  # a config of another version cannot be compared


def _shape(config: dict[str, Any]) -> tuple[Any, ...]:
    """Everything in a config that the speed depends on."""
    settings = {
        name: value for name, value in config["settings"].items() if name not in WITHOUT_COST
    }
    # On which background transparent images lie changes no speed, and old runs do not say it.
    choices = dataclasses.replace(
        image_choices_from(config.get("image_choices")), background="black"
    )
    keys = ("recipe", "dataset", "image_size", "channels", "device", "threads")
    return (*(config[key] for key in keys), choices, tuple(sorted(settings.items())))


@st.cache_data(max_entries=64, show_spinner="Measuring the speed of this machine…")
def _measured(recipe: str, dataset: str, shape: str, busy: bool, _config: "TrainConfig") -> float:
    """Kept for each shape; measured again once the machine is not busy any more."""
    from gan_core.data.conditioning import count_conditions
    from gan_core.training.speed import measure_images_per_second

    info = describe(dataset, _config.image_choices)
    channels = _config.channels or info.channels
    count = training_images(dataset, _config.image_choices)
    classes = count_conditions(_config.settings, len(info.class_names), count)
    if _config.device == "cpu":
        batch = _measured_batch(_config, channels, classes)
        settings = dataclasses.replace(_config.settings, batch_size=batch)
        _config = dataclasses.replace(_config, settings=settings)
    config = dataclasses.replace(_config, channels=channels)
    return measure_images_per_second(config, channels, classes)


def _measured_batch(config: "TrainConfig", channels: int, classes: int) -> int:
    """A batch whose update takes about a second; of heavy networks a small one is enough."""
    from gan_core.recipes import find_recipe
    from gan_core.recipes.layer_table import layer_tables

    recipe, settings = find_recipe(config.recipe), config.settings
    tables = layer_tables(recipe, channels, config.image_size, classes, settings)
    an_update = 3 * settings.d_steps * sum(table.macs for table in tables)  # forward and back
    return int(max(2, min(settings.batch_size, TIMED_MACS / an_update)))
