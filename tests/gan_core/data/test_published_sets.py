"""Every named set, from a tiny copy of its files in torchvision's layout.

Image i of a copy is i everywhere but at row 2, column 5, where it is 200.
"""

import bz2
import hashlib
import inspect
import pickle
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from torchvision import datasets as torchvision_datasets

from gan_core import GanError
from gan_core.data import catalog, named_sets
from gan_core.data.image_set import load_images
from gan_core.data.published_files import read_mat

COUNT = 12
DOWNLOADED = [name for name, info in catalog.DATASETS.items() if info.files]


def pixels(info):
    """uint8 [N, C, H, W]."""
    shape = (COUNT, info.channels, info.image_size, info.image_size)
    images = np.arange(COUNT, dtype=np.uint8).reshape(-1, 1, 1, 1) * np.ones(shape, np.uint8)
    images[:, :, 2, 5] = 200
    return images


def classes(info):
    return np.arange(COUNT) % len(info.class_names)


def labels(info):
    """As they are stored."""
    count = len(info.class_names)
    stored = classes(info) + info.first_label
    return np.where(stored == 0, count, stored) if info.name == "svhn" else stored


def idx_array(array):
    head = bytes((0, 0, 8, array.ndim)) + b"".join(struct.pack(">I", n) for n in array.shape)
    return head + array.astype(np.uint8).tobytes()


def idx_files(info, split, monkeypatch):
    stored = pixels(info)[:, 0]
    images = stored.swapaxes(1, 2) if info.transposed else stored
    return dict(zip(info.files[split], (idx_array(images), idx_array(labels(info))), strict=True))


def batches(info, split, monkeypatch):
    """CIFAR's pickles, with checksums that torchvision accepts."""
    kind = getattr(torchvision_datasets, info.torchvision)
    key = "fine_labels" if info.name == "cifar100" else "labels"
    rows = pixels(info).reshape(COUNT, -1)
    folder, files = kind.base_folder, {}
    for attribute in ("train_list", "test_list"):
        names = [name for name, _ in getattr(kind, attribute)]
        parts = zip(np.array_split(rows, len(names)), np.array_split(labels(info), len(names)),
                    strict=True)  # fmt: skip
        for name, (data, numbers) in zip(names, parts, strict=True):
            files[name] = pickle.dumps({"data": data, key: numbers.tolist()})
        sums = [[name, hashlib.md5(files[name]).hexdigest()] for name in names]
        monkeypatch.setattr(kind, attribute, sums)
    meta = kind.meta["filename"]
    files[meta] = pickle.dumps({kind.meta["key"]: list(info.class_names)})
    monkeypatch.setitem(kind.meta, "md5", hashlib.md5(files[meta]).hexdigest())
    return {f"{folder}/{name}": content for name, content in files.items()}


def usps_lines(info, split, monkeypatch):
    def line(number, image):
        values = enumerate(image.reshape(-1) / 255 * 2 - 1 + 1e-6, 1)
        return f"{number + 1} " + " ".join(f"{place}:{value:.7f}" for place, value in values)

    lines = [line(*row) for row in zip(classes(info), pixels(info), strict=True)]
    return {info.files[split][0]: bz2.compress("\n".join(lines).encode() + b"\n")}


def mat_element(kind, content):
    return struct.pack("<II", kind, len(content)) + content + bytes(-len(content) % 8)


def mat_array(name, array):
    flags = mat_element(6, struct.pack("<II", 9, 0))
    shape = mat_element(5, np.array(array.shape, "<i4").tobytes())
    short = struct.pack("<I", len(name) << 16 | 1) + name.ljust(4, b"\0")  # at most four letters
    return mat_element(14, flags + shape + short + mat_element(2, array.tobytes(order="F")))


def mat_file(info, split, monkeypatch):
    arrays = {
        b"X": pixels(info).transpose(2, 3, 1, 0),
        b"y": labels(info).astype(np.uint8)[:, None],
    }
    packed = [zlib.compress(mat_array(name, array)) for name, array in arrays.items()]
    body = b"".join(struct.pack("<II", 15, len(part)) + part for part in packed)
    return {info.files[split][0]: bytes(124) + b"\0\1IM" + body}


def stl_bytes(info, split, monkeypatch):
    contents = (pixels(info).swapaxes(2, 3).tobytes(), labels(info).astype(np.uint8).tobytes())
    return dict(zip(info.files[split], contents, strict=True))


def put_copy(name, root, monkeypatch):
    """Both splits of a set below `root`."""
    info = catalog.DATASETS[name]
    make = {"usps": usps_lines, "svhn": mat_file, "stl10": stl_bytes, "cifar10": batches,
            "cifar100": batches}.get(name, idx_files)  # fmt: skip
    for split in ("train", "test"):
        for file, content in make(info, split, monkeypatch).items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_bytes(content)
    return info


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("name", DOWNLOADED)
def test_a_tiny_copy_is_read_as_it_was_written(name, split, tmp_path, monkeypatch):
    assert not catalog.is_local(name, tmp_path)
    info = put_copy(name, tmp_path, monkeypatch)
    assert catalog.is_local(name, tmp_path)
    found = load_images(name, split=split, data_root=tmp_path)
    expected, numbers = pixels(info), classes(info)
    if name.startswith("cifar"):  # five batches or one, and a test batch
        assert len(found) == COUNT
    assert torch.equal(found.images, torch.from_numpy(expected))
    assert found.labels.tolist() == numbers.tolist()
    assert found.class_names == info.class_names and found.images.is_contiguous()


@pytest.mark.parametrize("name", ["stl10", "usps", "svhn"])
@pytest.mark.parametrize("size", [28, 32, 64])
def test_odd_sizes_are_resized(name, size, tmp_path, monkeypatch):
    info = put_copy(name, tmp_path, monkeypatch)
    found = load_images(name, image_size=size, data_root=tmp_path)
    assert found.images.shape == (COUNT, info.channels, size, size)
    assert found.images[7, 0, -1, -1] == 7


@pytest.mark.parametrize("name", DOWNLOADED)
def test_a_cut_file_is_named(name, tmp_path, monkeypatch):
    info = put_copy(name, tmp_path, monkeypatch)
    path = tmp_path / info.files["train"][0]
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(GanError, match="is damaged.*delete it"):
        load_images(name, data_root=tmp_path)


@pytest.mark.parametrize("name", DOWNLOADED)
def test_the_rows_agree_with_torchvision(name):
    info = catalog.DATASETS[name]
    kind = getattr(torchvision_datasets, info.torchvision)
    for split in ("train", "test"):
        known = inspect.signature(kind.__init__).parameters
        options = named_sets._options(info, split)
        inherited = inspect.signature(kind.__mro__[1].__init__).parameters
        assert {*options} <= {*known, *inherited}
    if info.name == "emnist-letters":
        assert list(info.class_names) == kind.classes_split_dict["letters"][1:]
    elif info.name in ("kmnist", "fashion-mnist"):
        assert list(info.class_names) == kind.classes
    if info.name.startswith("cifar"):
        published = [*kind.train_list, *kind.test_list, [kind.meta["filename"]]]
        assert {*info.files["train"]} == {f"{kind.base_folder}/{name}" for name, *_ in published}
    elif info.name == "stl10":
        published = (kind.train_list[:2], kind.test_list)
        for files, rows in zip(info.files.values(), published, strict=True):
            assert files == tuple(f"{kind.base_folder}/{name}" for name, _ in rows)
    elif info.name in ("svhn", "usps"):
        assert all(info.files[s] == (kind.split_list[s][1],) for s in ("train", "test"))


@pytest.mark.parametrize("name", DOWNLOADED)
def test_only_the_files_that_are_needed_stay_of_a_download(name, tmp_path, monkeypatch, capsys):
    info = put_copy(name, tmp_path / "server", monkeypatch)
    root = tmp_path / "root"

    def download(folder, download, **options):
        shutil.copytree(tmp_path / "server", folder, dirs_exist_ok=True)
        (Path(folder) / "archive.zip").write_bytes(b"what was unpacked")
        if name == "svhn":
            raise ModuleNotFoundError("No module named 'scipy'", name="scipy")

    with monkeypatch.context() as patched:
        patched.setattr(torchvision_datasets, info.torchvision, download)
        named_sets._download(info, root, progress=True)
    there = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert there == {file for files in info.files.values() for file in files}
    assert f"Downloading {info.title}: {info.download_mb:,.0f} MB." in capsys.readouterr().err
    assert len(load_images(name, data_root=root)) == COUNT


@pytest.mark.parametrize("name", DOWNLOADED)
def test_what_cannot_be_downloaded_is_one_sentence(name, tmp_path, monkeypatch):
    info = catalog.DATASETS[name]

    def refuse(*args, **options):
        raise OSError("no route to host")

    monkeypatch.setattr(torchvision_datasets, info.torchvision, refuse)
    with pytest.raises(GanError, match="put its files into") as refused:
        load_images(name, data_root=tmp_path)
    text = str(refused.value)
    assert "\n" not in text and f"({info.download_mb:,.0f} MB)" in text and "no route" in text
    assert str((tmp_path / info.files["train"][0]).parent) in text


NOTHING = zlib.compress(b"")
EMPTY_ELEMENT = struct.pack("<II", 15, len(NOTHING)) + NOTHING


@pytest.mark.parametrize(
    "data",
    [b"", b"MATLAB", bytes(200), bytes(126) + b"IM" + bytes(3), bytes(126) + b"IM" + EMPTY_ELEMENT],
)
def test_what_is_no_matlab_file_is_refused_or_empty(data, tmp_path):
    path = tmp_path / "a.mat"
    path.write_bytes(data)
    if data[126:128] == b"IM":
        assert read_mat(path) == {}
    else:
        with pytest.raises(ValueError, match="no MATLAB file"):
            read_mat(path)


@pytest.mark.parametrize("folder", ["", "gzip", "emnist", "EMNIST"])
def test_the_letters_are_known_by_their_file_names(folder, tmp_path, monkeypatch):
    info = catalog.DATASETS["emnist-letters"]
    for split in ("train", "test"):
        for file, content in idx_files(info, split, monkeypatch).items():
            path = tmp_path / folder / file.rpartition("/")[2]
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    assert catalog.is_local("emnist-letters", tmp_path)


def test_files_of_mnist_are_not_taken_for_japanese(tmp_path, monkeypatch):
    for split in ("train", "test"):
        info = catalog.DATASETS["mnist"]
        for file, content in idx_files(info, split, monkeypatch).items():
            (tmp_path / file.rpartition("/")[2]).write_bytes(content)
    assert not catalog.is_local("kmnist", tmp_path)
