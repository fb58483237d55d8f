"""New keyframes from others: blends of two, A - B + C, variations. Pure functions."""

import math
from collections.abc import Sequence
from dataclasses import replace

import torch

from gan_core import GanError
from gan_core.data.noise import z_from_seeds
from gan_core.generator.keyframes import MAX_TERMS, Keyframe, Pairs, merged
from gan_core.generator.latent_walk import Directions, key_weights, key_z

VARIATION_SEEDS = 4_000_000_000  # variations use seeds from here on, far from seeds users enter
TINY = 1e-9


def blend(
    a: Keyframe, b: Keyframe, t: float, method: str, z_dim: int, num_classes: int,
    directions: Directions | None = None,
) -> Keyframe:  # fmt: skip
    """One keyframe with the z interpolated from a (t = 0) to b (t = 1), up to rounding.

    Truncation is that of `a`; it applies to the blend instead of to a and b.
    """
    factors = (1 - t, t)
    if method == "slerp":
        z_a, z_b = key_z((a, b), z_dim, directions)
        factors = _slerp_factors(z_a, z_b, t)
    return _sum((a, b), factors, (1 - t, t), z_dim, num_classes, directions, keep_length=True)


def analogy(
    a: Keyframe, b: Keyframe, c: Keyframe, z_dim: int, num_classes: int,
    directions: Directions | None = None,
) -> Keyframe:  # fmt: skip
    """A - B + C, rescaled to the length of a random z; class weights are combined likewise."""
    signs = (1.0, -1.0, 1.0)
    return _sum((a, b, c), signs, signs, z_dim, num_classes, directions, keep_length=False)


def variations(point: Keyframe, amount: float, count: int = 9, batch: int = 0) -> list[Keyframe]:
    """The keyframe itself, then others at an angle of `amount` (0 to 1) of a right angle to it.

    Each is rotated towards its own seed; another `batch` has other seeds. The length and everything
    but the blend of seeds stay the same. Edited values of z are rotated likewise.
    """
    if not 0 <= amount <= 1:
        raise GanError(f"The amount of a variation must be from 0 to 1, not {amount:g}.")
    found = [point]
    for number in range(1, count):
        seed = VARIATION_SEEDS + batch * count + number
        seeds = _rotated_seeds(point.seeds, seed, amount)
        edits = _rotated_edits(point.edits, seed, amount)
        found.append(replace(point, seeds=seeds, edits=edits))
    return found


def _rotated_seeds(seeds: Pairs, towards: int, amount: float) -> Pairs:
    angle = amount * math.pi / 2
    weights = merged(seeds)
    length = math.hypot(*weights.values())
    rotated = {seed: weight / length * math.cos(angle) for seed, weight in weights.items()}
    return _largest({**rotated, towards: rotated.get(towards, 0.0) + math.sin(angle)})


def _rotated_edits(edits: Pairs, towards: int, amount: float) -> Pairs:
    if not edits:
        return ()
    angle = amount * math.pi / 2
    z = z_from_seeds([towards], 1 + max(dimension for dimension, _ in edits))[0]
    return tuple(
        (dimension, value * math.cos(angle) + float(z[dimension]) * math.sin(angle))
        for dimension, value in edits
    )


def _slerp_factors(a: torch.Tensor, b: torch.Tensor, t: float) -> tuple[float, float]:
    """The factors of a and b in slerp(a, b, t)."""
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
    """The weighted sum of keyframes. Without `keep_length`, at the length of a random z."""
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
    seeds = _largest(weights)
    scale = math.hypot(*weights.values()) if keep_length or edited else 1.0
    edits: Pairs = ()
    if edited:
        unmoved = [replace(point, directions=()) for point in points]
        z = torch.tensor(factors, dtype=torch.float32) @ key_z(unmoved, z_dim)
        if not keep_length:
            rescale = math.sqrt(z_dim) / max(float(z.norm()), TINY)
            scale, z = scale * rescale, z * rescale
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
    if not total.any():  # all weights are subtracted: use the last keyframe's classes
        total = rows[-1]
    total = total / total.sum()
    return tuple((index, float(total[index])) for index in total.nonzero().flatten().tolist())


def _largest(weights: dict[int, float]) -> Pairs:
    """The MAX_TERMS terms of largest weight; after many blends a keyframe loses its smallest.

    An empty sum, as in A - A + 0, has weight 0, which Keyframe refuses.
    """
    largest = sorted(weights.items(), key=lambda pair: -abs(pair[1]))[:MAX_TERMS]
    return tuple(pair for pair in largest if abs(pair[1]) > TINY) or ((0, 0.0),)
