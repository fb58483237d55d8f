"""The named data sets as they are published: one row each. No torch in here.

Counts, file names and classes are those of torchvision's classes; downloads are the sizes that its
servers give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DatasetInfo:
    """One data set as it is published, before any resizing."""

    name: str
    """The id, as typed on the command line."""
    title: str
    """The name shown on a page."""
    image_size: int
    """Side of the square images, px."""
    channels: int
    """1 for grey, 3 for colour."""
    count: int
    """Training images."""
    test_count: int
    """Held-out images."""
    class_names: tuple[str, ...]
    """Name of each label, by its number."""
    licence: str
    """Terms of use, in a few words."""
    note: str
    """One line: what it is good for."""
    download_mb: float
    """Size of the first download, MB; 0 if there is none."""
    torchvision: str = ""
    """Its class in torchvision.datasets, which downloads it; empty if it needs no download."""
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The files of each split below the data root, where torchvision keeps them."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What torchvision's class is asked for, besides the split."""
    split_by_name: bool = False
    """Whether it is asked for split="train", not for train=True."""
    first_label: int = 0
    """The label of the first class; one beyond the last is the first again."""
    transposed: bool = False
    """Whether columns are stored where rows should be."""


def idx(folder: str, train: str = "train", test: str = "t10k") -> dict[str, tuple[str, ...]]:
    """The files of a set in MNIST's format: (images, labels) of each split."""
    kinds = ("images-idx3", "labels-idx1")
    return {
        split: tuple(f"{folder}/raw/{stem}-{kind}-ubyte" for kind in kinds)
        for split, stem in (("train", train), ("test", test))
    }


def _either(*files: str) -> dict[str, tuple[str, ...]]:
    """Each split needs all of them: torchvision checks every checksum before it opens one."""
    return {"train": files, "test": files}


_DIGITS = tuple("0123456789")
_CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
_OBJECTS = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
_STL_OBJECTS = (
    "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck",
)  # fmt: skip
_HUNDRED_OBJECTS = tuple(
    """apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus
    butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab
    crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
    lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom
    oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
    possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake
    spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
    train trout tulip turtle wardrobe whale willow_tree wolf woman worm""".split()
)
_KRIZHEVSKY = "no licence stated, Alex Krizhevsky; widely used for research and teaching"

FASHION_MNIST = DatasetInfo(
    "fashion-mnist", "Fashion-MNIST", 28, 1, 60_000, 10_000, _CLOTHES,
    "MIT, Zalando SE", "Grey photographs of clothes; a common starter data set.", 30.9,
    torchvision="FashionMNIST", files=idx("FashionMNIST"),
)  # fmt: skip
MNIST = DatasetInfo(
    "mnist", "MNIST", 28, 1, 60_000, 10_000, _DIGITS,
    "CC BY-SA 3.0, Yann LeCun, Corinna Cortes and Christopher Burges",
    "Handwritten digits; the fastest to learn.", 11.6,
    torchvision="MNIST", files=idx("MNIST"),
)  # fmt: skip
KMNIST = DatasetInfo(
    "kmnist", "Kuzushiji-MNIST", 28, 1, 60_000, 10_000,
    ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    "CC BY-SA 4.0, ROIS-DS Center for Open Data in the Humanities",
    "Ten characters of old Japanese books, each written in several ways.", 21.2,
    torchvision="KMNIST", files=idx("KMNIST"),
)  # fmt: skip
EMNIST_LETTERS = DatasetInfo(
    "emnist-letters", "EMNIST letters", 28, 1, 124_800, 20_800,
    tuple("abcdefghijklmnopqrstuvwxyz"),
    "no licence stated, Western Sydney University; made from NIST Special Database 19",
    "Handwritten letters, capital and small ones in one class; much to download.", 561.8,
    torchvision="EMNIST", options={"split": "letters"}, first_label=1, transposed=True,
    files=idx("EMNIST", "emnist-letters-train", "emnist-letters-test"),
)  # fmt: skip
USPS = DatasetInfo(
    "usps", "USPS", 16, 1, 7_291, 2_007, _DIGITS,
    "no licence stated, United States Postal Service and AT&T Labs",
    "Digits of postcodes; few and small, and the smallest to download.", 8.4,
    torchvision="USPS", files={"train": ("usps.bz2",), "test": ("usps.t.bz2",)},
)  # fmt: skip
SVHN = DatasetInfo(
    "svhn", "SVHN", 32, 3, 73_257, 26_032, _DIGITS,
    "non-commercial use only, Netzer and others (Stanford and Google)",
    "House numbers in colour, with parts of their neighbours.", 246.3,
    torchvision="SVHN", split_by_name=True,
    files={"train": ("train_32x32.mat",), "test": ("test_32x32.mat",)},
)  # fmt: skip
CIFAR10 = DatasetInfo(
    "cifar10", "CIFAR-10", 32, 3, 50_000, 10_000, _OBJECTS, _KRIZHEVSKY,
    "Small colour photographs of ten kinds of objects; hard for a small GAN.", 170.5,
    torchvision="CIFAR10",
    files=_either(*(f"cifar-10-batches-py/{name}" for name in (
        *(f"data_batch_{number}" for number in range(1, 6)), "test_batch", "batches.meta"
    ))),
)  # fmt: skip
CIFAR100 = DatasetInfo(
    "cifar100", "CIFAR-100", 32, 3, 50_000, 10_000, _HUNDRED_OBJECTS, _KRIZHEVSKY,
    "Small colour photographs, 500 of each of a hundred kinds; very hard.", 169.0,
    torchvision="CIFAR100",
    files=_either(*(f"cifar-100-python/{name}" for name in ("train", "test", "meta"))),
)  # fmt: skip
STL10 = DatasetInfo(
    "stl10", "STL-10", 96, 3, 5_000, 8_000, _STL_OBJECTS,
    "no licence stated, Adam Coates, Honglak Lee and Andrew Ng; photographs of ImageNet",
    "Sharper photographs of ten kinds, few of them; very much to download.", 2640.4,
    torchvision="STL10", split_by_name=True, first_label=1, transposed=True,
    files={split: (f"stl10_binary/{split}_X.bin", f"stl10_binary/{split}_y.bin")
           for split in ("train", "test")},
)  # fmt: skip
SILHOUETTES = DatasetInfo(
    "silhouettes", "Silhouettes", 28, 1, 4_096, 1_024, _CLOTHES,
    "generated by this program; no restrictions",
    "Clothes drawn by this program, in any size; needs no download.", 0.0,
)  # fmt: skip

# In the order of the form.
DATASETS: dict[str, DatasetInfo] = {
    info.name: info
    for info in (
        FASHION_MNIST,
        MNIST,
        KMNIST,
        EMNIST_LETTERS,
        USPS,
        SVHN,
        CIFAR10,
        CIFAR100,
        STL10,
        SILHOUETTES,
    )
}
