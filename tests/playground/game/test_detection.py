"""The browser's statistics agree with ones computed here, by other code, on 1,000 random tables."""

import json
import math
import random
import shutil
import subprocess
from statistics import NormalDist

import pytest

from playground.shared.modules import PLAYGROUND

NODE = shutil.which("node")
NORMAL = NormalDist()
SCRIPT = """
import { areaUnderRoc, detection, shares } from "%s";
const cases = JSON.parse(await new Promise((done) => {
  let text = ""; process.stdin.on("data", (part) => text += part).on("end", () => done(text));
}));
const answer = cases.map(({ table, reals, fakes }) => {
  const { d, c } = detection(table), { sensitivity, specificity, accuracy } = shares(table);
  return [d.value, d.se, c.value, c.se, sensitivity.value, specificity.value, accuracy.value,
    sensitivity.low, sensitivity.high, areaUnderRoc(reals, fakes).value];
});
process.stdout.write(JSON.stringify(answer));
"""


def cases(count: int = 1000) -> list[dict]:
    """Random tables of 5 to 3,000 images of each kind; every fifth share is 0% or 100%."""
    draw, made = random.Random(0), []
    for number in range(count):
        reals, fakes = (draw.choice((5, 10, 10, 20, 60, 300, 3000)) for _ in range(2))
        H, F = (draw.choice((0.0, 1.0)) if draw.random() < 0.2 else draw.random() for _ in range(2))
        hits, alarms = round(H * reals), round(F * fakes)
        table = {"hits": hits, "misses": reals - hits,
                 "falseAlarms": alarms, "rejections": fakes - alarms}  # fmt: skip
        scores = [[draw.randrange(1 + number % 9) for _ in range(12)] for _ in range(2)]
        made.append({"table": table, "reals": scores[0], "fakes": scores[1]})
    return made


def expected(case: dict) -> list[float]:
    hits, misses, alarms, rejections = case["table"].values()
    reals, fakes = hits + misses, alarms + rejections
    H, F = (hits + 0.5) / (reals + 1), (alarms + 0.5) / (fakes + 1)
    z_H, z_F = NORMAL.inv_cdf(H), NORMAL.inv_cdf(F)
    variance = sum(
        p * (1 - p) / (n + 1) / NORMAL.pdf(z) ** 2 for p, z, n in ((H, z_H, reals), (F, z_F, fakes))
    )
    se = math.sqrt(variance)
    low, high = wilson(hits, reals)
    pairs = [(a > b) + (a == b) / 2 for a in case["reals"] for b in case["fakes"]]
    return [z_H - z_F, se, -(z_H + z_F) / 2, se / 2, hits / reals, rejections / fakes,
            (hits + rejections) / (reals + fakes), low, high,
            sum(pairs) / len(pairs)]  # fmt: skip


def wilson(count: int, of: int) -> tuple[float, float]:
    """The two shares that are 1.96 of their own standard errors away from the one observed."""
    zz, p = NORMAL.inv_cdf(0.975) ** 2, count / of
    a, b, c = 1 + zz / of, -(2 * p + zz / of), p * p
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


@pytest.mark.skipif(NODE is None, reason="node is not on this machine")
def test_the_statistics_agree_with_the_reference() -> None:
    made = cases()
    module = (PLAYGROUND / "shared" / "frontend" / "detection.js").as_uri()
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", SCRIPT % module],
        input=json.dumps(made), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    for case, found in zip(made, json.loads(done.stdout), strict=True):
        assert found == pytest.approx(expected(case), abs=1e-9), case
    extreme = [case for case in made if 0 in list(case["table"].values())]
    assert len(extreme) > 100
