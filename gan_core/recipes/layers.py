"""Building blocks shared by several recipes: Keras's "same" padding and initialisation, classes."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class SameConv2d(nn.Conv2d):
    """Convolution with Keras's "same" padding: output side = ceil(side / stride).

    Odd padding is larger at the bottom and right: 1 before and 2 after for 4x4 kernels, and for
    5x5 kernels with stride 2 on an even side.
    """

    def forward(self, images: Tensor) -> Tensor:
        """[N, C, H, W] -> [N, C', ceil(H / stride), ceil(W / stride)]."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        top, bottom = _same(images.shape[2], kernel, stride)
        left, right = _same(images.shape[3], kernel, stride)
        return super().forward(F.pad(images, (left, right, top, bottom)))


class SameConvTranspose2d(nn.ConvTranspose2d):
    """The exact adjoint of SameConv2d: output side = stride * side.

    Crops 1 before and 2 after for 5x5 kernels with stride 2. The usual padding=2 with
    output_padding=1 has the same output shape but is shifted by one pixel.
    """

    def forward(self, images: Tensor) -> Tensor:  # type: ignore[override]  # no output_size
        """[N, C, H, W] -> [N, C', stride * H, stride * W]."""
        height, width = (self.stride[0] * side for side in images.shape[2:])
        top, _ = _same(height, self.kernel_size[0], self.stride[0])
        left, _ = _same(width, self.kernel_size[0], self.stride[0])
        uncropped = super().forward(images)
        return uncropped[:, :, top : top + height, left : left + width]


class UpsampledConv2d(nn.Conv2d):
    """Nearest-neighbour upsampling by 2, then a convolution with an odd kernel and stride 1.

    Computed as one transposed convolution. An output pixel of a 3x3 kernel sees only 2x2 different
    input pixels, so the weights that meet the same pixel are added first: 4 products instead of 9.
    """

    def __init__(self, before: int, after: int, kernel: int, bias: bool = True):
        super().__init__(before, after, kernel, padding=kernel // 2, bias=bias)

    def forward(self, images: Tensor) -> Tensor:
        """[N, C, H, W] -> [N, C', 2H, 2W]."""
        added = F.avg_pool2d(self.weight.flip(2, 3), 2, stride=1, padding=1, divisor_override=1)
        weight = added.transpose(0, 1).contiguous(memory_format=torch.channels_last)
        padding = self.kernel_size[0] // 2
        return F.conv_transpose2d(images, weight, self.bias, stride=2, padding=padding)

    def in_two_steps(self, images: Tensor) -> Tensor:
        """The same by its definition, slower."""
        return self._conv_forward(F.interpolate(images, scale_factor=2), self.weight, self.bias)


@torch.no_grad()
def begin_without_dots(layer: nn.Module, dim: int) -> None:
    """Give the four pixels of each block of 2x2 the same weights: the first's (ICNR, Aitken et al.,
    arXiv 1707.02937).

    Dimension `dim` of the layer's weight is that of the pixels: 0 before a pixel shuffle, 1 after
    an unshuffle. With weights of their own the four begin, and long stay, unequal: dots on flat
    areas.
    """
    for name, values in layer.named_parameters():
        if name == "weight" or dim == 0:  # a bias has the outputs alone
            pixels = values.unflatten(dim, (-1, 4))
            pixels.copy_(pixels.narrow(dim + 1, 0, 1).clone().expand_as(pixels))


def upsampled_in_two_steps(network: nn.Module) -> nn.Module:
    """`network` itself, which from now on upsamples and convolves in two steps.

    For readers that know both steps but not the sums of weights: ONNX, the engine in the browser.
    """
    for module in network.modules():
        if isinstance(module, UpsampledConv2d):
            setattr(module, "forward", module.in_two_steps)  # noqa: B010  # mypy: no method is
    return network


def _same(side: int, kernel: int, stride: int) -> tuple[int, int]:
    """Padding before and after, px."""
    total = max(0, (-(-side // stride) - 1) * stride + kernel - side)
    return total // 2, total - total // 2


def keras_init(module: nn.Module) -> None:
    """Keras's default initialisation: Glorot-uniform weights, biases 0."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.xavier_uniform_(module.weight)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def append_classes(z: Tensor, c: Tensor | None) -> Tensor:
    """z [N, z_dim], or with class weights c: [N, z_dim + num_classes]."""
    return z if c is None else torch.cat([z, c], dim=1)


def with_label_planes(images: Tensor, c: Tensor | None) -> Tensor:
    """images [N, C, H, W] and a constant plane for each class weight: [N, C + num_classes, H, W].

    Without classes, the images alone.
    """
    if c is None:
        return images
    planes = c[:, :, None, None].expand(-1, -1, *images.shape[2:])
    return torch.cat([images, planes], dim=1)
