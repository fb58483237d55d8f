"""Stabilisers that are layers of D: spectral normalisation and minibatch standard deviation."""

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrizations

from gan_core.config.training_options import TrainingOptions
from gan_core.objectives.shared_rows import variance_over_batch


def apply_stabilisers(D: nn.Module, settings: TrainingOptions) -> nn.Module:
    """D with spectral normalisation and minibatch standard deviation, where the settings say so.

    Spectral normalisation (arXiv 1802.05957) divides each weight by its largest singular value,
    estimated by one power iteration a forward pass; its vectors are buffers, so they are saved.
    Minibatch standard deviation wraps the last layer, called `to_logit` in every recipe.
    """
    if settings.spectral_norm:
        for module in list(D.modules()):
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                parametrizations.spectral_norm(module)
    if settings.minibatch_std:
        D.to_logit = MinibatchStd(D.get_submodule("to_logit"))
    return D


class MinibatchStd(nn.Module):
    """A last layer with minibatch standard deviation (Karras et al., arXiv 1710.10196).

    The paper appends the mean standard deviation over the batch as one more feature. For a last
    layer with one output that is the layer plus this feature times one weight, initially 0.
    """

    def __init__(self, layer: nn.Module):
        super().__init__()
        self.layer = layer
        self.weight = nn.Parameter(torch.zeros(()))

    def forward(self, features: Tensor) -> Tensor:
        """features [N, ...] -> logits of `layer`, all shifted by the same amount."""
        deviation = (variance_over_batch(features) + 1e-8).sqrt().mean()
        return self.layer(features) + self.weight * deviation
