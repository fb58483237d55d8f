"""A seed in the browser is the same z as in Python, and latents follow the same mathematics."""

import numpy as np
import pytest
import torch

from gan_core.data.noise import z_from_seeds
from gan_core.generator import latent_walk, latents
from gan_core.generator.keyframes import Keyframe, Segment, Walk
from tests.playground.shared.browser_generator.ask import MODULES, NODE, in_node

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not on this machine")
CLOSE = 1e-6  # of z; a pixel changes by far less than a grey level
BEGINNING = f"""
import {{ readFileSync }} from "node:fs";
const given = JSON.parse(readFileSync(0, "utf8"));
const load = (name) => import(`{MODULES.as_uri()}/${{name}}.js`);
"""


def test_seeds_are_the_same_z_bit_for_bit():
    """10,000 seeds: small ones, the largest, and others from all over."""
    others = np.random.default_rng(0).integers(0, 2**32, 4997).tolist()
    seeds = [*range(5000), 2**31 - 1, 2**31, 2**32 - 1, *others]
    script = (
        BEGINNING
        + """
    const { zFromSeed } = await load("random_normal");
    const all = given.map((seed) => [...new Uint32Array(zFromSeed(seed, 33).buffer)]);
    process.stdout.write(JSON.stringify(all));
    """
    )
    found = np.array(in_node(script, seeds), dtype=np.uint32)
    expected = z_from_seeds(seeds, 33).numpy().view(np.uint32)
    assert found.shape == (10_000, 33) and np.array_equal(found, expected)


def test_truncation_and_paths_are_those_of_python():
    z = z_from_seeds(range(40), 50)
    a, b = z[:20], z[20:]
    a[0], a[1], a[2] = -b[0], 0, 2 * b[2]  # opposite, zero and parallel: no unique arc
    places = [0.0, 0.3, 1.0]
    script = (
        BEGINNING
        + """
    const { truncate, slerp, lerp } = await load("latents");
    const f = (z) => Float32Array.from(z), rows = ({ a, b, places, thresholds }) => ({
      truncated: thresholds.map((t) => b.map((z) => [...truncate(f(z), t)])),
      slerp: places.map((t) => a.map((z, k) => [...slerp(f(z), f(b[k]), t)])),
      lerp: places.map((t) => a.map((z, k) => [...lerp(f(z), f(b[k]), t)])),
    });
    process.stdout.write(JSON.stringify(rows(given)));
    """
    )
    thresholds = [0.3, 1.0, 2.5, 8.0]
    given = {"a": a.tolist(), "b": b.tolist(), "places": places, "thresholds": thresholds}
    found = in_node(script, given)
    close(found["truncated"], torch.stack([latents.truncate(b, t) for t in thresholds]))
    for method in ("slerp", "lerp"):
        rows = [latents.interpolate(a, b, torch.tensor([[t]]), method) for t in places]
        close(found[method], torch.stack(rows))


KEYS = (
    Keyframe(((7, 1.0),)),
    Keyframe(((7, 0.5), (12, -0.25), (7, 0.1)), ((3, 1.5),), (("up", 2.0),), (), 0.7, 0.9),
    Keyframe(((3, -1.0), (4, -2.0)), classes=((2, 1.0), (0, 3.0))),
    Keyframe(((3, -1.0), (4, -2.0))),
)


def test_keyframes_and_walks_are_those_of_python():
    direction = z_from_seeds([99], 16)[0]
    script = (
        BEGINNING
        + """
    const { frameOf, latentOf } = await load("keyframes");
    const { keys, segments, frames, up } = given;
    const directions = new Map([["up", Float32Array.from(up)]]);
    const latents = keys.map((key) => latentOf(key, { zDim: 16, numClasses: 5 }, directions));
    const shown = Array.from({ length: frames }, (_, frame) => frameOf(latents, segments, frame));
    const rows = (list) => ({ z: list.map(({ z }) => [...z]), c: list.map(({ c }) => [...c]) });
    process.stdout.write(JSON.stringify({ keys: rows(latents), frames: rows(shown) }));
    """
    )
    for loop in (False, True):
        kinds = [("slerp", "smooth"), ("lerp", "in"), ("slerp", "out"), ("slerp", "linear")]
        segments = tuple(Segment(4 + k, *kind) for k, kind in enumerate(kinds[: 3 + loop]))
        walk = Walk(KEYS, segments, loop)
        given = {
            "keys": walk.to_json()["keys"], "segments": walk.to_json()["segments"],
            "frames": walk.frames, "up": direction.tolist(),
        }  # fmt: skip
        found = in_node(script, given)
        z, c = latent_walk.walk_latents(walk, 16, 5, {"up": direction})
        close(found["keys"]["z"], latent_walk.key_z(KEYS, 16, {"up": direction}))
        close(found["keys"]["c"], latent_walk.key_weights(KEYS, 5))
        close(found["frames"]["z"], z)
        close(found["frames"]["c"], c)


def test_the_plane_goes_through_its_corners_and_keeps_the_length_of_z():
    z, places = z_from_seeds([5, 6, 7], 50), [(0, 0), (1, 0), (0, 1), (1, 1), (0.3, 0.4), (0.5, 0)]
    c = torch.eye(3)
    script = (
        BEGINNING
        + """
    const { onPlane } = await load("keyframes");
    const corners = given.z.map((row, k) => ({ z: Float32Array.from(row), c: Float32Array.from(given.c[k]) }));
    const found = given.places.map(([u, v]) => onPlane(...corners, u, v));
    process.stdout.write(JSON.stringify({ z: found.map(({ z }) => [...z]), c: found.map(({ c }) => [...c]) }));
    """  # noqa: E501
    )
    found = in_node(script, {"z": z.tolist(), "c": c.tolist(), "places": places})
    shares = torch.tensor([[1 - u - v, u, v] for u, v in places])
    sums = shares @ z
    lengths = shares @ z.norm(dim=1)
    close(found["z"], sums * (lengths / sums.norm(dim=1))[:, None])
    close(found["z"][:3], z)
    weights = (shares @ c).clamp(min=0)
    close(found["c"], weights / weights.sum(dim=1, keepdim=True))


def close(found, expected):
    assert np.abs(np.array(found) - expected.numpy()).max() < CLOSE
