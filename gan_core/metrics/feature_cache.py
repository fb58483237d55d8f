"""What feature networks have seen of real images, kept in the cache folder of the person logged in.

Nothing is lost when it is deleted, and what cannot be kept is worked out again the next time.
"""

import contextlib
import hashlib
from pathlib import Path

import safetensors.torch
from torch import Tensor, nn

from gan_core import GanError
from gan_core.data import durable_files
from gan_core.data.catalog import cache_folder

NEWEST = 24  # files that stay; each is a few megabytes at most


def key(network: nn.Module, pixels: Tensor) -> str:
    """Follows from the weights and the images [N, C, H, W] alone."""
    digest = hashlib.sha256(str(tuple(pixels.shape)).encode())
    digest.update(pixels.contiguous().numpy().tobytes())
    for tensor in network.state_dict().values():
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:32]


def read(name: str) -> tuple[Tensor, Tensor | None] | None:
    """Features [N, d] and classes seen [N], or None when they are not there or damaged."""
    found = load(name)
    return None if found is None else (found["features"].float(), found.get("classes"))


def write(name: str, features: Tensor, classes: Tensor | None) -> tuple[Tensor, Tensor | None]:
    """Keep them in half precision; returns them as they will be read."""
    tensors = {"features": features.half()}
    if classes is not None:
        tensors["classes"] = classes
    store(name, tensors)
    return tensors["features"].float(), classes


def load(name: str) -> dict[str, Tensor] | None:
    """Any tensors kept under `name`."""
    try:
        return safetensors.torch.load_file(_path(name))
    except Exception:  # missing or damaged in whatever way: it is worked out again
        return None


def store(name: str, tensors: dict[str, Tensor]) -> None:
    """Keep tensors where that is possible, and drop the oldest beyond NEWEST."""
    path = _path(name)
    with contextlib.suppress(GanError, OSError):
        durable_files.make_folder(path.parent)
        contents = {key: tensor.cpu().contiguous() for key, tensor in tensors.items()}
        durable_files.write_bytes(path, safetensors.torch.save(contents))
        by_age = sorted(path.parent.glob("*.safetensors"), key=lambda file: file.stat().st_mtime)
        for old in by_age[:-NEWEST]:
            durable_files.remove(old)


def _path(name: str) -> Path:
    return cache_folder() / "features" / f"{name}.safetensors"
