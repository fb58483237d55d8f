"""Generators as other programs build and save them, in plain PyTorch, with trained-looking weights.

Layer order and names are those of PyTorch's DCGAN tutorial, pytorch_GAN_zoo and Lightning Bolts.
"""

from collections import OrderedDict

import numpy as np
import torch
from torch import nn

from gan_core.data.noise import z_from_seeds


def tutorial(nz=100, ngf=4, nc=3, doublings=4, first=4, last=nn.Tanh, bias=False):
    """A Sequential: 64 px with four doublings."""
    widths = [ngf << stage for stage in reversed(range(doublings))]
    layers = [nn.ConvTranspose2d(nz, widths[0], first, 1, 0, bias=bias)]
    for wide, narrow in zip(widths, [*widths[1:], nc], strict=True):
        layers += [nn.BatchNorm2d(wide), nn.ReLU(True)]
        layers += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=bias)]
    return looking_trained(nn.Sequential(*layers, last()))


class Tutorial(nn.Module):
    """Keys main.0.weight, main.1.running_mean, ..."""

    def __init__(self, **sizes):
        super().__init__()
        self.main = tutorial(**sizes)

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self, ndf=4, nc=3):
        super().__init__()
        widths = [ndf << stage for stage in range(4)]
        layers = [nn.Conv2d(nc, ndf, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
        for narrow, wide in zip(widths, widths[1:], strict=False):
            layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False), nn.BatchNorm2d(wide)]
            layers += [nn.LeakyReLU(0.2, True)]
        self.main = nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, 4, 1, 0, bias=False))

    def forward(self, images):
        return self.main(images)


class Zoo(nn.Module):
    """pytorch_GAN_zoo: a first layer by itself, then named ones that begin with BatchNorm."""

    def __init__(self, nz=64, width=4, nc=3, depth=3):
        super().__init__()
        channels = width << depth
        self.formatLayer = nn.ConvTranspose2d(nz, channels, 4, 1, 0, bias=False)
        named = OrderedDict(batchNorm0=nn.BatchNorm2d(channels), relu0=nn.ReLU(True))
        for number in range(1, depth + 1):
            halved = channels // 2
            named[f"convTranspose{number}"] = nn.ConvTranspose2d(
                channels, halved, 4, 2, 1, bias=False
            )
            named[f"batchNorm{number}"] = nn.BatchNorm2d(halved)
            named[f"relu{number}"] = nn.ReLU(True)
            channels = halved
        named["outlayer"] = nn.ConvTranspose2d(width, nc, 4, 2, 1, bias=False)
        self.main = nn.Sequential(named)
        looking_trained(self)

    def forward(self, z):
        return torch.tanh(self.main(self.formatLayer(z)))


class Bolts(nn.Module):
    """Lightning Bolts: a Sequential of Sequentials, keys gen.0.0.weight, gen.0.1.bias, ..."""

    def __init__(self, nz=100, width=4, nc=1, last=nn.Tanh):
        super().__init__()
        widths = [nz, width * 8, width * 4, width * 2, width]
        steps = [(1, 0), (2, 1), (2, 1), (2, 1)]
        blocks = [
            nn.Sequential(
                nn.ConvTranspose2d(before, after, 4, *step, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(True),
            )
            for before, after, step in zip(widths, widths[1:], steps, strict=False)
        ]
        final = nn.Sequential(nn.ConvTranspose2d(width, nc, 4, 2, 1, bias=False), last())
        self.gen = nn.Sequential(*blocks, final)
        looking_trained(self)

    def forward(self, z):
        return self.gen(z)


def looking_trained(network, seed=0):
    """Weights and BatchNorm statistics that matter, so that a wrong layer is a wrong image."""
    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        if isinstance(module, nn.ConvTranspose2d):
            # Each pixel of the output sums over in_channels and over 1 or 4 places of a kernel.
            size = module.weight.shape[0] * (1 if module.stride[0] == 1 else 4)
            module.weight.data.normal_(0, 2 * size**-0.5, generator=generator)
        if isinstance(module, nn.BatchNorm2d):
            module.weight.data.uniform_(0.5, 1.5, generator=generator)
            module.bias.data.normal_(0, 0.3, generator=generator)
            module.running_mean.normal_(0, 0.3, generator=generator)
            module.running_var.uniform_(0.5, 1.5, generator=generator)
            module.num_batches_tracked += 1000
    return network.eval()


@torch.no_grad()
def pixels(network, seeds, low=-1.0):
    """The images of these seeds as whole grey levels [N, H, W, C], by plain PyTorch."""
    (first, *_) = (m for m in network.modules() if isinstance(m, nn.ConvTranspose2d))
    z = z_from_seeds(seeds, first.in_channels)
    images = network.eval()(z[:, :, None, None]).clamp(low, 1)
    return ((images - low) / (1 - low) * 255).permute(0, 2, 3, 1).numpy()


def assert_within_one_level(found, expected):
    assert found.shape == expected.shape
    assert np.abs(found.astype(float) - expected).max() <= 1
    assert expected.std() > 20  # otherwise anything would agree
