"""GAN inversion: the z whose image is nearest to a given image (Zhu et al., arXiv 1609.03552).

Ridge regression from pixels to z, fitted to many random samples, guesses one z for each class. Adam
then minimises the pixel error from the best guesses and samples, all in one batch, and drops the
worse ones half way. A penalty keeps z near the sphere on which samples lie.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core import GanError
from gan_core.data import images
from gan_core.generator.search_samples import balanced_classes, sample_z
from gan_core.generator.session import GeneratorSession
from gan_core.objectives.adam import Adam

SAMPLES = 512  # for the regression and as starts
RIDGE = 0.03  # relative to the mean squared length of the samples' pixels
STARTS = 8
FINALISTS = 3
STEPS = 240  # of Adam, half of them with all starts
LEARNING_RATE, LAST_LEARNING_RATE = 0.12, 0.01
SPHERE_WEIGHT = 0.003  # of (|z|^2 / z_dim - 1)^2, added to squared errors of pixels in [0, 1]
SCALES = (1, 2, 4)  # errors are also taken on downsampled images, whose gradients reach further
REPORT_EVERY = 8  # steps
BATCH = 128


@dataclass(frozen=True)
class Reconstruction:
    """The best result of the search so far."""

    progress: float
    """0 to 1; the search is done at 1."""
    z: Tensor
    """[1, z_dim] float32."""
    c: Tensor | None
    """Class weights [1, num_classes], or None."""
    image: np.ndarray
    """The image of z, uint8 [H, W, C]."""
    error: float
    """Mean absolute difference from the target, in [0, 1]; 0 is identical."""


def invert(
    session: GeneratorSession,
    target: np.ndarray,
    only: int | None = None,
    starts: int = STARTS,
    steps: int = STEPS,
) -> Iterator[Reconstruction]:
    """Reconstructions of `target`, none worse than the one before; the last has progress 1.

    `target` is uint8 [H, W, C] of the generator's own size; `only` is the class to search in, by
    default all. The same arguments give the same z on the same machine.
    """
    shape = (session.image_size, session.image_size, session.channels)
    if target.shape != shape or target.dtype != np.uint8:
        raise GanError(f"The target image must be uint8 {shape}, not {target.shape}.")
    if not 1 <= starts <= 64 or not 2 <= steps <= 10_000:
        raise GanError("A search has 1 to 64 starts and 2 to 10,000 steps.")
    if only is not None:
        session.labels([0], [only])  # raises GanError for an unknown class
    wanted = torch.from_numpy(target.copy()).permute(2, 0, 1)[None].float() / 255
    start_z, start_c = _starting_points(session, wanted, only, starts)
    best: Reconstruction | None = None
    for progress, z, c in _gradient_descent(session, wanted, start_z, start_c, steps):
        found = _nearest(session, target, z, c, progress)
        if best is None or found.error < best.error:
            best = found
        yield Reconstruction(progress, best.z, best.c, best.image, best.error)


def mean_absolute_error(a: np.ndarray, b: np.ndarray) -> float:
    """Between uint8 images, in [0, 1]."""
    return float(np.abs(a.astype(np.float64) - b).mean() / 255)


@torch.no_grad()
def _starting_points(
    session: GeneratorSession, wanted: Tensor, only: int | None, starts: int
) -> tuple[Tensor, Tensor | None]:
    """The best `starts` of many random samples and of one guess for each class."""
    z = sample_z(SAMPLES, session.z_dim)
    c = balanced_classes(SAMPLES, session.num_classes, only)
    batches = range(0, SAMPLES, BATCH)
    sampled = torch.cat([_generate(session, z[at : at + BATCH], _batch(c, at)) for at in batches])
    guesses, guesses_c = _regression_guesses(z, c, sampled, wanted)
    z, generated = torch.cat([guesses, z]), _generate(session, guesses, guesses_c)
    generated = torch.cat([generated, sampled])
    best = _loss(generated, wanted).argsort()[:starts]
    if c is None or guesses_c is None:
        return z[best], None
    return z[best], torch.cat([guesses_c, c])[best]


def _regression_guesses(
    z: Tensor, c: Tensor | None, sampled: Tensor, wanted: Tensor
) -> tuple[Tensor, Tensor | None]:
    """z by ridge regression on pixels, both centred within classes: one row for each class."""
    classes = torch.zeros(len(z), dtype=torch.long) if c is None else c.argmax(dim=1)
    pixels, rows = sampled.flatten(1).double(), z.double()
    present = classes.unique().tolist()
    means = torch.stack([pixels[classes == k].mean(dim=0) for k in present])
    row_of = {k: row for row, k in enumerate(present)}
    centred = pixels - means[[row_of[k] for k in classes.tolist()]]
    kernel = centred @ centred.T  # the dual form: fewer samples than pixels
    kernel += RIDGE * kernel.diagonal().mean() * torch.eye(len(kernel), dtype=torch.float64)
    products = (wanted.flatten(1).double() - means) @ centred.T  # [classes, samples]
    guesses = (products @ torch.linalg.solve(kernel, rows)).float()
    # Regression shrinks towards 0, away from all samples: scale up by 2 at most, to their length.
    guesses *= (z.shape[1] ** 0.5 / guesses.norm(dim=1, keepdim=True).clamp(min=1e-6)).clamp(max=2)
    return guesses, None if c is None else F.one_hot(torch.tensor(present), c.shape[1]).float()


def _gradient_descent(
    session: GeneratorSession, wanted: Tensor, z: Tensor, c: Tensor | None, steps: int
) -> Iterator[tuple[float, Tensor, Tensor | None]]:
    """(progress, z of all starts, c) every few steps and at the end."""
    for half, count in enumerate((steps // 2, steps - steps // 2)):
        z = z.clone().requires_grad_()
        optimizer = Adam([z], lr=LEARNING_RATE, betas=(0.9, 0.99))
        for step in range(count):
            done = (half * (steps // 2) + step + 1) / steps
            for group in optimizer.param_groups:
                group["lr"] = _learning_rate(done)
            losses = _loss(_generate(session, z, c), wanted)
            off_sphere = (z.square().mean(dim=1) - 1).square()
            optimizer.zero_grad()
            (losses + SPHERE_WEIGHT * off_sphere).sum().backward()
            optimizer.step()
            if step % REPORT_EVERY == REPORT_EVERY - 1 or step == count - 1:
                yield done, z.detach().clone(), c
        kept = losses.detach().argsort()[:FINALISTS]
        z, c = z.detach()[kept], None if c is None else c[kept]


def _learning_rate(progress: float) -> float:
    """Cosine decay from LEARNING_RATE to LAST_LEARNING_RATE."""
    cosine = 0.5 * (1 + np.cos(np.pi * progress))
    return LAST_LEARNING_RATE + (LEARNING_RATE - LAST_LEARNING_RATE) * cosine


def _nearest(
    session: GeneratorSession, target: np.ndarray, z: Tensor, c: Tensor | None, progress: float
) -> Reconstruction:
    generated = session.images(z, c)
    errors = [mean_absolute_error(image, target) for image in generated]
    best = int(np.argmin(errors))
    best_c = None if c is None else c[best : best + 1]
    return Reconstruction(progress, z[best : best + 1], best_c, generated[best], errors[best])


def _loss(generated: Tensor, wanted: Tensor) -> Tensor:
    """Squared error of each image [N], mean over pixels, summed over scales."""
    total = torch.zeros(len(generated))
    for scale in SCALES:
        difference = F.avg_pool2d(generated, scale) - F.avg_pool2d(wanted, scale)
        total = total + difference.square().mean(dim=(1, 2, 3))
    return total


def _generate(session: GeneratorSession, z: Tensor, c: Tensor | None) -> Tensor:
    return images.to_unit(session.G(z, c), session.data_range)


def _batch(c: Tensor | None, start: int) -> Tensor | None:
    return None if c is None else c[start : start + BATCH]
