"""How long a run will take on this machine, before it is started."""

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from gan_core.config.train_config import Budget
from gan_core.runs.run_dir import all_runs
from playground.shared.paths import runs_root
from playground.train.image_sources import describe

if TYPE_CHECKING:
    from gan_core.config.train_config import TrainConfig
    from gan_core.recipes import Recipe

ENOUGH_SECONDS = 20  # of an earlier run, for its speed to be better than a new measurement
LATEST = 30  # runs whose speed may be used
TIMED_MACS = 12e9  # in the one update that is timed: about a second of a CPU core
# Settings that hardly change the cost of an update.
WITHOUT_COST = (
    "lr_G", "lr_D", "real_label", "fake_label", "target_noise", "beta1", "beta2", "adam_eps",
    "ema_kimg", "log_every", "instance_noise_kimg", "bn_scale_init_mean", "weight_clip",
)  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """Speed, time and images of a run, and where the speed comes from."""

    device: str
    images_per_second: float
    source: str
    seconds: float
    images_seen: float
    images_per_epoch: int

    @property
    def images_text(self) -> str:
        """Images of the whole run, also in epochs."""
        epochs = self.images_seen / self.images_per_epoch
        return f"{self.images_seen:,.0f} images = {epochs:,.1f} epochs"


def estimate(config: "TrainConfig") -> Estimate:
    """From the speed of an earlier run of the same shape, otherwise of a few updates made now."""
    from gan_core.training import devices

    speed, source = _speed(config)
    per_epoch = describe(config.dataset).count
    target = config.budget.images(per_epoch)
    seconds = 60 * config.budget.amount if target is None else target / speed
    return Estimate(
        device=devices.describe(devices.choose(config.device)),
        images_per_second=speed,
        source=source,
        seconds=seconds,
        images_seen=seconds * speed,
        images_per_epoch=per_epoch,
    )


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


def _speed(config: "TrainConfig") -> tuple[float, str]:
    wanted = _shape(config.to_json())
    for run in all_runs(runs_root())[:LATEST]:
        status = run.status()
        if status.get("seconds", 0) > ENOUGH_SECONDS and status.get("images_per_second"):
            try:
                if _shape(run.config()) == wanted:
                    return float(status["images_per_second"]), f"as in run {run.id[:5]}"
            except (AttributeError, KeyError, TypeError):
                continue  # a config of another version cannot be compared
    return _measured(config.recipe, config.dataset, repr(wanted), config), "measured just now"


def _shape(config: dict[str, Any]) -> tuple[Any, ...]:
    """Everything in a config that the speed depends on."""
    settings = {
        name: value for name, value in config["settings"].items() if name not in WITHOUT_COST
    }
    keys = ("recipe", "dataset", "image_size", "channels", "device", "threads")
    return (*(config[key] for key in keys), tuple(sorted(settings.items())))


@st.cache_data(max_entries=64, show_spinner="Measuring the speed of this machine…")
def _measured(recipe: str, dataset: str, shape: str, _config: "TrainConfig") -> float:
    from gan_core.data.conditioning import count_conditions
    from gan_core.training.speed import measure_images_per_second

    info = describe(dataset)
    channels = _config.channels or info.channels
    classes = count_conditions(_config.settings, len(info.class_names), info.count)
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
