"""The classes and functions that a file of PyTorch refers to, read without calling any of them."""

import io
import pickletools
import zipfile
from pathlib import Path
from typing import IO

MAX_PICKLE = 50_000_000  # bytes; that of a checkpoint with both optimisers has less than one
LEGACY_PICKLES = 5  # in a row, before the tensors of a file older than PyTorch 1.6

MODULES = ("torch.nn.modules.",)
STYLEGAN = ("torch_utils.persistence.", "dnnlib.", "training.networks")


def names_in(path: Path) -> set[str]:
    """Such as "collections.OrderedDict". Raises ValueError for a damaged or huge pickle."""
    if zipfile.is_zipfile(path):
        found: set[str] = set()
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.filename.endswith("data.pkl"):
                    if entry.file_size > MAX_PICKLE:
                        raise ValueError("huge pickle")
                    found |= _names(io.BytesIO(archive.read(entry)))
        return found
    with open(path, "rb") as stream:
        return _names(stream, LEGACY_PICKLES)


def _names(stream: IO[bytes], pickles: int = 1) -> set[str]:
    found: set[str] = set()
    for _ in range(pickles):
        texts = ["", ""]
        try:
            for operation, argument, position in pickletools.genops(stream):
                if operation.name == "GLOBAL":
                    found.add(str(argument).replace(" ", "."))
                elif operation.name == "STACK_GLOBAL":  # takes the two texts before it
                    found.add(".".join(texts))
                elif isinstance(argument, str):
                    texts = [texts[1], argument]
                if (position or 0) > MAX_PICKLE:
                    raise ValueError("huge pickle")
        except ValueError:
            if not found:
                raise
            break
    return found
