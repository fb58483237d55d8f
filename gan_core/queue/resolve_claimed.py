"""From what was asked for to what will train, on the machine that trains it."""

import dataclasses
from typing import Any

from gan_core import GanError
from gan_core.config.train_config import TrainConfig
from gan_core.runs.run_dir import RunDir
from gan_core.runs.training_run import load_config
from gan_core.training import devices
from gan_core.training.resolve import resolve_config


def resolve_claimed(run: RunDir, device: str) -> None:
    """Choose device, number format and threads of a claimed run, and write its config.

    A run that has trained before goes on as it was, on this device, so that it resumes exactly.
    Raises GanError, and marks the run failed, where this machine cannot train it: it would fail as
    often as it came back, and say less.
    """
    try:
        config, _ = load_config(run)
        request = run.ticket().get("request")
        if run.checkpoints() or not isinstance(request, dict):
            resolved = dataclasses.replace(config, device=device)
        else:
            resolved = _resolved(config, request, device)
    except GanError as error:
        run.change_state("failed", error=str(error))
        raise
    if resolved != config:
        run.write_config(resolved.to_json())


def _resolved(config: TrainConfig, request: dict[str, Any], device: str) -> TrainConfig:
    """`request` has what a person chose: settings as key=value, image size, folder of data sets."""
    resolved = resolve_config(
        config.recipe,
        config.dataset,
        settings=[str(words) for words in request.get("settings", ())],
        budget=config.budget,
        seed=config.seed,
        device=device,
        image_size=request.get("image_size"),
        data_root=request.get("data_root"),
    )
    return dataclasses.replace(resolved, threads=devices.TRAINING_THREADS)
