"""The plain formats in which data sets are published, read without unpickling anything.

Readers raise ValueError, OSError, EOFError or zlib.error for what does not match its format.
"""

import gzip
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

MAX_UNPACKED = 4_000_000_000  # bytes of one compressed array
STL_SIDE = 96  # px
_UINT8, _INT32, _MATRIX, _COMPRESSED = 2, 5, 14, 15  # types of MATLAB's elements


class Damaged(Exception):
    """One file of several."""

    def __init__(self, path: Path, reason: object):
        super().__init__(str(reason))
        self.path = path


def read_idx(path: Path, dimensions: int) -> np.ndarray:
    """One idx file, gzipped or not, as uint8 in the shape of its header. Raises Damaged."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise Damaged(path, error) from error
    start = 4 + 4 * dimensions
    shape = np.frombuffer(data[4:start].ljust(start - 4, b"\0"), ">u4").astype(int)
    if data[:4] != bytes((0, 0, 8, dimensions)) or len(data) - start != shape.prod():
        raise Damaged(path, f"{len(data):,} bytes do not match its header")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def read_stl(images: Path, labels: Path) -> tuple[np.ndarray, np.ndarray]:
    """STL-10's (uint8 [N, 3, 96, 96], columns first; uint8 [N]): bytes without a header."""
    pixels = np.fromfile(images, np.uint8).reshape(-1, 3, STL_SIDE, STL_SIDE)
    numbers = np.fromfile(labels, np.uint8)
    if len(pixels) != len(numbers):
        raise ValueError(f"{len(pixels):,} images and {len(numbers):,} labels")
    return pixels, numbers


def read_mat(path: Path) -> dict[str, np.ndarray]:
    """The uint8 arrays of a MATLAB file of version 5 to 7, by name.

    The format is in MathWorks' "MAT-File Format"; anything but arrays of uint8 is passed over.
    """
    data = memoryview(path.read_bytes())
    if bytes(data[126:128]) != b"IM":  # written by a little-endian machine
        raise ValueError("it is no MATLAB file of version 5 to 7")
    found = {}
    for kind, content in _elements(data[128:]):
        if kind == _COMPRESSED:
            unpacked = zlib.decompressobj().decompress(content, MAX_UNPACKED)
            kind, content = next(_elements(memoryview(unpacked)), (0, memoryview(b"")))
        if kind != _MATRIX:
            continue
        parts = list(_elements(content))
        if len(parts) == 4 and (parts[1][0], parts[3][0]) == (_INT32, _UINT8):
            (_, _), (_, shape), (_, name), (_, pixels) = parts
            array = np.frombuffer(pixels, np.uint8)
            sides = np.frombuffer(shape, "<i4").tolist()
            found[bytes(name).decode("ascii")] = array.reshape(sides, order="F")
    return found


def _elements(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """(type, content) of each; short ones have both in their first eight bytes."""
    place = 0
    while place + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, place)
        start = place + 8
        if kind >> 16:
            kind, size, start = kind & 0xFFFF, kind >> 16, place + 4
        if start + size > len(data):
            raise ValueError("it is cut off")
        yield kind, data[start : start + size]
        # Compressed elements follow each other without a gap, all others begin at a multiple of 8.
        place = start + size if kind == _COMPRESSED else start + size + -(start + size) % 8
