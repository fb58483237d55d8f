"""Inversion: the z whose picture comes nearest to a given one (Zhu et al., arXiv 1609.03552).

Many draws are looked at first. A ridge regression of z on their pixels guesses where the picture
lies in each class; from the best guesses Adam goes downhill, all starts in one batch, and half way
the worse ones are given up. A penalty holds z near the sphere on which samples lie.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core import GanError
from gan_core.data import images
from gan_core.generator.search_samples import balanced, draws
from gan_core.generator.session import GeneratorSession

DRAWS = 512  # looked at before the search
RIDGE = 0.03  # of the mean squared length of the draws' pixels
STARTS = 8
FINALISTS = 3
STEPS = 240  # of Adam, half of them with all starts
RATE, LAST_RATE = 0.12, 0.01
SPHERE = 0.003  # weight of (|z|^2 / z_dim - 1)^2 against squared errors of pixels in [0, 1]
SCALES = (1, 2, 4)  # errors also count in pictures this many times smaller: they pull from afar
SHOWN = 8  # steps between two reports
BATCH = 128


@dataclass(frozen=True)
class Finding:
    """The best that is known so far."""

    progress: float
    """0 to 1; the search is over at 1."""
    z: Tensor
    """[1, z_dim] float32."""
    c: Tensor | None
    """Class weights [1, num_classes], or None."""
    picture: np.ndarray
    """What z draws, uint8 [H, W, C]."""
    error: float
    """Mean absolute difference from the picture asked for, in [0, 1]; 0 is perfect."""


def invert(
    session: GeneratorSession,
    target: np.ndarray,
    only: int | None = None,
    starts: int = STARTS,
    steps: int = STEPS,
) -> Iterator[Finding]:
    """Findings, each at least as near as the one before; the last has progress 1.

    `target` is uint8 [H, W, C] of the generator's own size; `only` is the class to look in, without
    which all are. The same request finds the same z on the same machine.
    """
    shape = (session.image_size, session.image_size, session.channels)
    if target.shape != shape or target.dtype != np.uint8:
        raise GanError(f"The picture to look for must be uint8 {shape}, not {target.shape}.")
    if not 1 <= starts <= 64 or not 2 <= steps <= 10_000:
        raise GanError("A search has 1 to 64 starts and 2 to 10,000 steps.")
    if only is not None:
        session.labels([0], [only])
    wanted = torch.from_numpy(target.copy()).permute(2, 0, 1)[None].float() / 255
    guesses = _first_guesses(session, wanted, only, starts)
    best: Finding | None = None
    for progress, z, c in _downhill(session, wanted, *guesses, steps):
        found = _nearest(session, target, z, c, progress)
        if best is None or found.error < best.error:
            best = found
        yield Finding(progress, best.z, best.c, best.picture, best.error)


def mean_absolute_error(a: np.ndarray, b: np.ndarray) -> float:
    """Between uint8 pictures, in [0, 1]."""
    return float(np.abs(a.astype(np.float64) - b).mean() / 255)


@torch.no_grad()
def _first_guesses(
    session: GeneratorSession, wanted: Tensor, only: int | None, starts: int
) -> tuple[Tensor, Tensor | None]:
    """The most promising `starts` of many draws and of a guess in each class."""
    z = draws(DRAWS, session.z_dim)
    c = balanced(DRAWS, session.num_classes, only)
    drawn = torch.cat([_drawn(session, z[at : at + BATCH], _part(c, at)) for at in _batches()])
    guessed, guessed_c = _guessed(z, c, drawn, wanted, only)
    again = _drawn(session, guessed, guessed_c)
    z, drawn = torch.cat([guessed, z]), torch.cat([again, drawn])
    c = None if c is None else torch.cat([guessed_c, c])
    best = _loss(drawn, wanted).argsort()[:starts]
    return z[best], None if c is None else c[best]


def _guessed(
    z: Tensor, c: Tensor | None, drawn: Tensor, wanted: Tensor, only: int | None
) -> tuple[Tensor, Tensor | None]:
    """z by ridge regression on pixels, both centred class by class: a row for each class."""
    classes = torch.zeros(len(z), dtype=torch.long) if c is None else c.argmax(dim=1)
    pixels, rows = drawn.flatten(1).double(), z.double()
    present = classes.unique().tolist()
    means = torch.stack([pixels[classes == k].mean(dim=0) for k in present])
    where = {k: place for place, k in enumerate(present)}
    centred = pixels - means[[where[k] for k in classes.tolist()]]
    kernel = centred @ centred.T  # the dual form: fewer draws than pixels
    kernel += RIDGE * kernel.diagonal().mean() * torch.eye(len(kernel), dtype=torch.float64)
    asked = (wanted.flatten(1).double() - means) @ centred.T  # [classes, draws]
    guesses = (asked @ torch.linalg.solve(kernel, rows)).float()
    # Regression shrinks towards 0, where no sample lies; as far out as a sample, never farther.
    guesses *= (z.shape[1] ** 0.5 / guesses.norm(dim=1, keepdim=True).clamp(min=1e-6)).clamp(max=2)
    return guesses, None if c is None else F.one_hot(torch.tensor(present), c.shape[1]).float()


def _downhill(
    session: GeneratorSession, wanted: Tensor, z: Tensor, c: Tensor | None, steps: int
) -> Iterator[tuple[float, Tensor, Tensor | None]]:
    """(progress, z of all starts, c) every few steps and at the end."""
    for half, count in enumerate((steps // 2, steps - steps // 2)):
        z = z.clone().requires_grad_()
        optimizer = torch.optim.Adam([z], lr=RATE, betas=(0.9, 0.99))
        for step in range(count):
            done = (half * (steps // 2) + step + 1) / steps
            for group in optimizer.param_groups:
                group["lr"] = LAST_RATE + (RATE - LAST_RATE) * 0.5 * (1 + np.cos(np.pi * done))
            losses = _loss(_drawn(session, z, c), wanted)
            off_sphere = (z.square().mean(dim=1) - 1).square()
            optimizer.zero_grad()
            (losses + SPHERE * off_sphere).sum().backward()
            optimizer.step()
            if step % SHOWN == SHOWN - 1 or step == count - 1:
                yield done, z.detach().clone(), c
        kept = losses.detach().argsort()[:FINALISTS]
        z, c = z.detach()[kept], None if c is None else c[kept]


def _nearest(
    session: GeneratorSession, target: np.ndarray, z: Tensor, c: Tensor | None, progress: float
) -> Finding:
    drawn = session.images(z, c)
    errors = [mean_absolute_error(picture, target) for picture in drawn]
    best = int(np.argmin(errors))
    own = None if c is None else c[best : best + 1]
    return Finding(progress, z[best : best + 1], own, drawn[best], errors[best])


def _loss(drawn: Tensor, wanted: Tensor) -> Tensor:
    """Squared error of each picture [N], mean over pixels, summed over scales."""
    total = torch.zeros(len(drawn))
    for scale in SCALES:
        apart = F.avg_pool2d(drawn, scale) - F.avg_pool2d(wanted, scale)
        total = total + apart.square().mean(dim=(1, 2, 3))
    return total


def _drawn(session: GeneratorSession, z: Tensor, c: Tensor | None) -> Tensor:
    return images.to_unit(session.G(z, c), session.data_range)


def _batches() -> range:
    return range(0, DRAWS, BATCH)


def _part(c: Tensor | None, start: int) -> Tensor | None:
    return None if c is None else c[start : start + BATCH]
