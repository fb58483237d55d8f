"""Two kinds of file, both safe to open: training state (to resume) and generator (to use).

Training state is read with weights_only=True, a generator is safetensors with its description in
the header; neither can carry code. What does not fit is refused in one sentence.
"""

import json
import struct
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

from gan_core import GanError
from gan_core.config.settings import settings_from, with_new_names
from gan_core.data import durable_files
from gan_core.recipes import find_recipe

STATE_FORMAT = 1
GENERATOR_FORMAT = "gan-playground generator 1"
MAX_HEADER = 1 << 20  # bytes; ours are under 10 kB, a hostile one could be gigabytes
MAX_CLASSES = 10_000


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write a trainer's state durably."""
    durable_files.write_with(
        path, lambda stream: torch.save({"format": STATE_FORMAT, **state}, stream)
    )


def load_state(path: Path) -> dict[str, Any]:
    """The trainer's state in `path`, on the CPU. Raises GanError when it is damaged or foreign."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise GanError(f"There is no checkpoint {path.name}.") from None
    except Exception as error:  # every kind of damage and every refused pickle ends here
        raise GanError(
            f"{path.name} is damaged or no checkpoint of ours; it was not used."
        ) from error
    if not isinstance(state, dict) or state.get("format") != STATE_FORMAT:
        raise GanError(f"{path.name} was not written by this version; it was not used.")
    return state


def save_generator(path: Path, generator: nn.Module, about: dict[str, Any]) -> None:
    """Write weights and their description (see `describe_generator`) as one safetensors file.

    Weight matrices and kernels are kept in half precision: it changes no pixel by more than a
    level or two of 255. Vectors (biases, BatchNorm statistics) are small and stay as they are.
    """
    tensors = {name: _compact(tensor) for name, tensor in generator.state_dict().items()}
    metadata = {"format": GENERATOR_FORMAT, "about": json.dumps(about)}
    content = safetensors.torch.save(tensors, metadata)
    durable_files.write_bytes(path, content)


def read_about(path: Path) -> dict[str, Any]:
    """The description in a generator file, without its weights. GanError when it has none."""
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
        raise GanError(f"{path.name} is no generator of this project, or it is damaged.") from error


def load_generator_file(path: Path) -> tuple[nn.Module, dict[str, Any]]:
    """(G in eval mode on the CPU, its description). GanError for anything that does not fit."""
    about = read_about(path)
    recipe = find_recipe(about["recipe"])
    try:
        num_classes = int(about["num_classes"])
        if not 0 <= num_classes <= MAX_CLASSES or len(about["class_names"]) != num_classes:
            raise ValueError(f"{num_classes} classes")
        recipe.check_images(about["channels"], about["image_size"])
        settings = settings_from(recipe.settings_type, with_new_names(about["settings"]))
        with torch.device("meta"):  # however huge a network a file describes, nothing is allocated
            G, _ = recipe.networks(about["channels"], about["image_size"], num_classes, settings)
        weights = safetensors.torch.load_file(path)
        restored = {name: _restored(tensor) for name, tensor in weights.items()}
        G.load_state_dict(restored, assign=True)
    except GanError:
        raise
    except Exception as error:  # safetensors, shape and type errors alike mean: not this network
        raise GanError(
            f"{path.name} does not hold the weights it describes; it was not used."
        ) from error
    return G.eval().requires_grad_(False), about


def _compact(tensor: Tensor) -> Tensor:
    half = tensor.is_floating_point() and tensor.ndim >= 2
    return tensor.to(torch.float16 if half else tensor.dtype).contiguous()


def _restored(tensor: Tensor) -> Tensor:
    return tensor.float() if tensor.is_floating_point() else tensor
