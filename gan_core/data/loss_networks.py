"""Where the loss networks are that the project ships. No torch in here."""

from pathlib import Path

from gan_core.data.catalog import DATASETS

LOSS_NETWORKS = Path(__file__).resolve().parents[2] / "pretrained" / "loss_networks"


def loss_network_folder(dataset: str) -> Path:
    """The folder of the loss network of a named data set; it need not exist."""
    return LOSS_NETWORKS / dataset


def has_loss_network(dataset: str) -> bool:
    """Whether one is shipped for the named `dataset`."""
    return dataset in DATASETS and loss_network_folder(dataset).is_dir()
