"""From what was asked for to what will train, on the machine that trains it."""

import dataclasses
from typing import Any

from gan_core.config.train_config import TrainConfig
from gan_core.runs.run_dir import RunDir
from gan_core.runs.training_run import load_config
from gan_core.training import devices
from gan_core.training.resolve import resolve_config


def settle(run: RunDir, device: str) -> None:
    """Choose device, number format and threads of a claimed run, and write its config.

    A run that has trained before goes on as it was, on this device, so that it resumes exactly.
    """
    config, _ = load_config(run)
    request = run.ticket().get("request")
    if run.checkpoints() or not isinstance(request, dict):
        settled = dataclasses.replace(config, device=device)
    else:
        settled = _resolved(config, request, device)
    if settled != config:
        run.write_config(settled.to_json())


def _resolved(config: TrainConfig, request: dict[str, Any], device: str) -> TrainConfig:
    """`request` has what a person chose: settings as key=value, image size, folder of data sets."""
    settled = resolve_config(
        config.recipe,
        config.dataset,
        settings=[str(words) for words in request.get("settings", ())],
        budget=config.budget,
        seed=config.seed,
        device=device,
        image_size=request.get("image_size"),
        data_root=request.get("data_root"),
    )
    return dataclasses.replace(settled, threads=devices.TRAINING_THREADS)
