"""The complete state of a lab as one list of numbers, laid out as engine/lab.js has it.

Weights of G and D, Adam's two moments of G and of D, the averaged G, then 14 counters and stats.
"""

import numpy as np
import torch
from torch import nn, optim
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from gan_core import GanError
from gan_core.flat.settings import FlatSettings
from gan_core.flat.step import FlatGAN, FlatStats

COUNTERS = 14
LARGEST = 2**31  # of a counter


def state_size(s: FlatSettings) -> int:
    """How many numbers the state of a lab with these settings has."""
    of_G = _weights([s.z_dim, *[s.width_G] * s.layers_G, 2])
    of_D = _weights([2, *[s.width_D] * s.layers_D, 1])
    return 4 * of_G + 3 * of_D + COUNTERS


def take_state(gan: FlatGAN) -> np.ndarray:
    """The state of a lab, [state_size] float64."""
    parts = [_vector(gan.G), _vector(gan.D)]
    steps = []
    for network, optimizer in ((gan.G, gan.opt_G), (gan.D, gan.opt_D)):
        kept = [optimizer.state.get(parameter, {}) for parameter in network.parameters()]
        for name in ("exp_avg", "exp_avg_sq"):
            parts += [
                (one[name] if name in one else torch.zeros_like(parameter)).detach().flatten()
                for one, parameter in zip(kept, network.parameters(), strict=True)
            ]
        steps.append(float(kept[0]["step"]) if "step" in kept[0] else 0.0)
    parts.append(_vector(gan.G_ema))
    counters = [*steps, gan.step_count, gan.updates_D, gan.updates_G]
    stats = gan.stats
    counters += [stats.loss_D, stats.loss_G, stats.D_real, stats.D_fake]
    counters += [stats.logit_real, stats.logit_fake, stats.r1, stats.r2, stats.gp]
    return np.concatenate([torch.cat(parts).numpy(), counters])


def put_state(gan: FlatGAN, state: np.ndarray) -> None:
    """Go on from a state. Raises GanError if it is not one of a lab with these settings."""
    expected = state_size(gan.settings)
    if state.shape != (expected,) or not np.isfinite(state[:-9]).all():
        raise GanError(f"The state of this lab must be {expected} finite numbers.")
    counters = state[-COUNTERS:-9]
    if (counters < 0).any() or (counters > LARGEST).any() or (counters % 1).any():
        raise GanError("The counters of this lab must be whole numbers from 0 on.")
    rest = torch.from_numpy(state[:-COUNTERS].astype(np.float64))
    sizes = [sum(p.numel() for p in network.parameters()) for network in (gan.G, gan.D)]
    G, D, m_G, v_G, m_D, v_D, average = rest.split(
        [*sizes, *[sizes[0]] * 2, *[sizes[1]] * 2, sizes[0]]
    )
    for network, vector in ((gan.G, G), (gan.D, D), (gan.G_ema, average)):
        vector_to_parameters(vector.clone(), network.parameters())
    _put_moments(gan.opt_G, m_G, v_G, counters[0])
    _put_moments(gan.opt_D, m_D, v_D, counters[1])
    gan.step_count, gan.updates_D, gan.updates_G = (int(number) for number in counters[2:5])
    gan.stats = FlatStats(*(float(number) for number in state[-9:]))


def _put_moments(optimizer: optim.Optimizer, m: torch.Tensor, v: torch.Tensor, t: float) -> None:
    if not isinstance(optimizer, optim.Adam) or not t:
        return
    at = 0
    for parameter in optimizer.param_groups[0]["params"]:
        end = at + parameter.numel()
        optimizer.state[parameter] = {
            "step": torch.tensor(float(t)),
            "exp_avg": m[at:end].clone().view_as(parameter),
            "exp_avg_sq": v[at:end].clone().view_as(parameter),
        }
        at = end


def _vector(network: nn.Module) -> torch.Tensor:
    return parameters_to_vector(network.parameters()).detach()


def _weights(sizes: list[int]) -> int:
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:], strict=False))
