"""Loading by name, size and channels, and the errors when that fails."""

import gzip
import struct
from pathlib import Path
from urllib.error import URLError

import numpy as np
import pytest
import torch

from gan_core import GanError
from gan_core.data import named_sets
from gan_core.data.catalog import DATASETS, is_local
from gan_core.data.image_set import converted, load_images


def write_idx(root, name="MNIST", count=6, ending=""):
    """A small data set in torchvision's layout; image i is filled with the value i."""
    raw = root / name / "raw"
    raw.mkdir(parents=True)
    values = np.arange(count, dtype=np.uint8)
    images = struct.pack(">IIII", 0x803, count, 28, 28) + values.repeat(784).tobytes()
    labels = struct.pack(">II", 0x801, count) + (values % 10).tobytes()
    pack = gzip.compress if ending else bytes
    for split in ("train", "t10k"):
        (raw / f"{split}-images-idx3-ubyte{ending}").write_bytes(pack(images))
        (raw / f"{split}-labels-idx1-ubyte{ending}").write_bytes(pack(labels))
    return raw


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("name", DATASETS)
def test_named_sets_are_as_the_catalog_says(name, split):
    if not is_local(name):
        pytest.skip(f"{name} is not on this machine: set GAN_DATA_ROOT to a folder that holds it")
    info, found = DATASETS[name], load_images(name, split=split)
    assert len(found) == (info.count if split == "train" else info.test_count)
    assert found.images.dtype == torch.uint8 and found.images.is_contiguous()
    assert (found.channels, found.image_size) == (info.channels, info.image_size)
    assert found.labels.dtype == torch.int64 and found.labels.shape == (len(found),)
    assert found.labels.unique().tolist() == list(range(len(info.class_names)))
    assert found.class_names == info.class_names and found.num_classes == len(info.class_names)
    assert found.name == name and info.title in found.source and not found.left_out
    assert found.images.float().mean() > 10


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_idx_files_are_read_with_or_without_gzip_and_nothing_is_written(tmp_path, ending):
    raw = write_idx(tmp_path, ending=ending)
    before = sorted(raw.iterdir())
    found = load_images("mnist", data_root=tmp_path)
    assert found.images[:, 0, 3, 5].tolist() == found.labels.tolist() == list(range(6))
    assert sorted(raw.iterdir()) == before and len(list(tmp_path.iterdir())) == 1


def test_size_and_channels_can_be_chosen(tmp_path):
    write_idx(tmp_path, "FashionMNIST")
    found = load_images("fashion-mnist", image_size=32, channels=3, data_root=tmp_path)
    assert found.images.shape == (6, 3, 32, 32)
    # Resized, not padded: an image of one colour keeps it up to the edge.
    assert found.images[5].unique().tolist() == [5]


def test_downscaling_averages_pixels():
    fine = torch.zeros(1, 1, 32, 32, dtype=torch.uint8)
    fine[..., ::4] = 200
    assert (converted(fine, 8, 1)[..., 2:-2].int() - 50).abs().max() < 12


def test_grey_is_the_luminance_of_colour():
    red = torch.tensor([255, 0, 0], dtype=torch.uint8).view(1, 3, 1, 1).repeat(1, 1, 4, 4)
    assert converted(red, 4, 1).unique().tolist() == [76]


@pytest.mark.parametrize("file", ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
@pytest.mark.parametrize("keep", [0, 3, 13, -1])
def test_a_truncated_idx_file_is_named(tmp_path, file, keep):
    path = write_idx(tmp_path) / file
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(GanError, match=f"{file} is damaged.*delete it"):
        load_images("mnist", data_root=tmp_path)


def test_damaged_cifar_batches_are_never_unpickled(tmp_path):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name in [f"data_batch_{n}" for n in range(1, 6)] + ["test_batch", "batches.meta"]:
        (folder / name).write_bytes(b"cbuiltins\nexit\n(tR.")
    with pytest.raises(GanError, match="damaged"):
        load_images("cifar10", data_root=tmp_path)


def test_cifar_images_are_converted_from_nhwc_to_nchw(tmp_path, monkeypatch):
    class Stub:
        def __init__(self, root, train):
            self.data = np.zeros((4, 32, 32, 3), np.uint8)
            self.data[:, :, 5, 2] = 9 if train else 7
            self.targets = [3, 1, 4, 1]

    monkeypatch.setattr("torchvision.datasets.CIFAR10", Stub)
    monkeypatch.setattr(named_sets, "local_files", lambda *_: (tmp_path / "batch",))
    found = load_images("cifar10", data_root=tmp_path)
    assert found.images.shape == (4, 3, 32, 32) and found.labels.tolist() == [3, 1, 4, 1]
    assert (found.images[:, 2, :, 5] == 9).all() and found.images.sum() == 4 * 32 * 9


@pytest.mark.parametrize("name", ["fashion-mnist", "mnist", "cifar10"])
def test_without_a_network_the_error_says_what_to_do(tmp_path, monkeypatch, name):
    def refuse(*args, **kwargs):
        raise URLError("no route to host")

    monkeypatch.setattr("torchvision.datasets.mnist.download_and_extract_archive", refuse)
    monkeypatch.setattr("torchvision.datasets.cifar.download_and_extract_archive", refuse)
    with pytest.raises(GanError, match="could not be downloaded.*GAN_DATA_ROOT.*silhouettes"):
        load_images(name, data_root=tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_incomplete_download_leaves_no_files(tmp_path, monkeypatch):
    def download_two_then_fail(url, download_root, filename, md5):
        if "labels" in filename:
            raise URLError("cut off")
        with open(f"{download_root}/{filename[:-3]}", "wb") as file:
            file.write(b"half")

    monkeypatch.setattr("torchvision.datasets.mnist.download_and_extract_archive",
                        download_two_then_fail)  # fmt: skip
    with pytest.raises(GanError, match="cut off"):
        load_images("mnist", data_root=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_complete_download_is_moved_to_its_folder(tmp_path, monkeypatch):
    def download_to(folder, download, train):
        if train:
            write_idx(Path(folder))

    monkeypatch.setattr("torchvision.datasets.MNIST", download_to)
    assert len(load_images("mnist", data_root=tmp_path)) == 6
    assert [path.name for path in tmp_path.iterdir()] == ["MNIST"]


def test_silhouettes_are_reproducible_and_differ_between_splits():
    first, again = load_images("silhouettes"), load_images("silhouettes")
    test = load_images("silhouettes", split="test")
    assert torch.equal(first.images, again.images)
    assert not torch.equal(first.images[:100], test.images[:100])
    first.images.zero_()  # each caller gets a copy
    assert load_images("silhouettes").images.any()


def test_invalid_arguments_are_refused(tmp_path):
    with pytest.raises(GanError, match='no split "val"'):
        load_images("silhouettes", split="val")
    with pytest.raises(GanError, match="2 channels"):
        load_images("silhouettes", channels=2)
    with pytest.raises(GanError, match="0 px"):
        load_images("silhouettes", image_size=0)
    with pytest.raises(GanError, match='did you mean "cifar10"'):
        load_images("cifar-10")
    (tmp_path / "notes.txt").write_text("no images")
    with pytest.raises(GanError, match="holds no images"):
        load_images(str(tmp_path / "notes.txt"))
