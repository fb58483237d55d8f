"""The 95% intervals that the browser shows hold the truth in 93 to 97% of rounds.

For shares, d' and c no round is drawn: every table that a round can have is weighed by its
probability, given the true d' and c, and those probabilities whose interval holds the truth are
added up. A round of ten has few possible tables, so at a single truth the sum swings about 95%;
what must hold is its mean over the truths of TRUTHS, and with more images the sum at each of them.
"""

import json
import math
import random
import shutil
import subprocess
from collections.abc import Iterable
from itertools import product
from statistics import NormalDist, fmean
from typing import Any

import pytest

from playground.shared.modules import PLAYGROUND

NODE = shutil.which("node")
NORMAL = NormalDist()
TRUTHS = [*product((0, 0.5, 1, 1.5, 2, 2.5), (-0.6, -0.3, 0, 0.3, 0.6))]  # d', c
SCRIPT = """
import { areaUnderRoc, detection, shares } from "%s";
const { tables, scores } = JSON.parse(await new Promise((done) => {
  let text = ""; process.stdin.on("data", (part) => text += part).on("end", () => done(text));
}));
const range = ({ low, high }) => [low, high];
process.stdout.write(JSON.stringify({
  tables: tables.map(([hits, misses, falseAlarms, rejections]) => {
    const table = { hits, misses, falseAlarms, rejections };
    const { d, c } = detection(table);
    return [range(d), range(c), range(shares(table).sensitivity)];
  }),
  areas: scores.map(([reals, fakes]) => range(areaUnderRoc(reals, fakes))),
}));
"""
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not on this machine")


def asked(tables: list[list[int]], scores: Iterable[Any] = ()) -> dict[str, Any]:
    module = (PLAYGROUND / "shared" / "frontend" / "detection.js").as_uri()
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", SCRIPT % module],
        input=json.dumps({"tables": tables, "scores": list(scores)}),
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


def binomial(n: int, p: float) -> list[float]:
    return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def coverage(n: int) -> list[tuple[float, float, float]]:
    """Of d', c and sensitivity at each of TRUTHS, in rounds of n reals and n fakes."""
    counts = [*product(range(n + 1), repeat=2)]
    intervals = asked([[hits, n - hits, alarms, n - alarms] for hits, alarms in counts])["tables"]
    found = []
    for d, c in TRUTHS:
        H = NORMAL.cdf(d / 2 - c)
        of_hits, of_alarms = binomial(n, H), binomial(n, NORMAL.cdf(-d / 2 - c))
        held = [0.0, 0.0, 0.0]
        for (hits, alarms), ranges in zip(counts, intervals, strict=True):
            for number, truth in enumerate((d, c, H)):
                low, high = ranges[number]
                held[number] += of_hits[hits] * of_alarms[alarms] * (low <= truth <= high)
        found.append((held[0], held[1], held[2]))
    return found


@pytest.mark.parametrize("n", [10, 20])
def test_intervals_of_a_round_hold_the_truth_as_often_as_they_say(n: int) -> None:
    for one in zip(*coverage(n), strict=True):
        assert 0.93 < fmean(one) < 0.97
        assert min(one) > 0.89  # never far too narrow, at any truth


def test_intervals_of_a_pooled_class_hold_each_truth_as_often_as_they_say() -> None:
    for one in coverage(60):
        assert all(0.93 < held < 0.97 for held in one), one


def test_the_interval_of_the_area_holds_it_as_often_as_it_says() -> None:
    """1,200 rounds of ten with four degrees of confidence, for three true d'."""
    draw, cuts = random.Random(5), (-1.2, -0.7, -0.3, 0, 0.3, 0.7, 1.2)
    truths, rounds = [], []
    for d in (0.3, 1.0, 1.8):
        shares = [steps(NORMAL.cdf(cut - mean) for cut in cuts) for mean in (d / 2, -d / 2)]
        area = sum(
            p * q * ((a > b) + (a == b) / 2)
            for (a, p), (b, q) in product(enumerate(shares[0]), enumerate(shares[1]))
        )
        truths += [area] * 400
        rounds += [[draw.choices(range(8), part, k=10) for part in shares] for _ in range(400)]
    ranges = asked([], rounds)["areas"]
    held = fmean(low <= area <= high for (low, high), area in zip(ranges, truths, strict=True))
    assert 0.93 < held < 0.97


def steps(below: Iterable[float]) -> list[float]:
    """The probability of each answer, from those of the answers below each cut."""
    edges = [0.0, *below, 1.0]
    return [high - low for low, high in zip(edges, edges[1:], strict=False)]
