"""Where the server lets workers run, and how many: all of it from its environment, in one place.

GAN_LAUNCHER         local, ray or slurm; default: ray where RAY_ADDRESS is set, else local
GAN_SLOTS            how many workers Ray or Slurm may run at once; default 2
GAN_WORKER_CPUS      CPUs of each of them; default 1
GAN_WORKER_GPUS      GPUs of each of them, on Ray also a part of one (0.5); default 0
GAN_WORKER_MINUTES   after so long a worker gives its run back and ends; default: never, on Slurm 50
GAN_SLURM_OPTIONS    what sbatch gets besides, such as --partition=gpu --account=teaching
RAY_ADDRESS          Ray's dashboard; RAY_API_SERVER_ADDRESS goes before it, as for Ray itself
"""

import math
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from gan_core import GanError

LAUNCHERS = ("local", "ray", "slurm")


@dataclass(frozen=True)
class Settings:
    """What `from_environment` found."""

    launcher: str = "local"
    slots: int = 2
    cpus: float = 1.0
    gpus: float = 0.0
    minutes: float | None = None
    slurm_options: tuple[str, ...] = ()
    ray_address: str = ""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings. Raises GanError, which names the variable, where one cannot be understood."""

    def number(name: str, default: float, least: float) -> float:
        words = environment.get(name, "").strip()
        try:
            value = float(words) if words else default
        except ValueError:
            value = math.nan
        if not least <= value <= 10_000:
            raise GanError(f"{name} is {words!r}; give a number from {least:g} on.")
        return value

    address = environment.get("RAY_API_SERVER_ADDRESS") or environment.get("RAY_ADDRESS") or ""
    launcher = environment.get("GAN_LAUNCHER", "").strip().lower()
    launcher = launcher or ("ray" if address else "local")
    if launcher not in LAUNCHERS:
        raise GanError(f"GAN_LAUNCHER is {launcher!r}; it may be {', '.join(LAUNCHERS)}.")
    if launcher == "ray" and not address:
        raise GanError(
            "GAN_LAUNCHER is ray, but RAY_ADDRESS is not set; set it to the address of Ray's "
            "dashboard, such as http://127.0.0.1:8265."
        )
    try:
        options = tuple(shlex.split(environment.get("GAN_SLURM_OPTIONS", "")))
    except ValueError as error:
        raise GanError(f"GAN_SLURM_OPTIONS cannot be read ({error}).") from error
    minutes = number("GAN_WORKER_MINUTES", 50.0 if launcher == "slurm" else 0.0, 0.0)
    settings = Settings(
        launcher,
        int(number("GAN_SLOTS", 2, 1)),
        number("GAN_WORKER_CPUS", 1.0, 0.01),
        number("GAN_WORKER_GPUS", 0.0, 0.0),
        minutes or None,
        options,
        address.strip(),
    )
    whole = settings.cpus.is_integer() and settings.gpus.is_integer()
    if launcher == "slurm" and not whole:
        raise GanError("Slurm gives whole CPUs and GPUs; change GAN_WORKER_CPUS, GAN_WORKER_GPUS.")
    return settings
