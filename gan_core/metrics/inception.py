"""The FID of the literature, on Inception features, for those who must compare with it.

Left to torch-fidelity, which follows the original network and fetches its weights (90 MB) once. Far
too slow for a look during training, and Inception has seen photographs, not digits or garments.
"""

from torch import Tensor
from torch.utils.data import Dataset

from gan_core import GanError


class ColourImages(Dataset):
    """uint8 [N, C, H, W] as torch-fidelity wants them, one [3, H, W] at a time."""

    def __init__(self, images: Tensor):
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> Tensor:
        return self.images[index].expand(3, -1, -1)


def inception_fid(fake: Tensor, real: Tensor, cuda: bool = False) -> float:
    """FID of two sets of uint8 images [N, C, H, W]."""
    try:
        import torch_fidelity
    except ImportError:
        raise GanError(
            "--inception needs torch-fidelity: pip install 'gan-playground[inception]'."
        ) from None
    try:
        found = torch_fidelity.calculate_metrics(
            input1=ColourImages(fake), input2=ColourImages(real), fid=True, cuda=cuda,
            save_cpu_ram=True, verbose=False,
        )  # fmt: skip
    except OSError as error:  # URLError is one
        raise GanError(
            f"The weights of Inception could not be fetched ({error}); connect to the network once."
        ) from error
    return found["frechet_inception_distance"]
