"""Images that are rows of an array or table: NumPy, IDX, CSV of pixels, parquet.

A file gives parts, one a split, each with its images and perhaps their labels.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gan_core import GanError
from gan_core.data.files import contents
from gan_core.data.files.pixels import as_bytes, levels

LABELS = ("label", "labels", "class", "target", "fine_label", "y")
TEST_WORDS = re.compile(r"(^|[^a-z])(test|t10k|val|valid|validation)([^a-z]|$)")
MAX_UNPACKED = 400_000_000  # bytes of one gzipped file
MAX_LINE = 250_000  # bytes of the first line of a table


@dataclass(frozen=True, eq=False)
class Part:
    """Images of one split, by row."""

    images: Any
    """A sequence: uint8 or other numbers [N, H, W] or [N, H, W, C]; or bytes of image files."""
    labels: Sequence[str] | None
    """The class of each."""
    split: str
    """train or test."""
    stem: str
    """The files that belong together have the same: images and labels of IDX, say."""
    source: str = ""
    """The file it comes from."""

    def __len__(self) -> int:
        return len(self.images)


def parts_of(name: str, data: bytes) -> list[Part]:
    """The images in a file; none where it is no array or table of images.

    Raises GanError, which names the file, where it is one and cannot be read.
    """
    kind = contents.kind_of(data[: contents.HEAD])
    if kind == "GZIP":
        data = _unzipped(name, data)
        kind = contents.kind_of(data[: contents.HEAD])
    read: dict[str, Callable[[str, bytes], list[Part]]] = {
        "NPY": _npy, "IDX": _idx, "PARQUET": _parquet, "text": _csv
    }  # fmt: skip
    if kind not in read:
        return []
    try:
        return read[kind](name, data)
    except GanError:
        raise
    except Exception as error:  # readers of arrays raise nearly anything for damaged bytes
        raise GanError(
            f"{name} cannot be read as an array or a table ({type(error).__name__}); make it again."
        ) from error


def joined(parts: list[Part]) -> tuple[list[Part], list[Part]]:
    """(images with the labels that lie beside them, the parts that nothing was made of).

    Where a set comes twice, as many images of one split, the one with labels counts.
    """
    labels = [part for part in parts if not len(part.images) and part.labels]
    found, used = [], set()
    for part in parts:
        if not len(part.images):
            continue
        own = next((other for other in labels if _belong(part, other)), None)
        if part.labels is None and own is not None:
            used.add(id(own))
            part = dataclasses.replace(part, labels=own.labels)
        found.append(part)
    labelled = {(part.split, len(part)) for part in found if part.labels is not None}
    kept = [p for p in found if p.labels is not None or (p.split, len(p)) not in labelled]
    again = [part for part in found if part not in kept]
    return kept, again + [part for part in labels if id(part) not in used]


def _belong(images: Part, labels: Part) -> bool:
    return (
        labels.split == images.split
        and labels.stem == images.stem
        and labels.labels is not None
        and len(labels.labels) == len(images)
    )


def _npy(name: str, data: bytes) -> list[Part]:
    try:
        shape, dtype = _npy_header(data)
        if math.prod(shape) * dtype.itemsize > len(data) or dtype.kind not in "buifU":
            raise ValueError(f"{dtype} in the shape {shape}")
        array = np.load(io.BytesIO(data), allow_pickle=False)
    except ValueError as error:
        raise GanError(f"{name} cannot be read ({error}); save it as plain numbers.") from None
    if array.ndim == 1 or (array.ndim == 2 and 1 in array.shape):
        labels = [_number(value) for value in array.reshape(-1).tolist()]
        return [Part((), labels, _split(name), _stem(name), name)]
    images = _pixels(name, array) if dtype.kind != "U" else None
    return [Part(images, None, _split(name), _stem(name), name)] if images is not None else []


def _npy_header(data: bytes) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and type that an array claims, before memory is taken for it."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    read = {(1, 0): np.lib.format.read_array_header_1_0}.get(
        version, np.lib.format.read_array_header_2_0
    )
    shape, _, dtype = read(stream)
    return shape, dtype


def _idx(name: str, data: bytes) -> list[Part]:
    dimensions = data[3]
    start = 4 + 4 * dimensions
    shape = [int(side) for side in np.frombuffer(data[4:start], ">u4")]
    if len(data) - start != math.prod(shape):
        raise GanError(f"{name} is damaged: {len(data):,} bytes do not match its header.")
    array = np.frombuffer(data, np.uint8, offset=start).reshape(shape)
    if dimensions == 1:
        return [Part((), [str(value) for value in array.tolist()], _split(name), _stem(name), name)]
    images = _pixels(name, array)
    return [Part(images, None, _split(name), _stem(name), name)] if images is not None else []


def _csv(name: str, data: bytes) -> list[Part]:
    """Rows of pixels, label first or nowhere, with or without a line of names."""
    names = table_columns(data)
    if not names:
        return []
    has_head = any(re.fullmatch(r"[-+.\d]*", cell) is None for cell in names)
    label = _label_column(names)
    pixels = [column for column in range(len(names)) if column != label]
    lines = [line for line in io.StringIO(data.decode("utf-8-sig"), None) if line.strip()]
    del lines[: int(has_head)]
    labels = None
    if label is not None:  # they may be words, which no array of numbers holds
        labels = [_number(line.split(",")[label].strip(' "\n')) for line in lines]
    table = np.loadtxt(lines, delimiter=",", comments=None, ndmin=2, usecols=pixels)
    images = _pixels(name, table)
    return [Part(images, labels, _split(name), _stem(name), name)] if images is not None else []


def table_columns(head: bytes) -> list[str]:
    """The first line of a CSV of pixels in its cells; empty for any other text."""
    end = head.find(b"\n", 0, MAX_LINE)
    line = head[: end if end >= 0 else MAX_LINE].decode("utf-8", "replace")
    names = [cell.strip(' "\r').lower() for cell in line.lstrip("\ufeff").split(",")]
    pixels = len(names) - (_label_column(names) is not None)
    return names if len(names) > 1 and _side(pixels) else []


def _label_column(names: list[str]) -> int | None:
    label = next((place for place, cell in enumerate(names) if cell in LABELS), None)
    if label is None and not _side(len(names)) and _side(len(names) - 1):
        return 0
    return label


def _parquet(name: str, data: bytes) -> list[Part]:
    """Image files in a column, as Hugging Face data sets export them."""
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        raise GanError(f"{name} is a parquet file; `pip install pyarrow` reads it.") from None
    table = parquet.read_table(io.BytesIO(data))
    columns = {column.lower(): column for column in table.column_names}
    image = next((columns[key] for key in ("image", "img", "pixel_values") if key in columns), None)
    if image is None:
        return []
    cells = table.column(image).to_pylist()
    images = [cell.get("bytes") if isinstance(cell, dict) else cell for cell in cells]
    label = next((columns[key] for key in LABELS if key in columns), None)
    labels = None
    if label is not None:
        names = _class_names(table.schema.metadata or {}, label)
        values = table.column(label).to_pylist()
        labels = [names[value] if names and value in range(len(names)) else str(value)
                  for value in values]  # fmt: skip
    return [Part(images, labels, _split(name), _stem(name), name)]


def _class_names(metadata: dict[bytes, bytes], label: str) -> list[str]:
    try:
        features = json.loads(metadata[b"huggingface"])["info"]["features"]
        return [str(name) for name in features[label]["names"]]
    except (KeyError, ValueError, TypeError):
        return []


def _pixels(name: str, array: np.ndarray) -> np.ndarray | None:
    """Images [N, H, W] or [N, H, W, C] out of numbers in any of the usual shapes and ranges."""
    if array.ndim == 2:
        side = _side(array.shape[1])
        if not side:
            return None
        array = array.reshape(len(array), *side)
    if array.ndim == 4 and array.shape[1] in (1, 3) and array.shape[-1] not in (1, 3, 4):
        array = array.transpose(0, 2, 3, 1)
    if array.ndim == 4 and array.shape[-1] == 1:
        array = array[..., 0]
    if array.ndim not in (3, 4) or (array.ndim == 4 and array.shape[-1] not in (3, 4)):
        return None
    if not array.size:
        return None
    if array.dtype == np.uint8 or (array.dtype == np.uint16 and array.ndim == 3):
        return array
    low, high = float(array.min()), float(array.max())
    if not math.isfinite(low) or not math.isfinite(high):
        raise GanError(f"{name} contains numbers that are not finite; mend it before training.")
    return as_bytes(array, *levels(low, high))


def _side(numbers: int) -> tuple[int, ...]:
    """The shape of an image of so many numbers, square, grey or in colour; () for none."""
    for channels in (1, 3):
        side = math.isqrt(numbers // channels)
        if side >= 4 and channels * side * side == numbers:
            return (side, side) if channels == 1 else (side, side, 3)
    return ()


def _split(name: str) -> str:
    return "test" if TEST_WORDS.search(name.lower()) else "train"


def _stem(name: str) -> str:
    """What is left of a name without the words that tell images, labels and splits apart."""
    words = r"x|y|images?|labels?|train(ing)?|test|t10k|val(idation)?|idx\d|ubyte|gz|npy|npz|csv"
    base = re.split(r"[^a-z0-9]+", name.lower())
    return "/".join(part for part in base if part and not re.fullmatch(words, part))


def _number(value: object) -> str:
    """The name of a class: a number as people write it, anything else as it is."""
    try:
        number = float(str(value))
    except ValueError:
        return str(value)
    return str(int(number)) if number.is_integer() else str(value)


def _unzipped(name: str, data: bytes) -> bytes:
    with gzip.open(io.BytesIO(data)) as file:
        data = file.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise GanError(f"{name} unpacks to more than {MAX_UNPACKED / 1e9:g} GB; unpack it first.")
    return data
