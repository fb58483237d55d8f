"""From what was asked for to what will train, on the machine that trains it."""

import dataclasses

from gan_core import GanError
from gan_core.config.request import Request
from gan_core.config.train_config import TrainConfig
from gan_core.data.catalog import MissingImages, require_images
from gan_core.runs.run_config import load_config
from gan_core.runs.run_dir import RunDir
from gan_core.training import devices
from gan_core.training.resolve import resolve_config


def resolve_claimed(run: RunDir, device: str) -> None:
    """Choose device, number format, threads and all else that is AUTO, and write the config.

    A run that has trained before goes on as it was, on this device, so that it resumes exactly.
    Raises GanError, and marks the run failed, where this machine cannot train it: it would fail as
    often as it came back, and say less. Raises MissingImages where another machine may train it.
    """
    try:
        config, _ = load_config(run)
        require_images(config.dataset)
        resolved = _resolved(run, config, device)
    except MissingImages:
        raise
    except GanError as error:
        run.change_state("failed", error=str(error))
        raise
    if resolved != config:
        run.write_config(resolved.to_json())


def _resolved(run: RunDir, config: TrainConfig, device: str) -> TrainConfig:
    if run.checkpoints():
        return dataclasses.replace(config, device=device)
    request = Request.from_json(run.ticket().get("request"))
    if request is None:  # settings copied from another run: nothing in them is open
        return dataclasses.replace(config, device=device, threads=devices.TRAINING_THREADS)
    return resolve_config(
        config.recipe,
        config.dataset,
        settings=request.settings,
        budget=config.budget,
        seed=config.seed,
        device=device,
        image_size=request.image_size,
        data_root=config.data_root,
        followed_seeds=config.followed_seeds,
    )
