"""The weights in the zip of a run, opened as safetensors or with weights_only=True alone.

A checkpoint is a zip of its own. What it would take in memory is known from its list of files, so
it is not unpacked where that is more than the file itself.
"""

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from gan_core import GanError
from gan_core.runs import checkpoint
from gan_core.runs.average_snapshots import FORMAT as AVERAGES
from gan_core.runs.numbered_files import NUMBER

NETWORKS = ("G", "D", "G_ema")
OPTIMISERS = ("opt_G", "opt_D")
MOST_PICKLED = 20_000_000  # bytes of what describes the tensors
DAMAGE = (
    safetensors.SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError,
    OverflowError, zipfile.BadZipFile, NotImplementedError,
)  # fmt: skip


def check_generator(path: Path, recipe: str) -> None:
    """Raises GanError for what is no generator of this recipe with finite weights."""
    G, about = checkpoint.load_generator_file(path)
    if about["recipe"] != recipe or not _all_finite(G.state_dict()):
        raise _damaged(path)
    _check_number(path, about.get("images_seen"))


def check_averages(path: Path) -> None:
    """Raises GanError for what is no file of finite averages."""
    try:
        with open(path, "rb") as file:
            if struct.unpack("<Q", file.read(8))[0] > checkpoint.MAX_HEADER:
                raise ValueError("header too long")
        with safetensors.safe_open(path, "pt") as opened:
            metadata = opened.metadata()
        at = json.loads(metadata["about"])["at"]
        if metadata["format"] != AVERAGES or type(at) is not int or at < 1:
            raise ValueError("another format")
        if not _all_finite(safetensors.torch.load_file(path)):
            raise ValueError("NaN")
    except (struct.error, *DAMAGE) as error:
        raise _damaged(path) from error


def check_checkpoint(path: Path) -> None:
    """Raises GanError for what is no training state with finite weights."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                is_stored = info.compress_type == zipfile.ZIP_STORED
                if not is_stored or info.file_size != info.compress_size:
                    raise ValueError("packed")
                if info.filename.endswith(".pkl") and info.file_size > MOST_PICKLED:
                    raise ValueError("too much of a description")
    except DAMAGE as error:
        raise _damaged(path) from error
    state = checkpoint.load_state(path)
    try:
        for name in NETWORKS:
            if not _all_finite(state[name]):
                raise ValueError("NaN")
        if not all(isinstance(state[name], dict) for name in (*OPTIMISERS, "random")):
            raise TypeError("no optimiser")
        if type(state["step"]) is not int or not 0 <= float(state["seconds"]) < 1e12:
            raise ValueError("no counters")
    except DAMAGE as error:
        raise _damaged(path) from error
    _check_number(path, state.get("images_seen"))


def _check_number(path: Path, images_seen: Any) -> None:
    """A file says the same of itself as its name does."""
    number = NUMBER.search(path.name)
    if not number or type(images_seen) is not int or images_seen != int(number[1]):
        raise GanError(f"{path.name} is of another moment than its name says; it was not used.")


def _all_finite(tensors: Any) -> bool:
    """Whether this is a non-empty mapping of tensors without NaN and infinity."""
    if not isinstance(tensors, dict) or not tensors:
        return False
    values = tensors.values()
    if not all(isinstance(tensor, Tensor) for tensor in values):
        return False
    return all(bool(torch.isfinite(t).all()) for t in values if t.is_floating_point())


def _damaged(path: Path) -> GanError:
    return GanError(f"{path.name} does not hold the weights of this run; it was not used.")
