"""BatchNorm statistics of a G whose weights are an average.

The running statistics of training belong to the weights of its last updates. Statistics are no
linear function of the weights, so their average is not that of the averaged network; they are
therefore computed anew, as in stochastic weight averaging (Izmailov et al., arXiv 1803.05407).
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm


@torch.no_grad()
def recompute_statistics(G: nn.Module, batches: Iterable[tuple[Tensor, Tensor | None]]) -> None:
    """Replace the running mean and variance of every BatchNorm in G by their mean over `batches`.

    A batch is z [N, z_dim] and class weights c [N, num_classes] or None, mixed as in training.
    Without BatchNorm nothing is computed. G is left in eval mode.
    """
    norms = [module for module in G.modules() if isinstance(module, _BatchNorm)]
    norms = [norm for norm in norms if norm.track_running_stats]
    G.eval()
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over the batches
        norm.train()
    for z, c in batches:
        G(z, c)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    G.eval()
