"""From the description of the Explore page to z: its points, its paths, its current image.

torch is imported only here and below, when the first image is asked for.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gan_core.generator.keyframes import Keyframe, Walk
from playground.explore import direction_store
from playground.explore.latent_view import LatentView
from playground.explore.point_text import read_point, read_points

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.generator.latent_walk import Directions
    from gan_core.generator.session import GeneratorSession

Latents = tuple["Tensor", "Tensor | None"]
"""z [N, z_dim], and class weights [N, num_classes] or None without classes."""


def of_points(session: "GeneratorSession", view: LatentView, points: Sequence[Keyframe]) -> Latents:
    """These points under the view's truncation and noise scale."""
    from gan_core.generator import latent_walk

    vectors = direction_vectors(session, points)
    z = latent_walk.key_z([as_drawn(view, point) for point in points], session.z_dim, vectors)
    return z, latent_walk.key_weights(points, session.num_classes)


def of_current(session: "GeneratorSession", view: LatentView) -> Latents:
    """The current image: z [1, z_dim]."""
    if view.tab == "interpolate":
        return interpolated(session, view, (view.t,))
    if view.tab == "walk":
        return of_frames(session, view, (view.frame,))
    return of_points(session, view, (current_point(session, view),))


def interpolated(
    session: "GeneratorSession", view: LatentView, places: Sequence[float], method: str = ""
) -> Latents:
    """The latents at these places from A (0) to B (1), by the view's method unless one is named.

    Class weights are interpolated by lerp, whatever the method: they are shares, and shares do not
    lie on a sphere.
    """
    import torch

    from gan_core.generator import latents

    z, c = of_points(session, view, endpoints(view))
    t = torch.tensor(places, dtype=torch.float32)[:, None]
    path = latents.interpolate(z[:1], z[1:], t, method or view.method)
    return path, None if c is None else latents.lerp(c[:1], c[1:], t)


def of_frames(
    session: "GeneratorSession", view: LatentView, frames: Sequence[int] | None, method: str = ""
) -> Latents:
    """These frames of the walk, or all; by one `method` throughout where one is named.

    A frame beyond the end is the last.
    """
    from gan_core.generator import latent_walk

    walk = walk_as_drawn(view)
    if method:
        segments = tuple(replace(segment, method=method) for segment in walk.segments)
        walk = replace(walk, segments=segments)
    vectors = direction_vectors(session, walk.keys)
    z, c = latent_walk.walk_latents(walk, session.z_dim, session.num_classes, vectors)
    if frames is None:
        return z, c
    rows = [min(frame, walk.frames - 1) for frame in frames]
    return z[rows], None if c is None else c[rows]


def along_path(
    session: "GeneratorSession", view: LatentView, count: int, method: str = ""
) -> Latents:
    """`count` latents from A to B, or evenly spread over the frames of the walk."""
    places = [index / (count - 1) for index in range(count)]
    if view.tab != "walk":
        return interpolated(session, view, places, method)
    last = walk_of(view).frames - 1
    return of_frames(session, view, [round(place * last) for place in places], method)


def current_point(session: "GeneratorSession", view: LatentView) -> Keyframe:
    """The current image as one point, which another tab may go on from.

    Under truncation it may differ a little from what a path between points showed there.
    """
    from gan_core.generator import latent_arithmetic

    sizes = session.z_dim, session.num_classes
    if view.tab == "arithmetic":
        a, b, c = read_points(view.mix)
        return latent_arithmetic.analogy(a, b, c, *sizes, direction_vectors(session, (a, b, c)))
    if view.tab == "interpolate":
        (a, b), t, method = endpoints(view), view.t, view.method
    elif view.tab == "walk":
        a, b, t, method = _around(walk_of(view), view.frame)
    else:
        return read_point(view.point)
    if t in (0, 1):
        return (a, b)[t == 1]
    return latent_arithmetic.blend(a, b, t, method, *sizes, direction_vectors(session, (a, b)))


def endpoints(view: LatentView) -> tuple[Keyframe, Keyframe]:
    """A and B."""
    return read_point(view.seed_a), read_point(view.seed_b)


def walk_of(view: LatentView) -> Walk:
    """The walk through the keyframes; GanError where it would be too long."""
    return Walk(read_points(view.keys), view.segments(), view.loop)


def walk_as_drawn(view: LatentView) -> Walk:
    """The same walk under the view's truncation and noise scale."""
    walk = walk_of(view)
    return replace(walk, keys=tuple(as_drawn(view, key) for key in walk.keys))


def as_drawn(view: LatentView, point: Keyframe) -> Keyframe:
    """The point under the view's truncation and noise scale."""
    return replace(point, truncation=view.truncation, scale=point.scale * view.noise)


def direction_vectors(
    session: "GeneratorSession", points: Sequence[Keyframe]
) -> "Directions | None":
    """Unit vectors of the directions that these points go along, computed where need be."""
    names = {name for point in points for name, _ in point.directions}
    return direction_store.shared.vectors(session, names) if names else None


def _around(walk: Walk, frame: int) -> tuple[Keyframe, Keyframe, float, str]:
    """The keyframes before and after a frame, the eased place between them, and the method."""
    from gan_core.generator.latent_walk import frame_positions

    frame = min(frame, walk.frames - 1)
    index, t = (column[frame].item() for column in frame_positions(walk.segments, walk.loop))
    start, keys = int(index), walk.keys
    return keys[start], keys[(start + 1) % len(keys)], t, walk.segments[start].method
