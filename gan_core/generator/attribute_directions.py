"""Directions that change an attribute of the image: brightness, width, symmetry, ...

Two steps. The first is the least-squares slope of the attribute on z; for normal z that is the mean
of its gradient (Stein 1981), which a differentiable generator gives with far less noise than a fit
to samples. It increases the attribute on average, but not for every image. The second step
therefore optimises what the direction is used for: that the attribute of every image increases at
every step from -3 to +3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core import GanError
from gan_core.data.images import to_unit
from gan_core.data.noise import z_from_seeds
from gan_core.generator.image_attributes import Attribute
from gan_core.generator.search_samples import FIRST_TEST_SEED, balanced_classes, sample_z
from gan_core.generator.session import GeneratorSession
from gan_core.objectives.adam import Adam
from gan_core.recipes.generators import build_generator
from gan_core.recipes.layer_table import generator_table
from gan_core.recipes.without_values import without_values

STEPS = range(-3, 4)  # standard deviations
SLOPE_SAMPLES = 512
REFINE_STEPS = 60  # optimisation steps of the second step, by default
MAX_REFINE_STEPS = 5000
SEEDS_PER_STEP = 40
SAMPLES_PER_CLASS = 24  # to decide whether a class shows the attribute at all
LEARNING_RATE = 0.03  # of Adam on a unit vector, decaying to 0
# First and last softness of "increases", as a share of the mean change per step. With a large one
# the gradient reaches far; with a small one the soft count is close to the true one.
MARGINS = (0.2, 0.02)
BATCH = 128
TEST_SEEDS = 200
# A generator with more multiply-accumulates per image gets proportionally fewer samples, so that a
# search takes about as long as for a small one. By the network, not by time, so it is repeatable.
FULL_SEARCH_MACS = 2.5e7


@dataclass(frozen=True)
class AttributeDirection:
    """A direction for an attribute, with how well it works on seeds it was not found on."""

    vector: Tensor
    """Unit vector [z_dim]."""
    effect: float
    """Change of the attribute for one standard deviation, mean over -3 to +3."""
    rising: float
    """Share of the test seeds whose attribute increases at every step from -3 to +3."""
    without: tuple[int, ...] = ()
    """Classes that hardly show the attribute, left out of the search and of the test."""


def find_direction(
    session: GeneratorSession,
    attribute: Attribute,
    only: int | None = None,
    refine_steps: int = REFINE_STEPS,
) -> AttributeDirection | None:
    """The direction along which `attribute` increases, for all classes or for class `only`.

    Classes that hardly show it are left out, as trousers have no sleeves. More `refine_steps` take
    longer and find a direction that works for more images. None if no class is left or if z does
    not change the attribute.
    """
    if not 1 <= refine_steps <= MAX_REFINE_STEPS:
        raise GanError(
            f"A direction is refined in 1 to {MAX_REFINE_STEPS} steps, not {refine_steps}."
        )
    classes = classes_with(session, attribute) if only is None else [only]
    if not classes:
        return None
    effort = min(1.0, FULL_SEARCH_MACS / macs(session))
    slope, mean = _slope(session, attribute, classes, max(64, round(effort * SLOPE_SAMPLES)))
    if not mean >= attribute.least or not slope.norm() > 1e-8:
        return None
    steps = max(min(refine_steps, 8), round(effort * refine_steps))
    vector = _refined(session, attribute, classes, slope / slope.norm(), steps)
    values = values_along(session, attribute, vector, classes)
    rising = (values.diff(dim=1) > 0).all(dim=1).double().mean().item()
    effect = (values[:, -1] - values[:, 0]).mean().item() / (len(STEPS) - 1)
    left_out = set() if only is not None else {*range(session.num_classes)} - {*classes}
    return AttributeDirection(vector, effect, rising, tuple(sorted(left_out)))


@torch.inference_mode()
def classes_with(session: GeneratorSession, attribute: Attribute) -> list[int]:
    """Classes whose mean attribute reaches its minimum; [0] for a generator without classes."""
    if not session.num_classes or not attribute.least:
        return list(range(max(1, session.num_classes)))
    z = sample_z(SAMPLES_PER_CLASS, session.z_dim, stream=998)
    found = []
    for index in range(session.num_classes):
        c = balanced_classes(len(z), session.num_classes, index)
        if attribute.of(_generate(session, z, c)).mean().item() >= attribute.least:
            found.append(index)
    return found


@torch.inference_mode()
def values_along(
    session: GeneratorSession,
    attribute: Attribute,
    vector: Tensor,
    classes: Sequence[int] | None = None,
    seeds: range | None = None,
) -> Tensor:
    """The attribute of the displayed images, [seeds, 7], at -3 to +3 along `vector`.

    Seeds cycle through `classes`, by default through all. `seeds` are the test seeds by default.
    """
    seeds = range(FIRST_TEST_SEED, FIRST_TEST_SEED + TEST_SEEDS) if seeds is None else seeds
    z = z_from_seeds(seeds, session.z_dim)
    c = balanced_classes(len(seeds), session.num_classes, among=classes)
    columns = []
    for step in STEPS:
        images = torch.from_numpy(session.images(z + step * vector, c)).permute(0, 3, 1, 2)
        columns.append(attribute.of(images.double() / 255))
    return torch.stack(columns, dim=1)


def macs(session: GeneratorSession) -> int:
    """Multiply-accumulate operations of G for one image."""
    with without_values():
        G = build_generator(session.about)
    return generator_table(G, session.z_dim, session.num_classes).macs


def _slope(
    session: GeneratorSession, attribute: Attribute, classes: Sequence[int], samples: int
) -> tuple[Tensor, float]:
    """Mean gradient of the attribute with respect to z [z_dim], and the mean attribute."""
    total, mean = torch.zeros(session.z_dim), 0.0
    z = sample_z(samples, session.z_dim)
    c = balanced_classes(samples, session.num_classes, among=classes)
    for start in range(0, samples, BATCH):
        part = z[start : start + BATCH].requires_grad_()
        values = attribute.of(
            _generate(session, part, None if c is None else c[start : start + BATCH])
        )
        (gradient,) = torch.autograd.grad(values.sum(), part)
        total += gradient.sum(dim=0) / samples
        mean += values.sum().item() / samples
    return total, mean


def _refined(
    session: GeneratorSession,
    attribute: Attribute,
    classes: Sequence[int],
    initial: Tensor,
    steps: int,
) -> Tensor:
    """`initial` after gradient descent on the soft share of images that do not always increase."""
    vector = initial.clone().requires_grad_()
    optimizer = Adam([vector], lr=LEARNING_RATE, betas=(0.9, 0.99))
    amounts = torch.tensor(STEPS, dtype=torch.float32)[:, None, None]
    c = balanced_classes(SEEDS_PER_STEP, session.num_classes, among=classes)
    c = None if c is None else c.repeat(len(STEPS), 1)
    mean_change: Tensor | None = None
    for step in range(steps):
        progress = step / steps
        z = sample_z(SEEDS_PER_STEP, session.z_dim, stream=1 + step)
        along = (z + amounts * F.normalize(vector, dim=0)).flatten(0, 1)
        values = attribute.of(_generate(session, along, c)).view(len(STEPS), -1)
        changes = values.diff(dim=0)
        if mean_change is None:
            mean_change = changes.detach().abs().mean()
        margin = mean_change * MARGINS[0] * (MARGINS[1] / MARGINS[0]) ** progress
        optimizer.param_groups[0]["lr"] = LEARNING_RATE * (1 - progress)
        optimizer.zero_grad()
        # An image counts only if all its steps increase, so the worst step of each decides.
        worst = torch.logsumexp(-changes / margin.clamp(min=1e-12), dim=0)
        worst.sigmoid().mean().backward()
        optimizer.step()
        with torch.no_grad():
            vector /= vector.norm()  # Adam's step has a fixed size, so the length matters
    return vector.detach()


def _generate(session: GeneratorSession, z: Tensor, c: Tensor | None) -> Tensor:
    return to_unit(session.G(z, c), session.data_range)
