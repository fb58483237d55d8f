"""Devices: choosing one, its name for people, and the state of its random generators."""

import os
import platform
from typing import Any

import torch

from gan_core import GanError, unknown

KINDS = ("cpu", "cuda", "mps")
TRAINING_THREADS = torch.get_num_threads()  # read at import, before a server lowers its own


def choose(name: str = "auto") -> torch.device:
    """The device called `name` (auto, cpu, cuda, cuda:1, mps); auto prefers a GPU."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if _mps() else "cpu"
    if name.split(":")[0] not in KINDS:
        raise unknown("device", name, ("auto", *KINDS))
    try:
        device = torch.device(name)
    except RuntimeError:
        raise GanError(f'"{name}" is not a device; use cpu, mps, cuda or cuda:0.') from None
    usable = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": _mps()}[device.type]
    if not usable:
        raise GanError(f"This machine has no {device.type} device; use --device auto or cpu.")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise GanError(f"This machine has {torch.cuda.device_count()} CUDA devices, so no {name}.")
    return device


def describe(device: torch.device) -> str:
    """Its name for people: that of the GPU, or the processor with its number of cores."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return "Apple GPU (mps)"
    return f"CPU, {os.cpu_count()} cores ({processor_name()})"


def processor_name() -> str:
    """The processor's model where the system reports it, otherwise its architecture."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            models = (
                line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")
            )
            return next(models, platform.machine())
    except OSError:
        return platform.processor() or platform.machine()


def random_state(device: torch.device) -> dict[str, torch.Tensor]:
    """The state of every random generator that training uses."""
    state = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        state["cuda"] = torch.cuda.get_rng_state(device)
    if device.type == "mps":
        state["mps"] = torch.mps.get_rng_state()
    return state


def set_random_state(state: dict[str, Any], device: torch.device) -> None:
    """Restore `random_state`; nothing may draw numbers or set a seed before the next step."""
    torch.set_rng_state(state["cpu"])
    if device.type == "cuda" and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"], device)
    if device.type == "mps" and "mps" in state:
        torch.mps.set_rng_state(state["mps"])


def synchronize(device: torch.device) -> None:
    """Wait for queued work, so that timings include it."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    if device.type == "mps":
        torch.mps.synchronize()


def _mps() -> bool:
    return torch.backends.mps.is_available()
