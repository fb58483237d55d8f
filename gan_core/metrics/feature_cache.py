"""Features of real images, and networks trained for them, cached in the user's cache folder.

The cache may be deleted; whatever is missing or cannot be written is computed again next time.
"""

import contextlib
import hashlib
from pathlib import Path

import safetensors.torch
from torch import Tensor, nn

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.catalog import cache_folder

MAX_FILES = 24  # of a few megabytes at most; the oldest are deleted


def cache_key(network: nn.Module, images: Tensor) -> str:
    """A hash of the weights and of the images uint8 [N, C, H, W]."""
    digest = hashlib.sha256(str(tuple(images.shape)).encode())
    digest.update(images.contiguous().numpy().tobytes())
    for tensor in network.state_dict().values():
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:32]


def load_features(name: str) -> tuple[Tensor, Tensor | None] | None:
    """(features [N, d], predicted classes [N] or None); None if they are not cached."""
    found = load_tensors(name)
    return None if found is None else (found["features"].float(), found.get("classes"))


def store_features(
    name: str, features: Tensor, predicted: Tensor | None
) -> tuple[Tensor, Tensor | None]:
    """Cache features in half precision; returns what `load_features` will return."""
    tensors = {"features": features.half()}
    if predicted is not None:
        tensors["classes"] = predicted
    store_tensors(name, tensors)
    return tensors["features"].float(), predicted


def load_tensors(name: str) -> dict[str, Tensor] | None:
    """The tensors cached under `name`; None if they are missing or damaged."""
    try:
        return safetensors.torch.load_file(_path(name))
    except Exception:  # missing or damaged in whatever way: it is computed again
        return None


def store_tensors(name: str, tensors: dict[str, Tensor]) -> None:
    """Cache tensors, unless the disk refuses, and delete the oldest files beyond MAX_FILES."""
    path = _path(name)
    with contextlib.suppress(GanError, OSError):
        durable_files.make_folder(path.parent)
        contents = {key: tensor.cpu().contiguous() for key, tensor in tensors.items()}
        durable_files.write_bytes(path, safetensors.torch.save(contents))
        by_age = sorted(path.parent.glob("*.safetensors"), key=lambda file: file.stat().st_mtime)
        for old in by_age[:-MAX_FILES]:
            durable_files.remove(old)


def _path(name: str) -> Path:
    return cache_folder() / "features" / f"{name}.safetensors"
