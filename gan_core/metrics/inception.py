"""The FID of the literature, on Inception features, for comparison with published values.

Computed by torch-fidelity, which uses the original network and downloads its weights (90 MB) once.
Far too slow for evaluation during training; and Inception knows photographs, not digits or clothes.
"""

from torch import Tensor
from torch.utils.data import Dataset

from gan_core import GanError


class ColourImages(Dataset):
    """uint8 [N, C, H, W] as a data set of [3, H, W], the format of torch-fidelity."""

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
            f"The weights of Inception could not be downloaded ({error}); connect to the network "
            "once."
        ) from error
    return found["frechet_inception_distance"]
