"""What kind of file somebody hands over, told by its content: a name never decides.

Reads the first bytes, a zip's list of files and a safetensors header; nothing is unpickled.
"""

import json
import os
import struct
import zipfile
from enum import Enum
from pathlib import Path
from typing import Any

from gan_core import GanError
from gan_core.runs.checkpoint import GENERATOR_FORMAT

HEAD = 4096  # bytes
MAX_HEADER = 10_000_000  # bytes of a safetensors header that is read
LEGACY_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # its magic number, pickled

CAN_OPEN = (
    "what can be opened is the weights of a DCGAN generator, saved by PyTorch with "
    "torch.save(netG.state_dict(), FILE), and generator files (.safetensors) of this project"
)
PAGE_FORMAT = "gan-playground page 1"  # near the beginning of a page of take_home.py
EXPORTED = "it was made for other programs; take the .safetensors file of the same generator"


class Kind(Enum):
    """What a file is, in the words of a sentence that begins with its name."""

    GENERATOR = "is a generator file of this project"
    SAFETENSORS = "is a safetensors file of another program"
    TORCH = "was saved by PyTorch"
    CUT_OFF = "is cut off, as after a download or copy that did not end; fetch it again"
    EMPTY = f"is empty; {CAN_OPEN}"
    WEB_PAGE = f"is a web page, so the download failed; fetch it again: {CAN_OPEN}"
    EXPORTED_PAGE = f"is a page that draws with a generator: {EXPORTED}"
    LFS_POINTER = "is a Git LFS pointer to a file; run `git lfs pull`, then take the file itself"
    TEXT = f"is a text file; {CAN_OPEN}"
    KERAS = f"is a Keras model; {CAN_OPEN}"
    ONNX = f"is an ONNX model: {EXPORTED}"
    TORCHSCRIPT = f"is a TorchScript archive: {EXPORTED}, or import the weights as a state dict"
    PICKLE = f"is a Python pickle, which could run any code and was not opened; {CAN_OPEN}"
    IMAGE = f"is an image; {CAN_OPEN}"
    ARCHIVE = f"is an archive; unpack it and take the file with the weights: {CAN_OPEN}"
    OTHER = f"is of a kind that is not known here, or it is damaged; {CAN_OPEN}"


STARTS = {
    b"\x89HDF\r\n\x1a\n": Kind.KERAS,
    LEGACY_TORCH: Kind.TORCH,
    b"version https://git-lfs": Kind.LFS_POINTER,
    b"\x89PNG": Kind.IMAGE, b"\xff\xd8\xff": Kind.IMAGE, b"GIF8": Kind.IMAGE,
    b"\x1f\x8b": Kind.ARCHIVE, b"7z\xbc\xaf": Kind.ARCHIVE, b"Rar!": Kind.ARCHIVE,
    b"BZh": Kind.ARCHIVE, b"\xfd7zXZ": Kind.ARCHIVE,
}  # fmt: skip


def kind_of(path: Path) -> Kind:
    """The kind of a file. Raises GanError if it cannot be read."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(HEAD)
        size = os.path.getsize(path)
    except FileNotFoundError:
        raise GanError(f"There is no file {path.name}.") from None
    except (OSError, ValueError):
        raise GanError(f"{path.name} cannot be read; give a file.") from None
    if not head:
        return Kind.EMPTY
    for start, kind in STARTS.items():
        if head.startswith(start):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if _is_onnx(head):
        return Kind.ONNX
    if head[0] == 0x80 and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return Kind.PICKLE
    return _kind_of_safetensors(path, head, size) or _kind_of_text(head)


def sentence(path: Path, kind: Kind) -> GanError:
    """The refusal of a file of this kind."""
    return GanError(f"{path.name} {kind.value}.")


def safetensors_header(path: Path) -> dict[str, Any]:
    """The names of the tensors of a safetensors file with their shapes; empty if it is damaged."""
    try:
        with open(path, "rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            if length > MAX_HEADER:
                return {}
            header = json.loads(stream.read(length))
    except (OSError, struct.error, ValueError, RecursionError):
        return {}
    return header if isinstance(header, dict) else {}


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return Kind.CUT_OFF  # the list of files is at the end
    parts = [name.split("/", 1)[-1] for name in names]  # PyTorch puts all into one folder
    if any(part.startswith("code/") for part in parts) or "constants.pkl" in parts:
        return Kind.TORCHSCRIPT
    if "data.pkl" in parts:
        return Kind.TORCH
    if "model.weights.h5" in names:
        return Kind.KERAS
    return Kind.ARCHIVE


def _is_onnx(head: bytes) -> bool:
    """Protobuf's first two fields of an ONNX model: the version, then the producer's name."""
    if len(head) < 5 or head[0] != 0x08 or not 1 <= head[1] <= 30 or head[2] != 0x12:
        return False
    producer = head[4 : 4 + head[3]]
    return len(producer) == head[3] and producer.isascii()


def _kind_of_safetensors(path: Path, head: bytes, size: int) -> Kind | None:
    if len(head) < 9 or head[8:9] != b"{":
        return None
    (length,) = struct.unpack("<Q", head[:8])
    if length > MAX_HEADER:
        return None
    if size < 8 + length:
        return Kind.CUT_OFF
    header = safetensors_header(path)
    try:
        metadata = header.get("__metadata__") or {}
        if metadata.get("format") == GENERATOR_FORMAT:
            return Kind.GENERATOR
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name[:2] != "__"]
        if not ends:
            return None
        return Kind.CUT_OFF if size < 8 + length + max(ends) else Kind.SAFETENSORS
    except (AttributeError, KeyError, TypeError, IndexError):
        return None


def _kind_of_text(head: bytes) -> Kind:
    try:
        text = head[: HEAD - 4].decode()
    except UnicodeDecodeError as error:
        if error.start < HEAD - 8:  # otherwise a character that the last byte divides
            return Kind.OTHER
        text = head[: error.start].decode()
    if "\0" in text:
        return Kind.OTHER
    start = text.lstrip("\ufeff \t\r\n").lower()
    if not start.startswith(("<!doctype html", "<html", "<head")):
        return Kind.TEXT
    return Kind.EXPORTED_PAGE if PAGE_FORMAT in start else Kind.WEB_PAGE
