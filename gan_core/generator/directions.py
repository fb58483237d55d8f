"""Directions in z that mean something: found, sorted by strength, kept in a file, shown as strips.

Where classes differ is no matter of z in a generator with labels: its z is drawn alike for all of
them, so the way from one class to another lies in the class weights and is no direction here.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gan_core import GanError, unknown
from gan_core.data import durable_files, images
from gan_core.data.noise import z_from_seeds
from gan_core.generator.attribute_directions import CLIMBS, STEPS, probe
from gan_core.generator.image_attributes import ATTRIBUTES
from gan_core.generator.search_samples import balanced, draws
from gan_core.generator.session import GeneratorSession
from gan_core.generator.unsupervised_directions import factors, principal_components

FORMAT = "gan-playground directions 1"
FILE = "directions.json"  # beside a generator, for those found before
KINDS = ("measured", "pca", "sefa")
ID = re.compile(r"[a-z]{2,12}(-c?[0-9]{1,4})?")  # pca-1, sefa-3, width, width-c2
STRENGTH_SAMPLES = 100
MAX_DIRECTIONS = 400
DIGITS = 5  # of a vector's numbers in a file: one in a million of a picture's grey levels

Progress = Callable[[float], None]  # share done, 0 to 1


@dataclass(frozen=True)
class Direction:
    """One way to go in z. Positive amounts go where `name` says, or where pictures get lighter."""

    id: str
    kind: str
    name: str
    vector: tuple[float, ...]
    """Unit vector: an amount of 1 is one standard deviation of z."""
    strength: float
    """Mean change of a pixel for one standard deviation, in [0, 1]."""
    explains: float | None = None
    """Share of the features' variance (pca) or of the weights' squares (sefa)."""
    opposite: str = ""
    """What negative amounts do, for a measured direction."""
    unit: str = ""
    effect: float | None = None
    """Change of the attribute for one standard deviation, in `unit`."""
    rising: float | None = None
    """Share of 200 other seeds on which the measure rises at every step from -3 to +3."""
    only: int | None = None
    """The class it was found for; None for all alike."""
    without: tuple[int, ...] = ()
    """Classes that show too little of the measure; nothing is said about them."""

    def tensor(self) -> Tensor:
        """The vector, [z_dim] float32."""
        return torch.tensor(self.vector, dtype=torch.float32)


def find(
    session: GeneratorSession,
    components: int = 8,
    attributes: Sequence[str] = tuple(ATTRIBUTES),
    only: int | None = None,
    climbs: int = CLIMBS,
    progress: Progress = lambda share: None,
) -> list[Direction]:
    """Principal components, factors and measured directions, the strongest first.

    With `only`, measured directions are those of that class; the others look at all classes. More
    `climbs` make measured ones truer. What changes no picture is left out, so an untrained
    generator may have few.
    """
    found = unnamed(session, components)
    for done, name in enumerate(attributes):
        progress(done / max(1, len(attributes)))
        if direction := measured(session, name, only, climbs):
            found.append(direction)
    progress(1.0)
    return sorted(found, key=lambda direction: (-direction.strength, direction.id))


def unnamed(session: GeneratorSession, components: int) -> list[Direction]:
    """Principal components and factors, `components` of each at most."""
    found = []
    for kind, search in (("pca", principal_components), ("sefa", factors)):
        for place, (vector, share) in enumerate(search(session, components), 1):
            if direction := _unnamed(session, kind, place, vector, share):
                found.append(direction)
    return found


def measured(
    session: GeneratorSession, name: str, only: int | None = None, climbs: int = CLIMBS
) -> Direction | None:
    """The direction along which the measure called `name` rises; None where there is none."""
    attribute = ATTRIBUTES[name]
    if only is not None:
        session.labels([0], [only])  # refuses a class that is not there
    probed = probe(session, attribute, only, climbs)
    if probed is None:
        return None
    return Direction(
        id=attribute_id(name, only),
        kind="measured",
        name=attribute.high,
        vector=_rounded(probed.vector),
        strength=_strength(session, probed.vector, only)[0],
        opposite=attribute.low,
        unit=attribute.unit,
        effect=probed.effect,
        rising=probed.rising,
        only=only,
        without=probed.without,
    )


def attribute_id(name: str, only: int | None) -> str:
    """The id of the direction of a attribute, for one class or for all alike."""
    return name if only is None else f"{name}-c{only}"


def attribute_of(id: str) -> tuple[str, int | None]:
    """The attribute and class that an id names. GanError where it is no measured direction's."""
    name, _, only = id.partition("-c")
    if name not in ATTRIBUTES or not (only == "" or re.fullmatch("[0-9]{1,4}", only)):
        raise unknown("direction", id[:40], ATTRIBUTES)
    return name, int(only) if only else None


def strip(
    session: GeneratorSession, direction: Direction, z: Tensor, c: Tensor | None, scale: float = 1.0
) -> np.ndarray:
    """Seven pictures of z [1, z_dim] at -3 to +3 times `scale`, in a row: uint8 [H, 7 W, C]."""
    return images.grid(_along(session, [direction], z, c, scale), len(STEPS))


def preview_grid(
    session: GeneratorSession, found: Sequence[Direction], seed: int, only: int | None = None
) -> np.ndarray:
    """A strip of `seed` for each direction, one below the other: uint8 [D H, 7 W, C]."""
    z = z_from_seeds([seed], session.z_dim)
    rows = []
    for direction in found:
        shown = direction.only if only is None else only
        c = session.class_weights([seed], None if shown is None else [shown])
        rows.append(_along(session, [direction], z, c, 1.0))
    return images.grid(np.concatenate(rows), len(STEPS))


def vectors(found: Sequence[Direction]) -> dict[str, Tensor]:
    """Unit vectors by id, as `walk.key_z` takes them."""
    return {direction.id: direction.tensor() for direction in found}


# the file


def fingerprint(path: Path) -> str:
    """What ties a file of directions to the generator file they were found in."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(path: Path, found: Sequence[Direction], generator: Path) -> None:
    """Keep directions beside the fingerprint of their generator."""
    rows = [asdict(direction) for direction in found]
    value = {"format": FORMAT, "generator": fingerprint(generator), "directions": rows}
    durable_files.write_json(path, value)


def read(path: Path, generator: Path | None = None) -> list[Direction]:
    """Directions out of a file, which may come from anyone. GanError for what is none.

    With `generator`, also for directions that were found in another generator than this file's.
    """
    value = durable_files.read_json(path)
    rows = value.get("directions") if isinstance(value, dict) else None
    if not isinstance(rows, list) or value.get("format") != FORMAT or len(rows) > MAX_DIRECTIONS:
        raise GanError(f"{path.name} is no file of directions, or it is damaged.")
    if generator is not None and value.get("generator") != fingerprint(generator):
        raise GanError(f"{path.name} belongs to another generator; find its directions anew.")
    return [_read_direction(row, path.name) for row in rows]


def _read_direction(row: Any, file_name: str) -> Direction:
    try:
        vector = tuple(float(value) for value in row["vector"])
        without = tuple(int(index) for index in row.get("without", ()))
        direction = Direction(**{**row, "vector": vector, "without": without})
        norm = float(np.linalg.norm(vector))
        numbers = (direction.strength, direction.effect, direction.rising, direction.explains)
        fits = (
            ID.fullmatch(direction.id)
            and direction.kind in KINDS
            and len(direction.name) <= 80
            and len(without) <= 10_000
            and abs(norm - 1) < 1e-2
            and all(number is None or abs(float(number)) < 1e6 for number in numbers)
        )
    except (TypeError, ValueError, KeyError):
        fits = False
    if not fits:
        raise GanError(f"{file_name} holds something that is no direction; it was not used.")
    return replace(direction, vector=tuple((np.array(vector) / norm).tolist()))


def _unnamed(
    session: GeneratorSession, kind: str, place: int, vector: Tensor, share: float
) -> Direction | None:
    strength, lighter = _strength(session, vector, None)
    if not strength > 1e-6:
        return None
    name = {"pca": "Component", "sefa": "Factor"}[kind]
    signed = vector if lighter else -vector
    return Direction(
        f"{kind}-{place}", kind, f"{name} {place}", _rounded(signed), strength, explains=share
    )


@torch.inference_mode()
def _strength(session: GeneratorSession, vector: Tensor, only: int | None) -> tuple[float, bool]:
    """Mean change of a pixel for one standard deviation, and whether pictures get lighter."""
    z = draws(STRENGTH_SAMPLES, session.z_dim, stream=999)
    c = balanced(len(z), session.num_classes, only)
    ahead, behind = (session.images(z + side * vector, c).astype(np.float64) for side in (1, -1))
    change = (ahead - behind) / (2 * 255)
    return float(np.abs(change).mean()), bool(change.mean() >= 0)


def _along(
    session: GeneratorSession,
    found: Sequence[Direction],
    z: Tensor,
    c: Tensor | None,
    scale: float,
) -> np.ndarray:
    """Pictures [7 D, H, W, C] at -3 to +3 along each direction."""
    amounts = torch.tensor(STEPS, dtype=torch.float32)[:, None] * scale
    along = torch.cat([z + amounts * direction.tensor() for direction in found])
    return session.images(along, None if c is None else c.expand(len(along), -1))


def _rounded(vector: Tensor) -> tuple[float, ...]:
    return tuple(round(value, DIGITS) for value in vector.tolist())
