"""Layers shared by several recipes."""

import pytest
import torch
import torch.nn.functional as F

from gan_core.recipes.layers import UpsampledConv2d


@pytest.mark.parametrize("kernel", [3, 5])
@pytest.mark.parametrize("bias", [False, True])
def test_upsampled_convolution_equals_upsampling_and_then_a_convolution(kernel, bias):
    torch.manual_seed(0)
    layer = UpsampledConv2d(3, 5, kernel, bias).double()
    images = torch.randn(2, 3, 7, 7, dtype=torch.float64, requires_grad=True)
    upsampled = F.interpolate(images, scale_factor=2)
    expected = F.conv2d(upsampled, layer.weight, layer.bias, padding=kernel // 2)
    output = layer(images)
    torch.testing.assert_close(output, expected)
    torch.testing.assert_close(layer.in_two_steps(images), expected)

    wanted = (images, *layer.parameters())
    weights = torch.randn_like(expected)
    gradients = torch.autograd.grad((output * weights).sum(), wanted)
    reference = torch.autograd.grad((expected * weights).sum(), wanted)
    for gradient, other in zip(gradients, reference, strict=True):
        torch.testing.assert_close(gradient, other)
