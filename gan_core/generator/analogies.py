"""Three seeds of one class for which A - B + C shows what arithmetic in z does.

A - B changes one attribute, C - B another, and the sum has both: dark with long sleeves - dark with
short sleeves + light with short sleeves = light with long sleeves. They are looked for among the
first seeds of each class, so that they are samples like any other.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gan_core.data.noise import z_from_seeds
from gan_core.generator.image_attributes import ATTRIBUTES
from gan_core.generator.session import GeneratorSession

# C differs from B in the first, A in the second, and nothing should in the third.
FIRST, SECOND, THIRD = "brightness", "sides", "texture"
SEEDS = 150  # of each class that are looked at
MOST_CLASSES = 10
NEAREST = 6  # samples tried for each of A, B and C
CORNER = 1.3  # standard deviations of the class from its mean; farther out are few samples
LEAST_SPREAD = 0.02  # of an attribute within a class; with less, no difference can be seen


@dataclass(frozen=True)
class Analogy:
    """A, B and C, and what the sum gets from A and from C; empty where nothing was found."""

    seeds: tuple[int, int, int]
    from_a: str = ""
    from_c: str = ""


def find_analogy(session: GeneratorSession) -> Analogy:
    """The seeds of the class that shows it best; else the first three seeds of a class."""
    step = max(1, session.num_classes)
    samples = [_Samples(session, label) for label in range(min(step, MOST_CLASSES))]
    # In units that all classes share: sleeves differ more among shirts than among coats.
    unit = np.mean([each.measured.std(axis=0) for each in samples], axis=0)
    found = [each.best(unit) for each in samples if each.differ()]
    if not found:
        return Analogy((0, step, 2 * step))
    _, seeds = max(found)
    return Analogy(seeds, ATTRIBUTES[SECOND].high, ATTRIBUTES[FIRST].high)


class _Samples:
    """The first samples of a class, with the attributes of each."""

    def __init__(self, session: GeneratorSession, label: int):
        step = max(1, session.num_classes)
        self.session = session
        self.seeds = [number * step + label for number in range(SEEDS)]
        self.z, self.c = z_from_seeds(self.seeds, session.z_dim), session.class_weights(self.seeds)
        self.measured = _measure(session, self.z, self.c)

    def differ(self) -> bool:
        """Whether there is any difference to see."""
        return bool((self.measured.std(axis=0)[:2] > LEAST_SPREAD).all())

    def best(self, unit: np.ndarray) -> tuple[float, tuple[int, int, int]]:
        """The score and the seeds of the best A, B and C."""
        corners = [self._nearest(corner) for corner in ((-1, 1), (-1, -1), (1, -1))]
        triples = np.array(list(itertools.product(*corners)))
        a, b, c = triples.T
        # as latent_arithmetic.analogy does it: the sum has the length of one random z
        z = (self.z[a] - self.z[b] + self.z[c]) / 3**0.5
        sums = _measure(self.session, z, None if self.c is None else self.c[a])
        own = self.measured / unit
        scores = _scores(own[a], own[b], own[c], sums / unit)
        best = int(scores.argmax())
        a, b, c = (self.seeds[index] for index in triples[best])
        return float(scores[best]), (a, b, c)

    def _nearest(self, corner: tuple[int, int]) -> np.ndarray:
        """The samples nearest to this corner of the two attributes."""
        own = ((self.measured - self.measured.mean(axis=0)) / self.measured.std(axis=0))[:, :2]
        away = np.abs(own - CORNER * np.array(corner)).max(axis=1)
        return away.argsort(kind="stable")[:NEAREST]


def _scores(a: np.ndarray, b: np.ndarray, c: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """How plain it is: the least difference that should be seen, less the greatest that should not.

    Rows are triples, columns the three attributes.
    """
    seen = [c[:, 0] - b[:, 0], a[:, 1] - b[:, 1], sums[:, 0] - a[:, 0], sums[:, 1] - c[:, 1]]
    unseen = [a[:, 0] - b[:, 0], c[:, 1] - b[:, 1], sums[:, 0] - c[:, 0], sums[:, 1] - a[:, 1]]
    unseen += [a[:, 2] - b[:, 2], c[:, 2] - b[:, 2], sums[:, 2] - a[:, 2], sums[:, 2] - c[:, 2]]
    return np.min(seen, axis=0) - np.abs(unseen).max(axis=0)


def _measure(session: GeneratorSession, z: Tensor, c: Tensor | None) -> np.ndarray:
    """The three attributes of the images, [N, 3]."""
    images = torch.from_numpy(session.images(z, c)).permute(0, 3, 1, 2) / 255
    return torch.stack([ATTRIBUTES[name].of(images) for name in (FIRST, SECOND, THIRD)], 1).numpy()
