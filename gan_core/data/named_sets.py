"""The named data sets, downloaded once, in the folder layout of torchvision."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import zlib
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gan_core import GanError
from gan_core.data.catalog import DATASETS, IDX, DatasetInfo, MissingImages, local_files
from gan_core.data.published_files import Damaged, read_idx, read_mat, read_stl


def load_named(name: str, split: str, root: Path, progress: bool) -> tuple[Tensor, Tensor]:
    """(images uint8 [N, C, H, W], labels int64 [N]) of one split, downloaded if missing."""
    info = DATASETS[name]
    if local_files(name, split, root) is None:
        _download(info, root, progress)
    files = local_files(name, split, root)
    if files is None:
        raise GanError(f"{info.title} was downloaded but is incomplete in {root}; try again.")
    try:
        pixels, numbers = _read(info, split, files, root)
    except Damaged as error:
        raise _damaged(error.path, error) from error
    except (RuntimeError, OSError, EOFError, ValueError, KeyError, zlib.error) as error:
        raise _damaged(files[0] if len(files) == 1 else files[0].parent, error) from error
    images = torch.from_numpy(np.ascontiguousarray(pixels.swapaxes(2, 3)) if info.transposed
                              else np.array(pixels))  # fmt: skip
    labels = torch.from_numpy(numbers.astype(np.int64))
    return images, (labels - info.first_label) % len(info.class_names)


def _read(
    info: DatasetInfo, split: str, files: tuple[Path, ...], root: Path
) -> tuple[np.ndarray, np.ndarray]:
    """(uint8 [N, C, H, W], labels [N]) as they are published."""
    if IDX in files[0].name:
        return read_idx(files[0], 3)[:, None], read_idx(files[1], 1)
    if files[0].suffix == ".bin":
        return read_stl(files[0], files[1])
    if files[0].suffix == ".mat":
        arrays = read_mat(files[0])
        return arrays["X"].transpose(3, 2, 0, 1), arrays["y"].reshape(-1)  # from HWCN
    from torchvision import datasets

    # It verifies the checksums of the CIFAR sets before it unpickles them.
    found = getattr(datasets, info.torchvision)(root, **_options(info, split))
    pixels = np.asarray(found.data)
    images = pixels[:, None] if pixels.ndim == 3 else pixels.transpose(0, 3, 1, 2)  # from NHWC
    return images, np.asarray(found.targets)


def _options(info: DatasetInfo, split: str) -> dict[str, Any]:
    """What torchvision's class is asked for."""
    chosen = {"split": split} if info.split_by_name else {"train": split == "train"}
    return {**info.options, **chosen}


def _damaged(path: Path, why: object) -> GanError:
    return GanError(f"{path} is damaged ({why}); delete it and it will be downloaded again.")


def _download(info: DatasetInfo, root: Path, progress: bool) -> None:
    """Download into a temporary folder, then move each file, so that no partial file is read."""
    from torchvision import datasets

    if progress:
        print(f"Downloading {info.title}: {info.download_mb:,.0f} MB.", file=sys.stderr, flush=True)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".download-") as temporary:
            with contextlib.nullcontext() if progress else redirect_stderr(io.StringIO()):
                for split in info.files:
                    # SVHN's needs SciPy to read what it has downloaded; `read_mat` does not.
                    with contextlib.suppress(ModuleNotFoundError):
                        getattr(datasets, info.torchvision)(
                            temporary, download=True, **_options(info, split)
                        )
            for file in sorted({*info.files["train"], *info.files["test"]}):
                if (downloaded := Path(temporary, file)).is_file():
                    (root / file).parent.mkdir(parents=True, exist_ok=True)
                    os.replace(downloaded, root / file)
    except (OSError, RuntimeError) as error:  # URLError is an OSError
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
        place = (root / info.files["train"][0]).parent
        raise MissingImages(
            f"{info.title} is not in {root} and could not be downloaded ({reason}); connect to the "
            f"network once ({info.download_mb:,.0f} MB), or put its files into {place}, or set "
            "GAN_DATA_ROOT or --data-root to a folder that contains it, or use the dataset "
            "silhouettes, which needs no download."
        ) from error
