"""Whatever lies in a folder or archive: each file is used or named, and no error is a traceback."""

import contextlib
import io
import tarfile
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from gan_core import GanError
from gan_core.data.files.pixels import Fit
from gan_core.data.files.reading import read_files, survey
from tests.gan_core.data.sample_files import csv, encoded, idx, npy, pixels, write, zipped

hypothesis = pytest.importorskip("hypothesis", reason="needs hypothesis, of the extra dev")
st = hypothesis.strategies

SMALL = encoded(pixels(side=8, colour=True)[0])


CONTENTS = {
    "png": SMALL, "jpeg": encoded(pixels(side=8, colour=True)[0], "JPEG"), "cut": SMALL[:50],
    "empty": b"", "text": b"hello\n", "csv": csv(pixels(3, 8), [0, 1, 0]), "idx": idx(pixels(3, 8)),
    "noise": bytes(range(7, 200)), "zip": zipped({"a.png": SMALL, "b/c.png": SMALL}),
    "heic": b"\0\0\0\x18ftypheic" + bytes(40), "gz": b"\x1f\x8b\x08broken", "deep": encoded(
        np.arange(64, dtype=np.uint16).reshape(8, 8) * 60),
    "broken zip": b"PK\x03\x04broken", "npy": npy(pixels(3, 8)), "labels": npy(np.arange(3)),
    "words": npy(np.array(["a", "b", "c"])), "commas": b"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\nx\n",
    "broken npy": npy(pixels(3, 8))[:150], "parquet": b"PAR1broken",
}  # fmt: skip
FOLDERS = st.sampled_from(
    ["", "cat/", "dog/", "train/", "test/", "val/", "Ünder/", ".git/", "1/", "10/", "a b/", "../",
     "__MACOSX/", "train/cat/", "test/cat/", "C:/", "/"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["a", "b.png", "c.jpg", "d.txt", "Thumbs.db", ".hidden.png", "e.csv", "f.zip", "ö.png", "g.gz"]
)
FILES = st.dictionaries(
    st.tuples(FOLDERS, FOLDERS, NAMES).map("".join), st.sampled_from(sorted(CONTENTS)), max_size=12
)


def pack(kind: str, root: Path, files: dict[str, bytes]) -> tuple[Path, int]:
    """The path of what was packed, and how many files it holds."""
    if kind == "folder":
        kept = {}
        for name, content in files.items():
            parts = [part for part in name.split("/") if part not in ("", "..", "C:")]
            with contextlib.suppress(OSError):  # a file where another name wants a folder
                write(root / "all", {"/".join(parts): content})
                kept["/".join(parts)] = content
        (root / "all").mkdir(exist_ok=True)
        return root / "all", len(kept)
    if kind == "zip":
        path = root / "all.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path, len(files)
    path = root / "all.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path, len(files)


@pytest.mark.slow
@hypothesis.settings(max_examples=200, deadline=None)
@hypothesis.given(
    FILES, st.sampled_from(["folder", "zip", "tar"]), st.sampled_from(["train", "test"])
)
def test_every_file_is_used_or_named(kinds, form, split):
    files = {name: CONTENTS[kind] for name, kind in kinds.items()}
    with TemporaryDirectory() as folder:
        path, count = pack(form, Path(folder), files)
        try:
            found = read_files(path, Fit(8), split=split)
        except GanError as error:
            assert str(error) and "\n" not in str(error)
            return
        used = len(found.pixels)
        assert used >= 2 and found.pixels.shape[2:] == (8, 8)
        rows = any(kind in kinds.values() for kind in ("csv", "idx", "npy", "zip"))
        hidden = "hidden folders" in found.left_out.by_reason
        if not rows and not hidden:  # of these a file holds many images, or one name many files
            assert used + len(found.left_out) == count
        if split == "train":
            assert survey(path).class_names or not found.class_names
