"""A lab as a short PyTorch script that needs nothing of this project."""

from dataclasses import asdict

from gan_core.flat.link import Course, write
from gan_core.flat.points import Mixture
from gan_core.flat.settings import DEFAULTS

# D's and G's side of each loss, as gan_core/objectives/losses.py has them.
_LOSS_D = {
    "nonsaturating": "(softplus(-real) + (1 - real_label) * real).mean() + softplus(fake).mean()",
    "least_squares": "(((1 + real) / 2 - real_label) ** 2 / 2).mean() "
    "+ (((1 + fake) / 2) ** 2 / 2).mean()",
    "hinge": "relu(1 - real).mean() + relu(1 + fake).mean()",
    "wasserstein": "fake.mean() - real.mean()",
    "relativistic": "softplus(fake - real).mean()",
}
_LOSS_D["minimax"] = _LOSS_D["nonsaturating"]
_LOSS_G = {
    "nonsaturating": "softplus(-fake).mean()",
    "minimax": "-softplus(fake).mean()",
    "least_squares": "(((1 + fake) / 2 - 1) ** 2 / 2).mean()",
    "hinge": "-fake.mean()",
    "wasserstein": "-fake.mean()",
    "relativistic": "softplus(real - fake).mean()",
}

_TEMPLATE = '''"""A GAN in two dimensions, as the lab of GAN Playground runs it: {link}

Needs torch and numpy. The same losses come out, step by step{until}.
"""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import relu, softplus

torch.set_num_threads(1)  # networks this small are slower on several

STEPS = {steps}
{constants}
CENTRES = np.array({centres})
SPREAD = {sd}
WEIGHTS = {weights}


def words(stream, counter, count):
    """Threefry2x32: random words as a function of seed, stream and counter."""
    keys = (seed, stream, 0x1BD11BDA ^ seed ^ stream)
    a = np.full(count, (counter + keys[0]) & 0xFFFFFFFF, np.uint32)
    b = np.arange(count, dtype=np.uint32) + np.uint32(keys[1])
    for k in range(5):
        for r in ((13, 15, 26, 6), (17, 29, 16, 24))[k % 2]:
            a = a + b
            b = ((b << np.uint32(r)) | (b >> np.uint32(32 - r))) ^ a
        a = a + np.uint32(keys[(k + 1) % 3])
        b = b + np.uint32((keys[(k + 2) % 3] + k + 1) & 0xFFFFFFFF)
    return np.stack([a, b], 1) + 0.5


def uniform(count, stream, counter):
    return words(stream, counter, (count + 1) // 2).reshape(-1)[:count] / 2**32


def normal(rows, columns, stream, counter):
    drawn = words(stream, counter, (rows * columns + 1) // 2) / 2**32
    radius, angle = np.sqrt(-2 * np.log(drawn[:, 0])), 2 * np.pi * drawn[:, 1]
    pairs = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)
    return torch.from_numpy(pairs[: rows * columns].reshape(rows, columns))


def reals(stream, counter):
    picks = uniform(batch_size, stream, counter)
    if WEIGHTS is None:
        chosen = (picks * len(CENTRES)).astype(int)
    else:
        chosen = np.searchsorted(np.cumsum(WEIGHTS)[:-1], picks, side="right")
    shift = normal(batch_size, 2, stream, counter | 0x80000000)
    return torch.from_numpy(CENTRES[chosen]) + SPREAD * shift


def network(sizes, stream):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs).double(), {activation}]
    net = nn.Sequential(*layers[:-1])
    count = sum(p.numel() for p in net.parameters())
    drawn, at = torch.from_numpy(2 * uniform(count, stream, 0) - 1), 0
    for layer in net[::2]:
        for p in (layer.weight, layer.bias):
            p.data = drawn[at : at + p.numel()].view_as(p) / layer.in_features**0.5
            at += p.numel()
    return net


def seen(points, stream, counter):
    """Points as D sees them: with instance noise, if there is any."""
    return points + instance_noise * normal(batch_size, 2, stream, counter)


def optimizer(net, lr):
    return {optimizer}


G = network({sizes_G}, 0)
D = network({sizes_D}, 1)
opt_G, opt_D = optimizer(G, lr_G), optimizer(D, lr_D)
updates_D = updates_G = 0


def slope_D():
    x = seen(reals(2, updates_D), 5, updates_D).requires_grad_()
    with torch.no_grad():
        y = G(normal(batch_size, z_dim, 3, updates_D))
    y = seen(y, 6, updates_D).requires_grad_()
    real, fake = D(x).squeeze(1), D(y).squeeze(1)
    loss = total = {loss_D}
    both = real.sum() + fake.sum()
    if r1_gamma or r2_gamma:
        for gamma, points in ((r1_gamma, x), (r2_gamma, y)):
            (slope,) = torch.autograd.grad(both, points, create_graph=True)
            total = total + gamma / 2 * slope.square().sum(1).mean()
    if gp_weight:
        t = torch.from_numpy(uniform(batch_size, 7, updates_D))[:, None]
        mixed = torch.lerp(x.detach(), y.detach(), t).requires_grad_()
        (slope,) = torch.autograd.grad(D(mixed).sum(), mixed, create_graph=True)
        total = total + gp_weight * (slope.norm(dim=1) - 1).square().mean()
    opt_D.zero_grad()
    total.backward(inputs=list(D.parameters()))
    return loss.item()


def slope_G():
    y = seen(G(normal(batch_size, z_dim, 4, updates_G)), 9, updates_G)
    fake = D(y).squeeze(1)
    real = D(seen(reals(8, updates_G), 10, updates_G)).squeeze(1)  # relativistic loss alone
    loss = {loss_G}
    opt_G.zero_grad()
    loss.backward(inputs=list(G.parameters()))
    return loss.item()


def move_D():
    global updates_D
    opt_D.step()
    if weight_clip:
        for p in D.parameters():
            p.data.clamp_(-weight_clip, weight_clip)
    updates_D += 1


def move_G():
    global updates_G
    opt_G.step()
    updates_G += 1


for step in range(1, STEPS + 1):
    of_D, of_G = d_steps * (freeze != "D"), g_steps * (freeze != "G")
    together = order == "simultaneous" and of_D > 0 and of_G > 0
    if freeze == "D":
        loss_D = slope_D()
    for _ in range(of_D - together):
        loss_D = slope_D()
        move_D()
    if together:
        loss_D, loss_G = slope_D(), slope_G()
        move_D()
        move_G()
    for _ in range(of_G - together):
        loss_G = slope_G()
        move_G()
    if freeze == "G":
        loss_G = slope_G()
    if step % max(1, STEPS // 20) == 0:
        print(step, repr(loss_D), repr(loss_G))
'''


def script(course: Course, sampled: Mixture) -> str:
    """A script that draws from `sampled` and prints step, loss_D and loss_G 20 times.

    Changes on the way and the averaged G are left out: the settings stay those of the start. The
    script says at which step its losses and those of the lab part.
    """
    s = asdict(course.settings)
    left_out = ("data", "points", "loss", "optimizer", "activation", "ema_decay")
    constants = [f"{name} = {s[name]!r}" for name in DEFAULTS if name not in left_out]
    adam = f"torch.optim.Adam(net.parameters(), lr=lr, betas=({s['beta1']!r}, 0.999))"
    until = ""
    if course.changes:
        step = course.changes[0].step
        until = f" up to step {step}:\nthe changes of settings from there on are not made here"
    return _TEMPLATE.format(
        link=write(course) or "the defaults",
        until=until,
        steps=course.step or 1000,
        constants="\n".join(constants),
        centres=[[round(x, 15) for x in point] for point in sampled.xy.tolist()],
        sd=sampled.sd,
        weights=None if s["data"] != "unequal" else sampled.weights.tolist(),
        activation="nn.Tanh()" if s["activation"] == "tanh" else "nn.LeakyReLU(0.2)",
        optimizer=adam if s["optimizer"] == "adam" else "torch.optim.SGD(net.parameters(), lr=lr)",
        sizes_G=[s["z_dim"], *[s["width_G"]] * s["layers_G"], 2],
        sizes_D=[2, *[s["width_D"]] * s["layers_D"], 1],
        loss_D=_LOSS_D[s["loss"]],
        loss_G=_LOSS_G[s["loss"]],
    )
