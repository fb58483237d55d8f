"""The comparison of the engine with torch, used in node and in a browser."""

import itertools
from typing import Any

import numpy as np
import torch

from gan_core.config.training_options import LOSSES
from gan_core.flat.settings import checked
from gan_core.flat.state import COUNTERS, take_state
from gan_core.flat.step import FlatGAN, one_thread

PENALTIES: dict[str, dict[str, float]] = {
    "none": {}, "r1_r2": {"r1_gamma": 0.5, "r2_gamma": 0.3}, "gp": {"gp_weight": 2.0},
}  # fmt: skip
STEPS = 200


def grid() -> dict[str, dict[str, Any]]:
    """Settings of 6 losses x 3 penalties x 2 optimisers x 2 activations, by name."""
    found = {}
    for loss, penalty, optimizer, activation in itertools.product(
        LOSSES, PENALTIES, ("sgd", "adam"), ("leaky", "tanh")
    ):
        rate = 0.05 if optimizer == "sgd" else 0.002
        found[f"{loss}-{penalty}-{optimizer}-{activation}"] = {
            "loss": loss, "optimizer": optimizer, "activation": activation, "lr_G": rate,
            "lr_D": rate, "batch_size": 32, "width_G": 12, "width_D": 10, "seed": 3,
            **PENALTIES[penalty],
        }  # fmt: skip
    return found


def job(settings: dict[str, Any], steps: int = STEPS) -> dict[str, Any]:
    """What to ask the engine."""
    return {"do": "train", "settings": settings, "steps": steps}


def reference(settings: dict[str, Any], steps: int = STEPS) -> dict[str, np.ndarray]:
    """The same from torch."""
    with one_thread():
        return _reference(settings, steps)


def _reference(settings: dict[str, Any], steps: int) -> dict[str, np.ndarray]:
    gan = FlatGAN(checked(settings))
    gan.gradients_D()
    gradient_D = gradient(gan.D)
    gan.move_D()
    gan.gradients_G()
    gradient_G = gradient(gan.G)
    again = FlatGAN(checked(settings))
    losses = []
    for _ in range(steps):
        s = again.step()
        losses.append([s.loss_D, s.loss_G, s.r1, s.r2, s.gp])
    return {
        "gradient_D": gradient_D,
        "gradient_G": gradient_G,
        "losses": np.array(losses),
        "state": take_state(again)[:-COUNTERS],
    }


def gradient(network: torch.nn.Module) -> np.ndarray:
    """All gradients of a network as one vector."""
    return torch.cat(
        [
            torch.zeros(p.numel(), dtype=torch.float64) if p.grad is None else p.grad.flatten()
            for p in network.parameters()
        ]
    ).numpy()


def difference(answer: dict[str, Any], expected: dict[str, np.ndarray]) -> dict[str, float]:
    """Relative difference of the gradients, largest difference of the losses and of the state."""
    found = {}
    for name in ("gradient_D", "gradient_G"):
        ours = np.array(answer[name], dtype=float)
        found[name] = float(np.abs(ours - expected[name]).max() / np.abs(expected[name]).max())
    losses = np.array(answer["losses"], dtype=float)
    found["losses"] = float(np.abs(losses - expected["losses"]).max())
    state = np.array(answer["state"], dtype=float)[:-COUNTERS]
    found["state"] = float(np.abs(state - expected["state"]).max())
    return found


def agrees(found: dict[str, float]) -> bool:
    """Within the bounds of the specification; NaN does not agree."""
    slopes = found["gradient_D"] <= 1e-9 and found["gradient_G"] <= 1e-9
    return slopes and found["losses"] <= 1e-6 and found["state"] <= 1e-6
