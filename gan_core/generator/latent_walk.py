"""From keyframes to latents: z and class weights of every frame. Pure functions."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from gan_core import GanError, unknown
from gan_core.data.noise import z_from_seeds
from gan_core.generator import latents
from gan_core.generator.keyframes import Keyframe, Segment, Walk, merged

Directions = Mapping[str, Tensor]  # id -> unit vector [z_dim]


def key_z(keys: Sequence[Keyframe], z_dim: int, directions: Directions | None = None) -> Tensor:
    """z of keyframes, [K, z_dim].

    Applied in this order: blend of seeds, truncation, edits, directions, scale.
    """
    return torch.stack([_z(key, z_dim, directions or {}) for key in keys])


def key_weights(keys: Sequence[Keyframe], num_classes: int) -> Tensor | None:
    """Class weights of keyframes, [K, num_classes] with rows that sum to 1; None without classes.

    A keyframe without classes has those of its seeds (seed modulo the number of classes), weighted
    as the seeds are; seeds with a negative weight (A - B) do not count.
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
        if not row.any():  # all weights are negative: use the classes of these seeds
            for seed, weight in key.seeds:
                row[seed % num_classes] += abs(weight)
    return rows / rows.sum(dim=1, keepdim=True)


def eased(t: Tensor, easing: str) -> Tensor:
    """Position from 0 to 1 at time t from 0 to 1; 3t^2 - 2t^3 for "smooth"."""
    match easing:
        case "smooth":
            return t * t * (3 - 2 * t)
        case "in":
            return t * t
        case "out":
            return t * (2 - t)
    return t


def frame_positions(segments: Sequence[Segment], loop: bool) -> tuple[Tensor, Tensor]:
    """For each frame the index of its segment [T] and its eased position in it [T], 0 to 1."""
    indices, positions = [], []
    for index, segment in enumerate(segments):
        t = torch.arange(segment.frames, dtype=torch.float32) / segment.frames
        indices.append(torch.full((segment.frames,), index))
        positions.append(eased(t, segment.easing))
    if not loop:  # the last keyframe itself
        indices.append(torch.tensor([len(segments) - 1]))
        positions.append(torch.ones(1))
    return torch.cat(indices), torch.cat(positions)


def interpolate_z(keys: Tensor, segments: Sequence[Segment], loop: bool = False) -> Tensor:
    """Frames [T, d] through the rows of `keys` [K, d], with each segment's method and easing."""
    index, t = frame_positions(segments, loop)
    frames = torch.empty(len(index), keys.shape[1], dtype=keys.dtype)
    for number, segment in enumerate(segments):
        rows = index == number
        a, b = keys[number], keys[(number + 1) % len(keys)]
        frames[rows] = latents.interpolate(a, b, t[rows][:, None].to(keys.dtype), segment.method)
    return frames


def interpolate_weights(keys: Tensor, segments: Sequence[Segment], loop: bool = False) -> Tensor:
    """Class weights [T, num_classes] through `keys` [K, num_classes], always by lerp, as weights
    sum to 1 and do not lie on a sphere."""
    linear = [Segment(segment.frames, "lerp", segment.easing) for segment in segments]
    return interpolate_z(keys, linear, loop)


def walk_latents(
    walk: Walk, z_dim: int, num_classes: int, directions: Directions | None = None
) -> tuple[Tensor, Tensor | None]:
    """All frames of a walk: z [T, z_dim], class weights [T, num_classes] or None."""
    z = interpolate_z(key_z(walk.keys, z_dim, directions), walk.segments, walk.loop)
    weights = key_weights(walk.keys, num_classes)
    if weights is None:
        return z, None
    return z, interpolate_weights(weights, walk.segments, walk.loop)


def _z(key: Keyframe, z_dim: int, directions: Directions) -> Tensor:
    weights = merged(key.seeds)
    seed_z = z_from_seeds(list(weights), z_dim)
    factors = torch.tensor(list(weights.values()), dtype=torch.float32)
    z = latents.truncate(factors / factors.norm() @ seed_z, key.truncation)
    for dimension, value in key.edits:
        if dimension >= z_dim:
            raise GanError(
                f"This model's z has {z_dim} dimensions, counted from 0; there is no z{dimension}."
            )
        z[dimension] = value
    for name, amount in key.directions:
        if name not in directions:
            raise unknown("direction", name, directions)
        z = z + amount * directions[name]
    return z * key.scale
