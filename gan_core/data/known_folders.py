"""What was made of a large set of images, found again by one look over its files.

A list of 200,000 names takes seconds to sort into splits and classes; names, sizes and times alone
take half a second. Whoever finds them unchanged needs only the result, which lies beside the pixels
in the cache (`image_cache`) and is deleted with them.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gan_core.data import durable_files
from gan_core.data.files.container import MAX_ENTRIES, is_hidden
from gan_core.data.files.left_out import LeftOut
from gan_core.data.files.reading import Images

FORMAT = 1
KEPT = 4  # results of one file of pixels: for other classes, or after a file was added that is none


def key_of(path: Path, *chosen: Any) -> str:
    """A checksum of the files below `path`, their sizes and times, and of what was `chosen`."""
    digest = hashlib.sha256(repr((FORMAT, str(path.resolve()), chosen)).encode())
    if path.is_dir():
        seen = 0
        for line in _lines(str(path), {os.path.realpath(path)}):
            digest.update(line.encode("utf-8", "surrogateescape"))
            seen += line.count("\n")
            if seen > MAX_ENTRIES:  # more than is read anyway
                break
    else:
        digest.update(_line("", path.stat()).encode())
    return digest.hexdigest()[:32]


def _lines(folder: str, above: set[str]) -> Iterator[str]:
    """One text a folder: every file in it. Links are followed, and a circle of them ends."""
    files, folders = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    if entry.is_dir():
                        folders.append(entry.path)
                    else:
                        files.append(_line(entry.name, entry.stat()))
                except OSError:  # a link that leads nowhere
                    files.append(entry.name)
    except OSError:
        files.append("unreadable")
    files.sort()
    yield f"{folder}\n" + "\n".join(files) + "\0"
    for inside in sorted(folders):
        if is_hidden(os.path.basename(inside)):
            continue
        real = os.path.realpath(inside)
        if real in above:
            yield f"{inside}\0"
        else:
            yield from _lines(inside, above | {real})


def _line(name: str, stat: os.stat_result) -> str:
    return f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}"


def remember(folder: Path, key: str, found: Images, digest: str) -> None:
    """Keep what was made of a set, whose pixels are in `folder`, under the key it had before."""
    result = {
        "shape": list(found.pixels.shape), "digest": digest, "notes": found.notes,
        "labels": None if found.labels is None else found.labels.tolist(),
        "class_names": found.class_names, "left_out": found.left_out.by_reason,
    }  # fmt: skip
    others = sorted(folder.glob("known-*.json"), key=lambda path: path.stat().st_mtime)
    for path in others[: -KEPT + 1]:
        path.unlink(missing_ok=True)
    durable_files.write_json(folder / f"known-{key}.json", result)


def recall(images: Path, key: str, pixels: str) -> tuple[Path, Images, str] | None:
    """(folder, images, digest) of what is kept under `key`; `pixels` is the name of the file."""
    for path in images.glob(f"*/known-{key}.json"):
        known: Any = durable_files.read_json(path)
        try:
            mapped = np.memmap(path.parent / pixels, np.uint8, "c", shape=tuple(known["shape"]))
            labels = None if known["labels"] is None else torch.tensor(known["labels"])
            left_out = LeftOut(known["left_out"])
            names = tuple(known["class_names"])
            found = Images(torch.from_numpy(mapped), labels, names, left_out, known["notes"])
            return path.parent, found, known["digest"]
        except (OSError, ValueError, TypeError, KeyError, RuntimeError):
            continue
    return None
