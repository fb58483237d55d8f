"""From the description of the Explore page to z: its points, its ways, the picture in hand.

torch is imported only here and below, when the first picture is asked for.
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

    known = directions(session, points)
    z = latent_walk.key_z([set_by(view, point) for point in points], session.z_dim, known)
    return z, latent_walk.key_weights(points, session.num_classes)


def of_view(session: "GeneratorSession", view: LatentView) -> Latents:
    """The picture in hand: z [1, z_dim]."""
    if view.tab == "between":
        return at(session, view, (view.t,))
    if view.tab == "walk":
        return of_frames(session, view, (view.frame,))
    return of_points(session, view, (in_hand(session, view),))


def at(
    session: "GeneratorSession", view: LatentView, places: Sequence[float], method: str = ""
) -> Latents:
    """The pictures at these places from A to B, by the view's method unless another is named.

    Between two classes the weights go over in a straight line, whatever the method: they are
    shares, and shares do not lie on a sphere.
    """
    import torch

    from gan_core.generator import latents

    z, c = of_points(session, view, ends(view))
    t = torch.tensor(places, dtype=torch.float32)[:, None]
    way = latents.interpolate(z[:1], z[1:], t, method or view.method)
    return way, None if c is None else latents.lerp(c[:1], c[1:], t)


def of_frames(
    session: "GeneratorSession", view: LatentView, frames: Sequence[int] | None, method: str = ""
) -> Latents:
    """These frames of the walk, or all; by one `method` throughout where one is named.

    A frame beyond the end is the last.
    """
    from gan_core.generator import latent_walk

    found = the_walk(view)
    found = replace(found, keys=tuple(set_by(view, key) for key in found.keys))
    if method:
        ways = tuple(replace(segment, method=method) for segment in found.segments)
        found = replace(found, segments=ways)
    known = directions(session, found.keys)
    z, c = latent_walk.walk_latents(found, session.z_dim, session.num_classes, known)
    if frames is None:
        return z, c
    rows = [min(frame, found.frames - 1) for frame in frames]
    return z[rows], None if c is None else c[rows]


def in_hand(session: "GeneratorSession", view: LatentView) -> Keyframe:
    """The picture in hand as one point, which another tab may go on from.

    Under truncation it may differ a little from what a way between points showed there.
    """
    from gan_core.generator import latent_arithmetic

    if view.tab == "between":
        a, b, t, method = *ends(view), view.t, view.method
    elif view.tab == "walk":
        a, b, t, method = _around(the_walk(view), view.frame)
    else:
        if view.tab != "mix":
            return read_point(view.point)
        a, b, c = read_points(view.mix)
        known = directions(session, (a, b, c))
        return latent_arithmetic.analogy(a, b, c, session.z_dim, session.num_classes, known)
    known = directions(session, (a, b))
    if t in (0, 1):
        return (a, b)[t == 1]
    return latent_arithmetic.between(a, b, t, method, session.z_dim, session.num_classes, known)


def ends(view: LatentView) -> tuple[Keyframe, Keyframe]:
    """A and B."""
    return read_point(view.seed_a), read_point(view.seed_b)


def the_walk(view: LatentView) -> Walk:
    """The walk through the key points; GanError where it would be too long."""
    return Walk(read_points(view.keys), view.segments(), view.loop)


def set_by(view: LatentView, point: Keyframe) -> Keyframe:
    """The point as the page's truncation and noise scale make it."""
    return replace(point, truncation=view.truncation, scale=point.scale * view.noise)


def directions(session: "GeneratorSession", points: Sequence[Keyframe]) -> "Directions | None":
    """The directions that these points go along, found when the first of them does."""
    names = {name for point in points for name, _ in point.directions}
    return direction_store.shared.vectors(session, names) if names else None


def _around(walk: Walk, frame: int) -> tuple[Keyframe, Keyframe, float, str]:
    """The key points before and after a frame, the eased place between them, and the method."""
    from gan_core.generator.latent_walk import places

    frame = min(frame, walk.frames - 1)
    index, t = (column[frame].item() for column in places(walk.segments, walk.loop))
    start, keys = int(index), walk.keys
    return keys[start], keys[(start + 1) % len(keys)], t, walk.segments[start].method
