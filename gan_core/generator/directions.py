"""Meaningful directions in z: finding them, sorting by strength, storing them, showing strips.

In a generator with labels z has the same distribution for every class, so the difference between
classes is in the class weights and is not a direction here.
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
from gan_core.generator.attribute_directions import REFINE_STEPS, STEPS, find_direction
from gan_core.generator.image_attributes import ATTRIBUTES
from gan_core.generator.search_samples import balanced_classes, sample_z
from gan_core.generator.session import GeneratorSession
from gan_core.generator.unsupervised_directions import principal_components, weight_directions

FORMAT = "gan-playground directions 1"
FILE = "directions.json"  # next to a generator file, if its directions are known
KINDS = ("measured", "pca", "sefa")  # measured: of an attribute; the best known first
ID = re.compile(r"[a-z]{2,12}(-c?[0-9]{1,4})?")  # pca-1, sefa-3, width, width-c2
STRENGTH_SAMPLES = 100
MAX_DIRECTIONS = 400
DIGITS = 5  # after the decimal point, of vectors in a file; finer than any visible difference

Progress = Callable[[float], object]  # called with the share done, 0 to 1


@dataclass(frozen=True)
class Direction:
    """A direction in z. Positive amounts lead to `name`, or else to brighter images."""

    id: str
    kind: str
    name: str
    vector: tuple[float, ...]
    """Unit vector: an amount of 1 is one standard deviation of z."""
    strength: float
    """Mean change of a pixel for one standard deviation, in [0, 1]."""
    explains: float | None = None
    """Share of the features' variance (pca) or of the sum of eigenvalues (sefa)."""
    opposite: str = ""
    """What negative amounts lead to, for the direction of an attribute."""
    unit: str = ""
    effect: float | None = None
    """Change of the attribute for one standard deviation, in `unit`."""
    rising: float | None = None
    """Share of 200 test seeds whose attribute increases at every step from -3 to +3."""
    only: int | None = None
    """The class it was found for; None for all classes."""
    without: tuple[int, ...] = ()
    """Classes that hardly show the attribute; the direction was not tested on them."""

    def tensor(self) -> Tensor:
        """The vector, [z_dim] float32."""
        return torch.tensor(self.vector, dtype=torch.float32)


def find(
    session: GeneratorSession,
    components: int = 8,
    attributes: Sequence[str] = tuple(ATTRIBUTES),
    only: int | None = None,
    refine_steps: int = REFINE_STEPS,
    progress: Progress = lambda share: None,
) -> list[Direction]:
    """PCA, weight and attribute directions, the strongest first.

    With `only`, attribute directions are found for that class; the others use all classes. More
    `refine_steps` make attribute directions more reliable. Directions that change no image are left
    out, so an untrained generator may have few.
    """
    found = unsupervised(session, components)
    for done, name in enumerate(attributes):
        progress(done / max(1, len(attributes)))
        if direction := attribute_direction(session, name, only, refine_steps):
            found.append(direction)
    progress(1.0)
    return sorted(found, key=lambda direction: (-direction.strength, direction.id))


def unsupervised(session: GeneratorSession, components: int) -> list[Direction]:
    """PCA and weight directions, at most `components` of each."""
    found = []
    for kind, search in (("pca", principal_components), ("sefa", weight_directions)):
        for number, (vector, share) in enumerate(search(session, components), 1):
            if direction := _unsupervised(session, kind, number, vector, share):
                found.append(direction)
    return found


def attribute_direction(
    session: GeneratorSession, name: str, only: int | None = None, refine_steps: int = REFINE_STEPS
) -> Direction | None:
    """The direction along which the attribute called `name` increases; None if there is none."""
    attribute = ATTRIBUTES[name]
    if only is not None:
        session.labels([0], [only])  # raises GanError for an unknown class
    found = find_direction(session, attribute, only, refine_steps)
    if found is None:
        return None
    return Direction(
        id=attribute_id(name, only),
        kind="measured",
        name=attribute.high,
        vector=_rounded(found.vector),
        strength=_strength(session, found.vector, only)[0],
        opposite=attribute.low,
        unit=attribute.unit,
        effect=found.effect,
        rising=found.rising,
        only=only,
        without=found.without,
    )


def attribute_id(name: str, only: int | None) -> str:
    """The id of an attribute's direction, for one class or for all classes."""
    return name if only is None else f"{name}-c{only}"


def parse_attribute_id(id: str) -> tuple[str, int | None]:
    """The attribute and class of an id. GanError if it is not that of an attribute's direction."""
    name, _, only = id.partition("-c")
    if name not in ATTRIBUTES or not (only == "" or re.fullmatch("[0-9]{1,4}", only)):
        raise unknown("direction", id[:40], ATTRIBUTES)
    return name, int(only) if only else None


def preview_grid(
    session: GeneratorSession, found: Sequence[Direction], seed: int, only: int | None = None
) -> np.ndarray:
    """A strip of `seed` for each direction, one below the other: uint8 [D H, 7 W, C]."""
    z = z_from_seeds([seed], session.z_dim)
    rows = []
    for direction in found:
        shown = direction.only if only is None else only
        c = session.class_weights([seed], None if shown is None else [shown])
        rows.append(_along(session, direction, z, c))
    return images.grid(np.concatenate(rows), len(STEPS))


def vectors(found: Sequence[Direction]) -> dict[str, Tensor]:
    """Unit vectors by id, the format of `latent_walk.key_z`."""
    return {direction.id: direction.tensor() for direction in found}


# the file


def fingerprint(path: Path) -> str:
    """SHA-256 of a generator file; links a file of directions to the generator they belong to."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write(path: Path, found: Sequence[Direction], generator: Path) -> None:
    """Write directions with the fingerprint of their generator."""
    rows = [asdict(direction) for direction in found]
    value = {"format": FORMAT, "generator": fingerprint(generator), "directions": rows}
    durable_files.write_json(path, value)


def read(path: Path, generator: Path | None = None) -> list[Direction]:
    """Directions from a file, which is not trusted. GanError if its content is invalid.

    With `generator`, GanError also if the directions belong to another generator file.
    """
    value = durable_files.read_json(path)
    value = value if isinstance(value, dict) else {}
    rows = value.get("directions")
    if not isinstance(rows, list) or value.get("format") != FORMAT or len(rows) > MAX_DIRECTIONS:
        raise GanError(f"{path.name} is not a file of directions, or it is damaged.")
    if generator is not None and value.get("generator") != fingerprint(generator):
        raise GanError(f"{path.name} belongs to another generator; find its directions again.")
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
        raise GanError(f"{file_name} contains an invalid direction, so it was not used.")
    return replace(direction, vector=tuple((np.array(vector) / norm).tolist()))


def _unsupervised(
    session: GeneratorSession, kind: str, number: int, vector: Tensor, share: float
) -> Direction | None:
    strength, brighter = _strength(session, vector, None)
    if not strength > 1e-6:
        return None
    name = {"pca": f"PCA direction {number}", "sefa": f"Weight direction {number} (SeFa)"}[kind]
    signed = vector if brighter else -vector
    return Direction(f"{kind}-{number}", kind, name, _rounded(signed), strength, explains=share)


@torch.inference_mode()
def _strength(session: GeneratorSession, vector: Tensor, only: int | None) -> tuple[float, bool]:
    """Mean change of a pixel for one standard deviation, and whether images get brighter."""
    z = sample_z(STRENGTH_SAMPLES, session.z_dim, stream=999)
    c = balanced_classes(len(z), session.num_classes, only)
    plus, minus = (session.images(z + sign * vector, c).astype(np.float64) for sign in (1, -1))
    change = (plus - minus) / (2 * 255)
    return float(np.abs(change).mean()), bool(change.mean() >= 0)


def _along(
    session: GeneratorSession, direction: Direction, z: Tensor, c: Tensor | None
) -> np.ndarray:
    """Images [7, H, W, C] of z [1, z_dim] at -3 to +3 along a direction."""
    along = z + torch.tensor(STEPS, dtype=torch.float32)[:, None] * direction.tensor()
    return session.images(along, None if c is None else c.expand(len(along), -1))


def _rounded(vector: Tensor) -> tuple[float, ...]:
    return tuple(round(value, DIGITS) for value in vector.tolist())
