"""New key points out of others: places between them, A - B + C, variations. Pure functions."""

import math
from collections.abc import Sequence
from dataclasses import replace

import torch

from gan_core import GanError
from gan_core.data.noise import z_from_seeds
from gan_core.generator.keyframes import MAX_TERMS, Keyframe, Pairs, merged
from gan_core.generator.latent_walk import Directions, key_weights, key_z

NUDGE_SEEDS = 4_000_000_000  # variations draw from here up, far from seeds that people type
TINY = 1e-9


def between(
    a: Keyframe, b: Keyframe, t: float, method: str, z_dim: int, num_classes: int,
    directions: Directions | None = None,
) -> Keyframe:  # fmt: skip
    """One key point for the place t on the way from a to b: the same z to rounding.

    Truncation is taken from `a`; where it is on, the blend is cut instead of its ends.
    """
    share_b = _shares(*key_z((a, b), z_dim, directions), t) if method == "slerp" else (1 - t, t)
    return _sum((a, b), share_b, (1 - t, t), z_dim, num_classes, directions, keep_length=True)


def analogy(
    a: Keyframe, b: Keyframe, c: Keyframe, z_dim: int, num_classes: int,
    directions: Directions | None = None,
) -> Keyframe:  # fmt: skip
    """A - B + C at the length of one draw; classes are added and taken away alike."""
    ones = (1.0, -1.0, 1.0)
    return _sum((a, b, c), ones, ones, z_dim, num_classes, directions, keep_length=False)


def variations(point: Keyframe, nudge: float, count: int = 9, batch: int = 0) -> list[Keyframe]:
    """The point itself, then others a turn of `nudge` (0 to 1 of a right angle) away from it.

    Each turns towards a seed of its own, the next `batch` towards others. Length and everything but
    the blend of seeds stay. Numbers of z that were set by hand are turned alike.
    """
    if not 0 <= nudge <= 1:
        raise GanError(f"A nudge is a number from 0 to 1, not {nudge:g}.")
    found = [point]
    for number in range(1, count):
        seed = NUDGE_SEEDS + batch * count + number
        turned = _turned(point.seeds, seed, nudge)
        found.append(replace(point, seeds=turned, edits=_edited(point.edits, seed, nudge)))
    return found


def _turned(seeds: Pairs, towards: int, nudge: float) -> Pairs:
    angle = nudge * math.pi / 2
    own = merged(seeds)
    length = math.hypot(*own.values())
    turned = {seed: weight / length * math.cos(angle) for seed, weight in own.items()}
    return _kept({**turned, towards: turned.get(towards, 0.0) + math.sin(angle)})


def _edited(edits: Pairs, towards: int, nudge: float) -> Pairs:
    if not edits:
        return ()
    angle = nudge * math.pi / 2
    drawn = z_from_seeds([towards], 1 + max(dimension for dimension, _ in edits))[0]
    return tuple(
        (dimension, value * math.cos(angle) + float(drawn[dimension]) * math.sin(angle))
        for dimension, value in edits
    )


def _shares(a: torch.Tensor, b: torch.Tensor, t: float) -> tuple[float, float]:
    """The factors of a and b in their slerp, found from two vectors that slerp treats alike."""
    a, b = a.double(), b.double()
    product = float(a.norm() * b.norm())
    angle = math.acos(max(-1.0, min(1.0, float(a @ b) / product))) if product else 0.0
    sine = math.sin(angle)
    if sine < 1e-4:  # as in latents.slerp: no unique arc
        return 1 - t, t
    return math.sin((1 - t) * angle) / sine, math.sin(t * angle) / sine


def _sum(
    points: Sequence[Keyframe], factors: Sequence[float], class_factors: Sequence[float],
    z_dim: int, num_classes: int, directions: Directions | None, keep_length: bool,
) -> Keyframe:  # fmt: skip
    """The sum of factor times point. Without `keep_length` at the length of one draw."""
    weights: dict[int, float] = {}
    moves: dict[str, float] = {}
    for point, factor in zip(points, factors, strict=True):
        own = merged(point.seeds)
        unit = factor * point.scale / math.hypot(*own.values())
        for seed, weight in own.items():
            weights[seed] = weights.get(seed, 0.0) + weight * unit
        for name, amount in point.directions:
            moves[name] = moves.get(name, 0.0) + amount * factor * point.scale
    edited = sorted({dimension for point in points for dimension, _ in point.edits})
    seeds = _kept(weights)
    scale = math.hypot(*weights.values()) if keep_length or edited else 1.0
    edits: Pairs = ()
    if edited:
        still = [replace(point, directions=()) for point in points]
        z = torch.tensor(factors, dtype=torch.float32) @ key_z(still, z_dim)
        if not keep_length:
            to_one_draw = math.sqrt(z_dim) / max(float(z.norm()), TINY)
            scale, z = scale * to_one_draw, z * to_one_draw
        edits = tuple((dimension, float(z[dimension]) / max(scale, TINY)) for dimension in edited)
    return Keyframe(
        seeds,
        edits,
        tuple((name, amount / max(scale, TINY)) for name, amount in moves.items() if amount),
        _classes(points, class_factors, num_classes),
        points[0].truncation,
        scale,
    )


def _classes(points: Sequence[Keyframe], factors: Sequence[float], num_classes: int) -> Pairs:
    rows = key_weights(points, num_classes)
    if rows is None:
        return ()
    total = (torch.tensor(factors, dtype=torch.float32) @ rows).clamp(min=0)
    if not total.any():  # everything was taken away: the last point's own are all there is
        total = rows[-1]
    total = total / total.sum()
    return tuple((index, float(total[index])) for index in total.nonzero().flatten().tolist())


def _kept(weights: dict[int, float]) -> Pairs:
    """At most MAX_TERMS terms, the heaviest; a point that was mixed many times loses its lightest.

    Nothing at all, as in A - A + 0, is left to Keyframe to refuse.
    """
    heaviest = sorted(weights.items(), key=lambda pair: -abs(pair[1]))[:MAX_TERMS]
    return tuple(pair for pair in heaviest if abs(pair[1]) > TINY) or ((0, 0.0),)
