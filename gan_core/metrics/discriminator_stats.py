"""How the game stands: D's output_stats on images it knows, on held-out ones and on fakes; gradients.

Looks on only: what a forward pass moves and what is drawn for it is put back (`without_side_effects`).
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.config.training_options import CROSS_ENTROPIES
from gan_core.training import devices

BINS = 20
UNCALIBRATED = ("wasserstein", "relativistic")  # only differences of their logits mean anything


def output_stats(loss: str, train: Tensor, held_out: Tensor | None, fake: Tensor) -> dict[str, Any]:
    """What D's logits [N] say of training images, held-out ones (None where there are none), fakes.

    Scores are means of sigmoid(logit), 0.5 where D cannot tell. A D that knows its training images
    by heart scores them higher than held-out ones. Where only differences of logits have a meaning,
    all are taken from half way between the means of real and fake first.
    """
    if loss in UNCALIBRATED:
        middle = (train.mean() + fake.mean()) / 2
        train, fake = train - middle, fake - middle
        held_out = None if held_out is None else held_out - middle
    figures: dict[str, Any] = {
        "score_real_train": torch.sigmoid(train).mean().item(),
        "accuracy_real": (train > 0).double().mean().item(),
        "accuracy_fake": (fake < 0).double().mean().item(),
        **_histograms(loss, train, fake),
    }
    if held_out is not None:
        figures["score_real_heldout"] = torch.sigmoid(held_out).mean().item()
    return figures


def _histograms(loss: str, real: Tensor, fake: Tensor) -> dict[str, Any]:
    """Shares of D(x) and D(G(z)) in BINS equal bins of `histogram_range`.

    Of probabilities from 0 to 1 where the loss makes them such, of logits otherwise.
    """
    if loss in CROSS_ENTROPIES:
        of, low, high = "score", 0.0, 1.0
        real, fake = torch.sigmoid(real), torch.sigmoid(fake)
    else:
        of, both = "logit", torch.cat([real, fake])
        low, high = both.min().item(), both.max().item()
        high += high == low  # bins of no width hold nothing
    counted = [torch.histc(part, BINS, low, high) / len(part) for part in (real, fake)]
    return {
        "histogram_of": of,
        "histogram_range": [low, high],
        "histogram_real": counted[0].tolist(),
        "histogram_fake": counted[1].tolist(),
    }


@contextlib.contextmanager
def without_side_effects(
    networks: Iterable[nn.Module], device: torch.device, seed: int
) -> Iterator[None]:
    """Networks may be asked while this lasts, in the modes in which they play; nothing comes of it.

    Afterwards their statistics (of BatchNorm, of spectral norm) and torch's generators, seeded
    apart meanwhile, stand as before. A copy would not do: it may compute through the original.
    """
    buffers = [buffer for network in networks for buffer in network.buffers()]
    kept, random = [buffer.clone() for buffer in buffers], devices.random_state(device)
    torch.manual_seed(seed)
    try:
        with torch.no_grad():
            yield
    finally:
        for buffer, before in zip(buffers, kept, strict=True):
            buffer.copy_(before)
        devices.set_random_state(random, device)


def in_batches(network: nn.Module, inputs: Tensor, c: Tensor | None, size: int) -> Tensor:
    """What `network` makes of inputs [N, ...] and class weights c, in batches as in training."""
    classes = [None] * len(inputs) if c is None else c.split(size)
    return torch.cat([network(*pair) for pair in zip(inputs.split(size), classes, strict=False)])


def grad_norm(network: nn.Module) -> float | None:
    """Length of the gradient of the last update, all weights taken together; None before one."""
    norms = [p.grad.detach().float().norm() for p in network.parameters() if p.grad is not None]
    return torch.stack(norms).norm().item() if norms else None


@torch.no_grad()
def update_ratio(optimizer: torch.optim.Optimizer) -> float | None:
    """Length of Adam's last update over that of the weights; around 0.001 is usual.

    Worked out from Adam's own moments, so it costs no step; None for what is not Adam.
    """
    if not isinstance(optimizer, torch.optim.Adam):
        return None
    moved, weights = [], []
    for group in optimizer.param_groups:
        for weight in group["params"]:
            state = optimizer.state.get(weight)
            if not state:
                continue
            first, second = group["betas"]
            steps = float(state["step"])
            mean = state["exp_avg"] / (1 - first**steps)
            deviation = (state["exp_avg_sq"] / (1 - second**steps)).sqrt() + group["eps"]
            moved.append((group["lr"] * mean / deviation).float().norm())
            weights.append(weight.float().norm())
    length = torch.stack(weights).norm().item() if weights else 0.0
    return torch.stack(moved).norm().item() / length if length else None
