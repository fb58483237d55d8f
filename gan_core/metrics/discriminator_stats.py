"""Statistics of D's logits on training, held-out and fake images, and of gradients and updates.

Computing them changes nothing in training: `preserved_state` restores buffers and random numbers.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.config.training_options import CROSS_ENTROPIES
from gan_core.training import devices

BINS = 20
UNCALIBRATED = ("wasserstein", "relativistic")  # only logit differences matter


def logit_stats(loss: str, train: Tensor, held_out: Tensor | None, fake: Tensor) -> dict[str, Any]:
    """Scores, accuracies and histograms of D's logits [N] on training, held-out and fake images.

    `held_out` is None if no images are held out. Scores are means of sigmoid(logit), 0.5 if D is
    undecided. A D that overfits scores training images higher than held-out ones. Where only
    differences of logits matter, the midpoint of the real and fake means is subtracted first.
    """
    if loss in UNCALIBRATED:
        middle = (train.mean() + fake.mean()) / 2
        train, fake = train - middle, fake - middle
        held_out = None if held_out is None else held_out - middle
    stats: dict[str, Any] = {
        "score_real_train": torch.sigmoid(train).mean().item(),
        "accuracy_real": (train > 0).double().mean().item(),
        "accuracy_fake": (fake < 0).double().mean().item(),
        **_histograms(loss, train, fake),
    }
    if held_out is not None:
        stats["score_real_heldout"] = torch.sigmoid(held_out).mean().item()
    return stats


def _histograms(loss: str, real: Tensor, fake: Tensor) -> dict[str, Any]:
    """Shares of D(x) and D(G(z)) in BINS equal bins of `histogram_range`.

    Of probabilities for a cross-entropy loss, else of logits.
    """
    if loss in CROSS_ENTROPIES:
        quantity, low, high = "score", 0.0, 1.0
        real, fake = torch.sigmoid(real), torch.sigmoid(fake)
    else:
        quantity, both = "logit", torch.cat([real, fake])
        low, high = both.min().item(), both.max().item()
        high += high == low  # bins of zero width would stay empty
    counted = [torch.histc(part, BINS, low, high) / len(part) for part in (real, fake)]
    return {
        "histogram_of": quantity,
        "histogram_range": [low, high],
        "histogram_real": counted[0].tolist(),
        "histogram_fake": counted[1].tolist(),
    }


@contextlib.contextmanager
def preserved_state(
    networks: Iterable[nn.Module], device: torch.device, seed: int
) -> Iterator[None]:
    """Run `networks` within this context without any effect on training; gradients are off.

    Afterwards their buffers (of BatchNorm, of spectral norm) and torch's random generators, seeded
    with `seed` meanwhile, are as before. The networks keep their modes. They are not copied,
    since the forward pass of a copy may be bound to the original (`engine.compute_in`).
    """
    buffers = [buffer for network in networks for buffer in network.buffers()]
    saved, random_state = [buffer.clone() for buffer in buffers], devices.random_state(device)
    torch.manual_seed(seed)
    try:
        with torch.no_grad():
            yield
    finally:
        for buffer, before in zip(buffers, saved, strict=True):
            buffer.copy_(before)
        devices.set_random_state(random_state, device)


def run_in_batches(network: nn.Module, inputs: Tensor, c: Tensor | None, size: int) -> Tensor:
    """Outputs of `network` for inputs [N, ...] and one-hot classes c, `size` at a time."""
    classes = [None] * len(inputs) if c is None else c.split(size)
    return torch.cat([network(*pair) for pair in zip(inputs.split(size), classes, strict=False)])


def grad_norm(network: nn.Module) -> float | None:
    """Norm of the gradient of the last update over all parameters; None before the first."""
    norms = [p.grad.detach().float().norm() for p in network.parameters() if p.grad is not None]
    return torch.stack(norms).norm().item() if norms else None


@torch.no_grad()
def update_ratio(optimizer: torch.optim.Optimizer) -> float | None:
    """Norm of Adam's last update divided by the norm of the weights; around 0.001 is usual.

    Computed from Adam's moments; None for other optimisers and before the first update.
    """
    if not isinstance(optimizer, torch.optim.Adam):
        return None
    updates, weights = [], []
    for group in optimizer.param_groups:
        for weight in group["params"]:
            state = optimizer.state.get(weight)
            if not state:
                continue
            first, second = group["betas"]
            steps = float(state["step"])
            mean = state["exp_avg"] / (1 - first**steps)
            deviation = (state["exp_avg_sq"] / (1 - second**steps)).sqrt() + group["eps"]
            updates.append((group["lr"] * mean / deviation).float().norm())
            weights.append(weight.float().norm())
    norm = torch.stack(weights).norm().item() if weights else 0.0
    return torch.stack(updates).norm().item() / norm if norm else None
