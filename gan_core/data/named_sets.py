"""The named data sets, downloaded once, in the folder layout of torchvision."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tempfile
import zlib
from contextlib import redirect_stderr
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gan_core import GanError
from gan_core.data.catalog import DATASETS, local_files


def load_named(name: str, split: str, root: Path, progress: bool) -> tuple[Tensor, Tensor]:
    """(images uint8 [N, C, H, W], labels int64 [N]) of one split, downloaded if missing."""
    if local_files(name, split, root) is None:
        _download(name, root, progress)
    files = local_files(name, split, root)
    if files is None:
        title = DATASETS[name].title
        raise GanError(f"{title} was downloaded but is incomplete in {root}; try again.")
    if name != "cifar10":
        return _read_idx(files[0], 3).unsqueeze(1), _read_idx(files[1], 1).long()
    from torchvision.datasets import CIFAR10

    try:
        found = CIFAR10(root, train=split == "train")  # verifies checksums before unpickling
    except (RuntimeError, OSError) as error:
        raise _damaged(files[0].parent, error) from error
    images = torch.from_numpy(found.data).permute(0, 3, 1, 2)  # from NHWC
    return images.contiguous(), torch.tensor(found.targets)


def _read_idx(path: Path, dimensions: int) -> Tensor:
    """One idx file, gzipped or not, as uint8 in the shape that its header gives.

    torchvision reads only unzipped files, and only if both splits are there.
    """
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(path, error) from error
    start = 4 + 4 * dimensions
    shape = np.frombuffer(data[4:start].ljust(start - 4, b"\0"), ">u4").astype(int)
    if data[:4] != bytes((0, 0, 8, dimensions)) or len(data) - start != shape.prod():
        raise _damaged(path, f"{len(data):,} bytes do not match its header")
    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=start).reshape(shape).copy())


def _folder(name: str) -> str:
    """Where torchvision keeps a set, below the folder of the named sets."""
    return "cifar-10-batches-py" if name == "cifar10" else f"{DATASETS[name].torchvision}/raw"


def _damaged(path: Path, why: object) -> GanError:
    return GanError(f"{path} is damaged ({why}); delete it and it will be downloaded again.")


def _download(name: str, root: Path, progress: bool) -> None:
    """Download into a temporary folder, then move each file, so that no partial file is read."""
    from torchvision import datasets

    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".download-") as temporary:
            with contextlib.nullcontext() if progress else redirect_stderr(io.StringIO()):
                getattr(datasets, DATASETS[name].torchvision)(temporary, download=True)
            for path in list(Path(temporary).rglob("*")):
                if path.is_file() and not path.name.endswith(".gz"):
                    target = root / path.relative_to(temporary)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(path, target)
    except (OSError, RuntimeError) as error:  # URLError is an OSError
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
        raise GanError(
            f"{DATASETS[name].title} is not in {root} and could not be downloaded ({reason}); "
            f"connect to the network once, or put its files into {root / _folder(name)}, or set "
            "GAN_DATA_ROOT or --data-root to a folder that contains it, or use the dataset "
            "silhouettes, which needs no download."
        ) from error
