"""How far fakes are from data whose density is known: JS divergence, modes, floors of D's loss.

Masses of p in cells are exact, those of q counted over 10,000 fakes. Twin of engine/score.js.
"""

from dataclasses import dataclass

import numpy as np

from gan_core.flat.draws import Stream
from gan_core.flat.points import DataSet, Mixture
from gan_core.flat.step import FlatGAN

FAKES = 10_000
SIDE = 1.4  # cells cover [-SIDE, SIDE]^2; what lies outside is one more cell
CELLS = 56  # along a side: cells of 0.05, about the width of a mode
SIGMAS = 3.0  # near a mode: within 3 standard deviations (VEEGAN, arXiv 1705.07761)
FAIR_SHARE = 0.1  # a mode counts as hit with a tenth of its share of the fakes


@dataclass(frozen=True)
class FlatScore:
    """What the lab says of G; the perfect values of js, near, rarest are 0, 0.989 and 1."""

    js: float  # bits
    js_perfect: float  # what this measure reads for 10,000 fakes from the data itself
    modes: int
    modes_total: int
    near: float  # share of fakes within 3 sd of a mode
    between: float  # the rest
    rarest: float  # share of the least served mode, as a part of its fair share
    largest: float  # share of the fullest mode
    floor_D: float  # least loss D could have; NaN where none is known


def score(gan: FlatGAN) -> FlatScore:
    """The score of a lab now."""
    s = gan.settings
    perfect = gan.data.truth.sample(FAKES, s.seed, Stream.REFERENCE, 1)
    masses = cell_masses(gan.data.truth)
    fakes = gan.fakes(FAKES)
    shares = cell_shares(fakes)
    plain = s.instance_noise == 0 and s.real_label == 1
    return FlatScore(
        js=js_bits(masses, shares),
        js_perfect=js_bits(masses, cell_shares(perfect)),
        floor_D=floor_D(s.loss, masses, shares) if plain else float("nan"),
        **modes_of(gan.data, fakes),
    )


def cell_masses(of: Mixture) -> np.ndarray:
    """Mass of p in each cell, row by row from the lower left, then outside; [CELLS^2 + 1]."""
    nodes, rule = np.polynomial.legendre.leggauss(5)
    half = SIDE / CELLS
    middles = -SIDE + (2 * np.arange(CELLS) + 1) * half
    places = middles[:, None] + half * nodes  # [CELLS, 5]
    u = (places - of.xy.reshape(-1, 1, 1)) / of.sd  # x and y of each centre in turn
    line = (np.exp(-0.5 * u**2) @ rule) * half / (of.sd * np.sqrt(2 * np.pi))
    x, y = line[0::2], line[1::2]  # [K, CELLS] each
    inside = np.einsum("k,kr,kc->rc", of.weights, y, x).reshape(-1)
    return np.append(inside, max(0.0, 1 - inside.sum()))


def cell_shares(points: np.ndarray) -> np.ndarray:
    """Share of points [N, 2] in each cell; those that are not finite lie outside."""
    with np.errstate(invalid="ignore"):
        at = np.floor((points + SIDE) * CELLS / (2 * SIDE))
        inside = ((at >= 0) & (at < CELLS)).all(axis=1)
    index = np.full(len(points), CELLS * CELLS)
    index[inside] = (at[inside, 1] * CELLS + at[inside, 0]).astype(int)
    return np.bincount(index, minlength=CELLS * CELLS + 1) / len(points)


def js_bits(p: np.ndarray, q: np.ndarray) -> float:
    """Jensen-Shannon divergence in bits: 0 for equal, 1 for disjoint."""
    m = (p + q) / 2
    return float(sum(0.5 * (a[a > 0] * np.log2(a[a > 0] / m[a > 0])).sum() for a in (p, q)))


def floor_D(loss: str, p: np.ndarray, q: np.ndarray) -> float:
    """The least loss D could have on these cells, or NaN where the loss has none that is known.

    Cross entropy: 2 ln 2 - 2 JS (arXiv 1406.2661); least squares: sum of p q / (p + q) / 2; hinge:
    2 sum of min(p, q).
    """
    if loss in ("nonsaturating", "minimax"):
        return 2 * np.log(2) * (1 - js_bits(p, q))
    if loss == "least_squares":
        both = p + q > 0
        return float((0.5 * p[both] * q[both] / (p + q)[both]).sum())
    return float(2 * np.minimum(p, q).sum()) if loss == "hinge" else float("nan")


def modes_of(data: DataSet, fakes: np.ndarray) -> dict:
    """To which modes fakes [N, 2] go, as the fields of FlatScore."""
    squares = ((fakes[:, None, :] - data.truth.xy[None]) ** 2).sum(axis=2)
    squares = np.where(np.isfinite(squares), squares, np.inf)
    close = squares.min(axis=1) <= (SIGMAS * data.truth.sd) ** 2
    fair = data.mode_weights
    of_mode = data.modes[squares.argmin(axis=1)[close]]
    shares = np.bincount(of_mode, minlength=len(fair)) / len(fakes)
    return {
        "modes": int((shares / fair >= FAIR_SHARE).sum()),
        "modes_total": len(fair),
        "near": float(close.mean()),
        "between": float(1 - close.mean()),
        "rarest": float((shares / fair).min()),
        "largest": float(shares.max()),
    }
