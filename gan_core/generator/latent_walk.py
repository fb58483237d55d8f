"""The maths of a walk: key points to latents, and what lies between them. Pure functions."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from gan_core import GanError, unknown
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latents
from gan_core.generator.keyframes import Keyframe, Segment, Walk, merged

Directions = Mapping[str, Tensor]  # id -> unit vector [z_dim]


def key_z(keys: Sequence[Keyframe], z_dim: int, directions: Directions | None = None) -> Tensor:
    """z of key points, [K, z_dim].

    In this order: blend of seeds, truncation, edits, directions, scale.
    """
    return torch.stack([_z(key, z_dim, directions or {}) for key in keys])


def key_weights(keys: Sequence[Keyframe], num_classes: int) -> Tensor | None:
    """Class weights of key points, [K, num_classes] with rows that sum to 1; None without classes.

    A key point that names no class shows those of its seeds (seed modulo the number of classes), in
    the shares in which they blend; what is taken away (A - B) has no share.
    """
    if not num_classes:
        if any(key.classes for key in keys):
            raise GanError("This generator was trained without labels; leave the classes out.")
        return None
    rows = torch.zeros(len(keys), num_classes)
    for row, key in zip(rows, keys, strict=True):
        own = ((seed % num_classes, max(0.0, weight)) for seed, weight in key.seeds)
        for index, weight in key.classes or own:
            if index >= num_classes:
                raise GanError(f"Classes run from 0 to {num_classes - 1}, not {index}.")
            row[index] += weight
        if not row.any():  # every seed is taken away: their classes are all there is to show
            for seed, weight in key.seeds:
                row[seed % num_classes] += abs(weight)
    return rows / rows.sum(dim=1, keepdim=True)


def eased(t: Tensor, easing: str) -> Tensor:
    """Time from 0 to 1 as place from 0 to 1; 3t^2 - 2t^3 where both ends are smooth."""
    match easing:
        case "smooth":
            return t * t * (3 - 2 * t)
        case "in":
            return t * t
        case "out":
            return t * (2 - t)
    return t


def places(segments: Sequence[Segment], loop: bool) -> tuple[Tensor, Tensor]:
    """For each frame the segment it lies in [T] and its eased place within it [T], 0 to 1."""
    indices, times = [], []
    for index, segment in enumerate(segments):
        t = torch.arange(segment.frames, dtype=torch.float32) / segment.frames
        indices.append(torch.full((segment.frames,), index))
        times.append(eased(t, segment.easing))
    if not loop:  # the last key point itself
        indices.append(torch.tensor([len(segments) - 1]))
        times.append(torch.ones(1))
    return torch.cat(indices), torch.cat(times)


def sequence(keys: Tensor, segments: Sequence[Segment], loop: bool = False) -> Tensor:
    """Frames [T, d] through the rows of `keys` [K, d], each segment by its method and easing."""
    index, t = places(segments, loop)
    frames = torch.empty(len(index), keys.shape[1], dtype=keys.dtype)
    for number, segment in enumerate(segments):
        here = index == number
        a, b = keys[number], keys[(number + 1) % len(keys)]
        frames[here] = latents.interpolate(a, b, t[here][:, None].to(keys.dtype), segment.method)
    return frames


def shares(keys: Tensor, segments: Sequence[Segment], loop: bool = False) -> Tensor:
    """Class weights [T, num_classes] through `keys` [K, num_classes], always in straight lines:
    weights are shares, and shares do not lie on a sphere."""
    straight = [Segment(segment.frames, "lerp", segment.easing) for segment in segments]
    return sequence(keys, straight, loop)


def walk_latents(
    walk: Walk, z_dim: int, num_classes: int, directions: Directions | None = None
) -> tuple[Tensor, Tensor | None]:
    """All frames of a walk: z [T, z_dim], class weights [T, num_classes] or None."""
    z = sequence(key_z(walk.keys, z_dim, directions), walk.segments, walk.loop)
    weights = key_weights(walk.keys, num_classes)
    return z, None if weights is None else shares(weights, walk.segments, walk.loop)


def _z(key: Keyframe, z_dim: int, directions: Directions) -> Tensor:
    weights = merged(key.seeds)
    drawn = z_from_seeds(list(weights), z_dim)
    shares = torch.tensor(list(weights.values()), dtype=torch.float32)
    z = latents.truncate(shares / shares.norm() @ drawn, key.truncation)
    for dimension, value in key.edits:
        if dimension >= z_dim:
            raise GanError(
                f"This model's z has {z_dim} numbers, counted from 0; there is no z{dimension}."
            )
        z[dimension] = value
    for name, amount in key.directions:
        if name not in directions:
            raise unknown("direction", name, directions)
        z = z + amount * directions[name]
    return z * key.scale
