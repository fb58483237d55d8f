"""Two kinds of files: training states, to resume a run, and generators. Both are safe to open.

A training state is read with weights_only=True, a generator is a safetensors file with a
description in its header; neither can run code. Invalid files are refused with a GanError.
"""

import json
import struct
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.recipes.generators import build_generator
from gan_core.recipes.without_values import without_values

STATE_FORMAT = 1
GENERATOR_FORMAT = "gan-playground generator 1"
MAX_HEADER = 1 << 20  # bytes; ours have 10 kB at most, a malicious one could have gigabytes


class NoGeneratorFile(GanError):
    """The file is of another kind, or cut off in its description."""


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write a trainer's state durably."""
    durable_files.write_with(
        path, lambda stream: torch.save({"format": STATE_FORMAT, **state}, stream)
    )


def load_state(path: Path) -> dict[str, Any]:
    """The trainer's state in `path`, on the CPU. Raises GanError if it is damaged."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise GanError(f"There is no checkpoint {path.name}.") from None
    except Exception as error:  # any damage, and any pickle that torch refuses
        raise GanError(
            f"{path.name} is damaged or no checkpoint of this project; it was not used."
        ) from error
    if not isinstance(state, dict) or state.get("format") != STATE_FORMAT:
        raise GanError(f"{path.name} was not written by this version; it was not used.")
    return state


def save_generator(
    path: Path, generator: nn.Module, about: dict[str, Any], exact: bool = False
) -> None:
    """Write weights and their description (see `describe_generator`) as one safetensors file.

    Weight matrices and kernels are stored in half precision, which changes pixels by at most 1 or 2
    of 255; with `exact` only where half precision changes nothing. Vectors (biases, BatchNorm
    statistics) are small and keep their precision. Raises GanError for NaN and infinite values,
    which would make every image black.
    """
    state = generator.state_dict()
    if not all(torch.isfinite(t).all() for t in state.values() if t.is_floating_point()):
        raise GanError(f"G has weights that are NaN or infinite, so {path.name} was not written.")
    tensors = {name: compact(tensor, exact) for name, tensor in state.items()}
    metadata = {"format": GENERATOR_FORMAT, "about": json.dumps(about)}
    content = safetensors.torch.save(tensors, metadata)
    durable_files.write_bytes(path, content)


def read_about(path: Path) -> dict[str, Any]:
    """The description in a generator file, without its weights. Raises GanError if it has none."""
    try:
        with open(path, "rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > MAX_HEADER:
                raise ValueError("header too long")
            metadata = json.loads(stream.read(length))["__metadata__"]
        if metadata["format"] != GENERATOR_FORMAT:
            raise ValueError("another format")
        about = json.loads(metadata["about"])
        return {**about, "recipe": str(about["recipe"])}
    except FileNotFoundError:
        raise GanError(f"There is no generator file {path.name}.") from None
    except (OSError, struct.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoGeneratorFile(
            f"{path.name} is no generator of this project, or it is damaged."
        ) from error


def load_generator_file(path: Path) -> tuple[nn.Module, dict[str, Any]]:
    """(G in eval mode on the CPU, its description). Raises GanError for an invalid file."""
    about = read_about(path)
    try:
        with without_values():
            G = build_generator(about)
        weights = safetensors.torch.load_file(path)
        restored = {name: _restored(tensor) for name, tensor in weights.items()}
        G.load_state_dict(restored, assign=True)
    except GanError:
        raise
    except Exception as error:  # any safetensors, shape or type error: not the described network
        raise GanError(
            f"{path.name} does not contain the weights it describes; it was not used."
        ) from error
    return G.eval().requires_grad_(False), about


def compact(tensor: Tensor, exact: bool = False) -> Tensor:
    """As it is stored: matrices and kernels in half precision, with `exact` where that is exact."""
    half = tensor.half() if tensor.is_floating_point() and tensor.ndim >= 2 else tensor
    changed = exact and not torch.equal(half.to(tensor.dtype), tensor)
    return (tensor if changed else half).contiguous()


def _restored(tensor: Tensor) -> Tensor:
    return tensor.float() if tensor.is_floating_point() else tensor
