"""What the Explore page shows, as a description that fits in an address: no tensors in here.

The same description names the same pixels on every machine, so it is what links, caches and
picture requests carry. torch is imported only when a description is turned into z.
"""

import dataclasses
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gan_core.config import MAX_SEED
from gan_core.errors import GanError

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.generator import GeneratorSession

METHODS = ("slerp", "lerp")  # as in gan_core.latents, which would import torch
MAX_COUNT = 256  # tiles of the grid
MAX_FRAMES = 240  # pictures of a walk
MAX_DIMS = 1024  # largest z_dim a recipe takes
EDIT_LIMIT = 4.0  # latent sliders end here; 1 draw in 16,000 of a normal lies beyond
TRUNCATIONS = (0.3, 3.0)

Edits = tuple[tuple[int, float], ...]  # (dimension of z, value put in its place), in order


@dataclass(frozen=True)
class LatentView:
    """One state of the page. Two latents A and B, the way between them, and the grid of samples."""

    model: str = ""
    """Shipped name, run:<run_id> or run:<run_id>@<images_seen>; empty for the first there is."""
    seed_a: int = 10
    seed_b: int = 13
    t: float = 0.5
    """Place on the way, 0 at A, 1 at B."""
    method: str = "slerp"
    class_a: int | None = None
    """Class shown at A; None for the seed modulo the number of classes, as in sample sheets."""
    class_b: int | None = None
    truncation: float | None = None
    edits_a: Edits = ()
    edits_b: Edits = ()
    first: int = 0
    """Seed of the grid's first tile; the others count up from it."""
    count: int = 40
    grid_class: int | None = None

    def to_query(self) -> dict[str, str]:
        """The address parameters of this view: the model, and whatever is not the default."""
        query = {"model": self.model} if self.model else {}
        for name, field in _FIELDS.items():
            value = getattr(self, field)
            if name != "model" and value != _DEFAULTS[field]:
                query[name] = _written(value)
        return query


def from_query(query: Mapping[str, str]) -> LatentView:
    """The view an address describes. GanError, in one sentence, for the first value that is none.

    Parameters that belong to others are left alone.
    """
    view, sentences = from_query_or_default(query)
    if sentences:
        raise GanError(sentences[0])
    return view


def from_query_or_default(query: Mapping[str, str]) -> tuple[LatentView, list[str]]:
    """The view with the default in place of each unusable value, and a sentence for each."""
    values: dict[str, Any] = {}
    sentences = []
    for name, field in _FIELDS.items():
        if name in query:
            try:
                values[field] = _READERS[name](name, str(query[name]).strip())
            except GanError as error:
                sentences.append(str(error))
    return LatentView(**values), sentences


def whole_number(name: str, text: str, low: int, high: int) -> int:
    """The whole number in an address parameter, or GanError naming what is allowed."""
    # int() would also take "1_0", " 1" and digits of other scripts.
    if re.fullmatch(r"[0-9]{1,12}", text) and low <= int(text) <= high:
        return int(text)
    raise _refused(name, f"a whole number from {low} to {high}", text)


def end_latents(session: "GeneratorSession", view: LatentView) -> "Tensor":
    """z of A and B, [2, z_dim], truncated, before any edit by slider."""
    from gan_core import latents

    z = latents.z_from_seeds((view.seed_a, view.seed_b), session.z_dim)
    return latents.truncate(z, view.truncation)


def latents_at(
    session: "GeneratorSession", view: LatentView, places: Sequence[float]
) -> tuple["Tensor", "Tensor | None"]:
    """z [N, z_dim] at these places on the way from A to B, and class weights or None.

    Between two classes the weights go over in a straight line, whatever the method: they are
    shares, and shares do not lie on a sphere.
    """
    import torch

    from gan_core import latents

    ends = end_latents(session, view)
    for row, edits in zip(ends, (view.edits_a, view.edits_b), strict=True):
        for dimension, value in edits:
            if dimension >= session.z_dim:
                raise GanError(
                    f"This model's z has {session.z_dim} numbers, counted from 0; "
                    f"there is no z{dimension}, so take it out of the address."
                )
            row[dimension] = value
    t = torch.tensor(places, dtype=torch.float32)[:, None]
    z = latents.interpolate(ends[:1], ends[1:], t, view.method)
    weights = [
        session.class_weights([seed], None if index is None else [index])
        for seed, index in ((view.seed_a, view.class_a), (view.seed_b, view.class_b))
    ]
    return z, None if weights[0] is None else latents.lerp(weights[0], weights[1], t)


def latent_at(
    session: "GeneratorSession", view: LatentView, t: float
) -> tuple["Tensor", "Tensor | None"]:
    """`latents_at` for one place: z [1, z_dim], class weights [1, num_classes] or None."""
    return latents_at(session, view, (t,))


# one reader for each kind of address parameter


def _number(name: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text) if len(text) <= 24 else math.nan
    except ValueError:
        value = math.nan
    if not low <= value <= high:  # also false for NaN
        raise _refused(name, f"a number from {low:g} to {high:g}", text)
    return value


def _seed(name: str, text: str) -> int:
    return whole_number(name, text, 0, MAX_SEED)


def _class(name: str, text: str) -> int | None:
    return None if text == "" else whole_number(name, text, 0, 9999)


def _truncation(name: str, text: str) -> float | None:
    return None if text in ("", "off") else _number(name, text, *TRUNCATIONS)


def _method(name: str, text: str) -> str:
    if text not in METHODS:
        raise _refused(name, "slerp or lerp", text)
    return text


def _model(name: str, text: str) -> str:
    if len(text) > 120 or not text.isprintable():
        raise _refused(name, "the name of a model", text)
    return text


def _edits(name: str, text: str) -> Edits:
    found = {}
    for pair in text.split(",") if text else ():
        dimension, colon, value = pair.partition(":")
        if not colon or len(found) >= MAX_DIMS:
            raise _refused(name, "pairs such as 3:1.25,17:-0.5", text)
        where = whole_number(name, dimension, 0, MAX_DIMS - 1)
        found[where] = _number(name, value, -EDIT_LIMIT, EDIT_LIMIT)
    return tuple(sorted(found.items()))


def _refused(name: str, wanted: str, text: str) -> GanError:
    return GanError(f'In the address, {name} must be {wanted}, not "{text[:40]}".')


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(f"{dimension}:{number:g}" for dimension, number in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


_DEFAULTS = {field.name: field.default for field in dataclasses.fields(LatentView)}
_FIELDS = {"class" if name == "grid_class" else name: name for name in _DEFAULTS}
_READERS: dict[str, Callable[[str, str], Any]] = {
    "model": _model,
    "seed_a": _seed,
    "seed_b": _seed,
    "t": lambda name, text: _number(name, text, 0, 1),
    "method": _method,
    "class_a": _class,
    "class_b": _class,
    "truncation": _truncation,
    "edits_a": _edits,
    "edits_b": _edits,
    # so that the last tile has a seed, too
    "first": lambda name, text: whole_number(name, text, 0, MAX_SEED - MAX_COUNT),
    "count": lambda name, text: whole_number(name, text, 1, MAX_COUNT),
    "class": _class,
}
