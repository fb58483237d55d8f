"""Files as people have them: odd archives, arrays, tables, photos."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

RNG = np.random.default_rng(0)
HEIC = b"\0\0\0\x18ftypheic" + bytes(50)  # its first bytes, and no image


def pixels(count: int = 1, side: int = 28, colour: bool = False) -> np.ndarray:
    """Random images, uint8 [N, H, W] or [N, H, W, 3]."""
    shape = (count, side, side, 3) if colour else (count, side, side)
    return RNG.integers(0, 256, shape, dtype=np.uint8)


def encoded(image: np.ndarray | None = None, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of an image file."""
    file = io.BytesIO()
    image = pixels(side=32, colour=True)[0] if image is None else image
    Image.fromarray(image).save(file, kind, **options)
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def zip_with_raw_names(folders: Iterable[bytes], utf8_flag: bool, each: int = 3) -> bytes:
    """A zip whose folders have these bytes as names, with the flag for UTF-8 or without."""
    marks = {b"Q%d" % number + b"Z" * len(raw): raw for number, raw in enumerate(folders)}
    names = [(mark[: len(raw)] if len(raw) > 2 else mark, raw) for mark, raw in marks.items()]
    content = zipped(
        {f"{mark.decode()}/{n}.png": encoded() for mark, _ in names for n in range(each)}
    )
    for mark, raw in names:
        assert len(mark) == len(raw), "as long as what it stands for"
        content = content.replace(mark + b"/", raw + b"/")
    return with_patched_headers(content, flag=0x800) if utf8_flag else content


def with_patched_headers(archive: bytes, flag: int = 0, method: int | None = None) -> bytes:
    """A zip with another flag or compression method in all headers, local and central."""
    patched = bytearray(archive)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = patched.find(signature)
        while place >= 0:
            patched[place + flags + 1] |= flag >> 8
            if method is not None:
                patched[place + flags + 2] = method
            place = patched.find(signature, place + 4)
    return bytes(patched)


def idx(array: np.ndarray, packed: bool = False) -> bytes:
    """MNIST's format."""
    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
    content = header + array.astype(np.uint8).tobytes()
    return gzip.compress(content) if packed else content


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def parquet(
    images: Iterable[bytes], labels: Iterable[int] | None = None, names: Sequence[str] = ()
) -> bytes:
    """Image files in a column, as Hugging Face data sets export them."""
    import pyarrow
    import pyarrow.parquet

    columns: dict[str, object] = {"image": [{"bytes": data, "path": None} for data in images]}
    if labels is not None:
        columns["label"] = [int(label) for label in labels]
    features = {"label": {"names": [*names]}}
    metadata = {"huggingface": json.dumps({"info": {"features": features}})} if names else {}
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns).replace_schema_metadata(metadata), file)
    return file.getvalue()


def csv(images: np.ndarray, labels: Iterable[object] | None = None, head: bool = True) -> bytes:
    """Kaggle's format: label,pixel1,pixel2,..."""
    rows = [list(map(str, image.reshape(-1).tolist())) for image in images]
    names = [f"pixel{number + 1}" for number in range(len(rows[0]))]
    if labels is not None:
        rows = [[str(label), *row] for label, row in zip(labels, rows, strict=True)]
        names = ["label", *names]
    return "\n".join(",".join(row) for row in ([names] if head else []) + rows).encode()


def write(root: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root
