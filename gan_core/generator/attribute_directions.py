"""Directions for what can be measured on a picture: brightness, width, symmetry, ...

Two steps. First the slope of the measure on z by least squares; for a normal z that is the mean of
its gradient (Stein 1981), which a differentiable generator gives with far less noise than a fit to
samples. It raises the measure on average, not on each picture. So then the direction climbs on what
it is wanted for: that every picture's measure rises at every step from -3 to +3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from gan_core import GanError
from gan_core.config.settings import settings_from
from gan_core.data.images import to_unit
from gan_core.data.noise import z_from_seeds
from gan_core.generator.image_attributes import Attribute
from gan_core.generator.search_samples import FIRST_CHECK, balanced, draws
from gan_core.generator.session import GeneratorSession
from gan_core.recipes import find_recipe
from gan_core.recipes.layer_table import layer_tables

STEPS = range(-3, 4)  # standard deviations
SLOPE_SAMPLES = 512
CLIMBS = 60  # updates of the second step, unless asked for more
MAX_CLIMBS = 5000
SEEDS_A_CLIMB = 40
SAMPLES_A_CLASS = 24  # that tell whether a class has anything to measure
RATE = 0.03  # of Adam on a unit vector, falling to nothing
# Of the mean step, at first and at last: how far from 0 a rise is told from a fall. Wide, the slope
# of the count reaches far; narrow, the soft count is near the true one.
MARGINS = (0.2, 0.02)
BATCH = 128
CHECK_SEEDS = 200
# A generator that multiplies more than this for a picture gets fewer samples in proportion, so that
# a search takes about as long as for a small one. By the network, not the clock: it is repeatable.
FULL_EFFORT_MACS = 2.5e7


@dataclass(frozen=True)
class Probe:
    """A measured direction and how well it keeps its word."""

    vector: Tensor
    """Unit vector [z_dim]."""
    effect: float
    """Change of the attribute for one standard deviation, mean over -3 to +3."""
    rising: float
    """Share of the check seeds on which the measure rises at every step from -3 to +3."""
    without: tuple[int, ...] = ()
    """Classes that show too little to attribute, left out of the search and of the check."""


def probe(
    session: GeneratorSession, attribute: Attribute, only: int | None = None, climbs: int = CLIMBS
) -> Probe | None:
    """The direction along which `measure` rises, for all classes alike or for `only` one.

    Classes that show nothing of it, as trousers have no sleeves, are left out. More `climbs` take
    longer and find a direction that holds for more pictures. None where no class is left or nothing
    in z changes the attribute.
    """
    if not 1 <= climbs <= MAX_CLIMBS:
        raise GanError(f"A direction can be improved 1 to {MAX_CLIMBS} times, not {climbs}.")
    classes = classes_with(session, attribute) if only is None else [only]
    if not classes:
        return None
    effort = min(1.0, FULL_EFFORT_MACS / macs(session))
    slope, mean = _slope(session, attribute, classes, max(64, round(effort * SLOPE_SAMPLES)))
    if not mean >= attribute.least or not slope.norm() > 1e-8:
        return None
    climbs = max(min(climbs, 8), round(effort * climbs))
    vector = _climbed(session, attribute, classes, slope / slope.norm(), climbs)
    values = values_along(session, attribute, vector, classes)
    rising = (values.diff(dim=1) > 0).all(dim=1).double().mean().item()
    effect = (values[:, -1] - values[:, 0]).mean().item() / (len(STEPS) - 1)
    left_out = set() if only is not None else {*range(session.num_classes)} - {*classes}
    return Probe(vector, effect, rising, tuple(sorted(left_out)))


@torch.inference_mode()
def classes_with(session: GeneratorSession, attribute: Attribute) -> list[int]:
    """Classes in which the measure's mean reaches its least; [0] for a generator without any."""
    if not session.num_classes or not attribute.least:
        return list(range(max(1, session.num_classes)))
    z = draws(SAMPLES_A_CLASS, session.z_dim, stream=998)
    found = []
    for index in range(session.num_classes):
        c = balanced(len(z), session.num_classes, index)
        if attribute.of(_drawn(session, z, c)).mean().item() >= attribute.least:
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
    """The measure of pictures as they are shown, [seeds, 7], at -3 to +3 along `vector`.

    `classes` in turn, without them all. Without `seeds`, those kept for checking.
    """
    seeds = range(FIRST_CHECK, FIRST_CHECK + CHECK_SEEDS) if seeds is None else seeds
    z = z_from_seeds(seeds, session.z_dim)
    c = balanced(len(seeds), session.num_classes, among=classes)
    columns = []
    for step in STEPS:
        drawn = torch.from_numpy(session.images(z + step * vector, c)).permute(0, 3, 1, 2)
        columns.append(attribute.of(drawn.double() / 255))
    return torch.stack(columns, dim=1)


def macs(session: GeneratorSession) -> int:
    """Multiplications of G for one picture."""
    recipe = find_recipe(session.about["recipe"])
    settings = settings_from(recipe.settings_type, session.about["settings"])
    sizes = session.channels, session.image_size, session.num_classes
    return layer_tables(recipe, *sizes, settings)[0].macs


def _slope(
    session: GeneratorSession, attribute: Attribute, classes: Sequence[int], samples: int
) -> tuple[Tensor, float]:
    """Mean gradient of the measure with respect to z [z_dim], and its mean."""
    total, mean = torch.zeros(session.z_dim), 0.0
    z, c = draws(samples, session.z_dim), balanced(samples, session.num_classes, among=classes)
    for start in range(0, samples, BATCH):
        part = z[start : start + BATCH].requires_grad_()
        values = attribute.of(
            _drawn(session, part, None if c is None else c[start : start + BATCH])
        )
        (gradient,) = torch.autograd.grad(values.sum(), part)
        total += gradient.sum(dim=0) / samples
        mean += values.sum().item() / samples
    return total, mean


def _climbed(
    session: GeneratorSession,
    attribute: Attribute,
    classes: Sequence[int],
    start: Tensor,
    climbs: int,
) -> Tensor:
    """`start` after gradient steps on the soft count of pictures that do not rise throughout."""
    vector = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([vector], lr=RATE, betas=(0.9, 0.99))
    amounts = torch.tensor(STEPS, dtype=torch.float32)[:, None, None]
    c = balanced(SEEDS_A_CLIMB, session.num_classes, among=classes)
    c = None if c is None else c.repeat(len(STEPS), 1)
    mean_step = None
    for climb in range(climbs):
        gone = climb / climbs
        z = draws(SEEDS_A_CLIMB, session.z_dim, stream=1 + climb)
        along = (z + amounts * F.normalize(vector, dim=0)).flatten(0, 1)
        values = attribute.of(_drawn(session, along, c)).view(len(STEPS), -1)
        rises = values.diff(dim=0)
        mean_step = rises.detach().abs().mean() if mean_step is None else mean_step
        margin = mean_step * MARGINS[0] * (MARGINS[1] / MARGINS[0]) ** gone
        optimizer.param_groups[0]["lr"] = RATE * (1 - gone)
        optimizer.zero_grad()
        # A picture counts only if all its steps rise, so the worst step of each has the say.
        worst = torch.logsumexp(-rises / margin.clamp(min=1e-12), dim=0)
        worst.sigmoid().mean().backward()
        optimizer.step()
        with torch.no_grad():
            vector /= vector.norm()  # Adam's step is of one size, so the vector's length matters
    return vector.detach()


def _drawn(session: GeneratorSession, z: Tensor, c: Tensor | None) -> Tensor:
    return to_unit(session.G(z, c), session.data_range)
