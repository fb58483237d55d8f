"""The catalog of named data sets, which needs no torch."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from gan_core import GanError
from gan_core.data import catalog

RAW = {"fashion-mnist": "FashionMNIST/raw", "mnist": "MNIST/raw"}


@pytest.mark.parametrize("name", catalog.DATASETS)
def test_every_entry_is_complete(name):
    info = catalog.DATASETS[name]
    assert info.name == name and info.channels in (1, 3) and 16 <= info.image_size <= 96
    assert info.count > 1000 < info.test_count
    assert len(set(info.class_names)) == {"emnist-letters": 26, "cifar100": 100}.get(name, 10)
    assert info.title and info.licence and info.note and "\n" not in info.note
    assert (info.download_mb == 0) == (name == "silhouettes") == (not info.files)


def test_silhouettes_share_the_classes_of_fashion_mnist():
    classes = catalog.DATASETS["silhouettes"].class_names
    assert classes == catalog.DATASETS["fashion-mnist"].class_names
    assert (classes[0], classes[9]) == ("T-shirt/top", "Ankle boot")


def test_the_catalog_loads_without_torch_or_numpy():
    code = "import sys, gan_core.data.catalog\n"
    code += "print({'torch', 'torchvision', 'numpy'} & {*sys.modules})"
    root = Path(catalog.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_an_explicit_root_takes_precedence_over_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("GAN_DATA_ROOT", str(tmp_path / "env"))
    assert catalog.data_root(tmp_path / "explicit") == tmp_path / "explicit"
    assert catalog.data_root() == tmp_path / "env"


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", "given/gan-playground"),
        ("linux", None, "home/.cache/gan-playground"),
        ("darwin", None, "home/Library/Caches/gan-playground"),
        ("win32", "LOCALAPPDATA", "given/gan-playground"),
    ],
)
def test_the_default_root_is_the_cache_folder_of_the_system(
    monkeypatch, tmp_path, platform, variable, expected
):
    for name in ("GAN_DATA_ROOT", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, str(tmp_path / "given"))
    monkeypatch.setattr(catalog.sys, "platform", platform)
    monkeypatch.setattr(catalog.Path, "home", lambda: tmp_path / "home")
    assert catalog.data_root() == tmp_path / expected


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("name", RAW)
def test_idx_files_are_local_when_all_four_exist(tmp_path, name, ending):
    raw = tmp_path / RAW[name]
    raw.mkdir(parents=True)
    for stem in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3"):
        (raw / f"{stem}-ubyte{ending}").touch()
    assert not catalog.is_local(name, tmp_path)
    (raw / f"t10k-labels-idx1-ubyte{ending}").touch()
    assert catalog.is_local(name, tmp_path)


def test_one_split_can_exist_without_the_other(tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    wanted = (raw / "train-images-idx3-ubyte", raw / "train-labels-idx1-ubyte.gz")
    for path in wanted:
        path.touch()
    assert catalog.local_files("mnist", "train", tmp_path) == wanted
    assert catalog.local_files("mnist", "test", tmp_path) is None


def test_cifar_is_local_when_every_batch_exists(tmp_path):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for name in [f"data_batch_{n}" for n in range(1, 6)] + ["test_batch"]:
        (folder / name).touch()
    assert not catalog.is_local("cifar10", tmp_path)
    (folder / "batches.meta").touch()
    assert catalog.is_local("cifar10", tmp_path)


def test_silhouettes_and_paths_are_always_local(tmp_path):
    assert catalog.is_local("silhouettes", tmp_path / "missing")
    assert catalog.is_local(str(tmp_path))


def test_a_misspelt_name_suggests_the_nearest_one():
    with pytest.raises(GanError) as error:
        catalog.is_local("fashon-mnist")
    assert str(error.value) == (
        'There is no dataset "fashon-mnist"; did you mean "fashion-mnist"? '
        f"Known: {', '.join(sorted(catalog.DATASETS))}, "
        "or the path of a folder, zip or tar of images."
    )


# the published files, where people keep them

FASHION_LABELS = bytes((9, 0, 0, 3, 0, 2, 7, 2, 5, 5))
MNIST_LABELS = bytes((5, 0, 4, 1, 9, 2, 1, 3, 1, 4))


@pytest.mark.parametrize("folder", ["", "fashion", "fashion-mnist", "FashionMNIST", "data/fashion"])
@pytest.mark.parametrize("packed", [True, False])
def test_the_published_files_are_found_where_people_keep_them(tmp_path, folder, packed):
    put_published(tmp_path / folder, FASHION_LABELS, packed)
    found = catalog.local_files("fashion-mnist", "train", tmp_path)
    assert found and found[0].parent == tmp_path / folder
    assert not catalog.local_files("fashion-mnist", "test", tmp_path)


def test_mnist_is_not_taken_for_clothes(tmp_path):
    put_published(tmp_path, MNIST_LABELS)
    assert not catalog.local_files("fashion-mnist", "train", tmp_path)
    assert catalog.local_files("mnist", "train", tmp_path)


def put_published(folder, labels, packed=True):
    """Both files of a training split, as they are published."""
    folder.mkdir(parents=True, exist_ok=True)
    ending, pack = (".gz", gzip.compress) if packed else ("", bytes)
    header = bytes((0, 0, 8, 1)) + len(labels).to_bytes(4, "big")
    (folder / f"train-labels-idx1-ubyte{ending}").write_bytes(pack(header + labels))
    (folder / f"train-images-idx3-ubyte{ending}").write_bytes(pack(b"\0\0\x08\x03"))
