"""The data sets: each a finite mixture of round Gaussians of one width, so that p(x) is exact.

A curve is 240 of them side by side. The twin of engine/points.js.
"""

from dataclasses import dataclass

import numpy as np

from gan_core.flat.draws import Stream, normals, uniforms

CURVE = 240
FEW, FEW_SEED = 8, 23  # the 8 points are the same for every seed, as a data set is
OWN_SD = 0.05
NORMALS = 0x80000000  # the highest bit of the counter tells shifts from picks


@dataclass(frozen=True)
class Mixture:
    """Gaussians of equal width around `xy`."""

    xy: np.ndarray  # [K, 2]
    weights: np.ndarray  # [K], sum 1
    sd: float

    def sample(self, count: int, seed: int, stream: int, counter: int) -> np.ndarray:
        """Points [count, 2]."""
        picks = uniforms(count, seed, stream, counter)
        if self.weights[0] == self.weights[-1]:
            chosen = np.floor(picks * len(self.weights)).astype(int)
        else:
            chosen = np.searchsorted(np.cumsum(self.weights)[:-1], picks, side="right")
        shifts = normals(2 * count, seed, stream, counter | NORMALS).reshape(count, 2)
        return self.xy[chosen] + self.sd * shifts

    def density(self, at: np.ndarray, extra: float = 0.0) -> np.ndarray:
        """p(x) at points [N, 2], each Gaussian widened to sd^2 + extra^2; [N]."""
        variance = self.sd**2 + extra**2
        squares = ((at[:, None, :] - self.xy[None]) ** 2).sum(axis=2)
        return (np.exp(-0.5 * squares / variance) @ self.weights) / (2 * np.pi * variance)


@dataclass(frozen=True)
class DataSet:
    """`sampled` is what D sees, `truth` where it comes from; they differ for "few" alone."""

    name: str
    sampled: Mixture
    truth: Mixture
    modes: np.ndarray  # [K]: to which mode or piece of a curve each centre of `truth` belongs

    @property
    def mode_weights(self) -> np.ndarray:
        """Share of the data in each mode."""
        return np.bincount(self.modes, weights=self.truth.weights)


def data_set(name: str, own: list[list[float]] | None = None) -> DataSet:
    """The set of that name; "drawn" is made of points of one's own."""
    if name == "few":
        return _few(data_set("circle"))
    xy, sd, pieces = _shape(name, own or [])
    weights = np.array([0.9, 0.1]) if name == "unequal" else np.full(len(xy), 1 / len(xy))
    truth = Mixture(xy, weights, sd)
    return DataSet(name, truth, truth, np.arange(len(xy)) * pieces // len(xy))


def _shape(name: str, own: list[list[float]]) -> tuple[np.ndarray, float, int]:
    along = (np.arange(CURVE) + 0.5) / CURVE
    if name == "ring8":
        angle = 2 * np.pi * (np.arange(8) / 8)
        return 0.7 * np.stack([np.cos(angle), np.sin(angle)], axis=1), 0.04, 8
    if name == "grid25":
        index = np.arange(25)
        return 0.4 * np.stack([index % 5 - 2, index // 5 - 2], axis=1), 0.03, 25
    if name == "moons":
        return np.concatenate([_moon(1), _moon(-1)]), 0.05, 8
    if name == "swiss":
        inner, outer = 1.5 * np.pi, 4.5 * np.pi
        angle = np.sqrt(inner**2 + along * (outer**2 - inner**2))
        radius = 0.8 * angle / outer
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), 0.035, 10
    if name == "line":
        return np.stack([1.4 * along - 0.7, 0.8 * along - 0.4], axis=1), 0.04, 8
    if name == "circle":
        angle = 2 * np.pi * (np.arange(CURVE) / CURVE)
        return 0.65 * np.stack([np.cos(angle), np.sin(angle)], axis=1), 0.035, 8
    if name == "unequal":
        return np.array([[-0.45, 0.0], [0.55, 0.0]]), 0.12, 2
    if name == "blob":
        return np.array([[0.3, 0.2]]), 0.2, 1
    return np.array(own, dtype=float), OWN_SD, len(own)


def _moon(side: int) -> np.ndarray:
    angle = np.pi * (np.arange(CURVE // 2) + 0.5) / (CURVE // 2)
    return side * np.stack([0.5 * np.cos(angle) - 0.25, 0.5 * np.sin(angle) - 0.125], axis=1)


def _few(circle: DataSet) -> DataSet:
    xy = circle.truth.sample(FEW, FEW_SEED, Stream.REFERENCE, 0)
    return DataSet("few", Mixture(xy, np.full(FEW, 1 / FEW), 0.0), circle.truth, circle.modes)
