"""What the browser draws by itself has the latents of the server's answer."""

from types import SimpleNamespace

import numpy as np
import pytest

from gan_core.data.noise import z_from_seeds
from playground.explore import direction_store, image_routes, latent_view, view_latents
from playground.explore.point_text import read_points
from tests.playground.shared.browser_generator.ask import NODE, ROOT, in_node

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not on this machine")
SIZES = {"z_dim": 24, "num_classes": 5}
SESSION = SimpleNamespace(**SIZES)
VECTORS = {name: z_from_seeds([k], 24)[0] for k, name in enumerate(("width", "pca-1"), 90)}
POINTS = "points=5;6~c1;7~e3:1.5,0:-2;1:0.5,2:-0.5,9:0.3~s0.8;@3.25:-1.5~c2:0.5,4:1.5;8~dwidth:2"
CURRENT = [
    "tab=variations&point=12~dpca-1:-1.5~s0.9&truncation=0.7&noise=1.2",
    "tab=seed-map&point=@999.5:3.25",
    "seed_a=3~c1&seed_b=8&t=0.3&truncation=1.1",
    "seed_a=3&seed_b=3&t=0.5&method=lerp",
    "tab=walk&keys=1;2~c0:1,3:2;3&ways=7:lerp:in;5:slerp:out&frame=9",
    "tab=walk&keys=1;2;3&loop=1&frame=59&noise=0.5",
    "tab=walk&keys=1;2&frame=500",
]
SCRIPT = (
    f"""
import {{ readFileSync }} from "node:fs";
const {{ queries, defaults, sizes, vectors }} = JSON.parse(readFileSync(0, "utf8"));
const module = "{(ROOT / "playground/explore/frontend/local/view_latents.js").as_uri()}";
"""
    + """
const { askedLatents, directionsOf, viewOf } = await import(module);
const known = new Map(Object.entries(vectors).map(([id, v]) => [id, Float32Array.from(v)]));
const answers = queries.map(([route, text]) => {
  const query = new URLSearchParams(text), view = viewOf(query, defaults);
  const asked = askedLatents(route, query, view, sizes, known);
  const rows = (name) => asked.latents.map((latent) => [...latent[name]]);
  const needed = directionsOf(query, view);
  return asked && { z: rows("z"), c: rows("c"), norms: asked.norms, needed };
});
process.stdout.write(JSON.stringify(answers));
"""
)


@pytest.fixture(autouse=True)
def _directions(monkeypatch):
    monkeypatch.setattr(direction_store.shared, "vectors", lambda _, names: VECTORS)


def in_the_browser(*queries):
    given = {
        "queries": queries, "defaults": latent_view.LatentView().texts(),
        "sizes": {"zDim": SIZES["z_dim"], "numClasses": SIZES["num_classes"]},
        "vectors": {name: vector.tolist() for name, vector in VECTORS.items()},
    }  # fmt: skip
    return in_node(SCRIPT, given)


def view_of(query):
    return latent_view.from_query(dict(part.split("=") for part in query.split("&")))


def same(answer, latents):
    z, c = latents
    np.testing.assert_allclose(answer["z"], z.numpy(), atol=1e-6)
    np.testing.assert_allclose(answer["c"], c.numpy(), atol=1e-6)


def test_points():
    query = f"{POINTS}&truncation=0.9&noise=1.5"
    (answer,) = in_the_browser(("images.raw", query))
    points = read_points(POINTS.removeprefix("points="))
    same(answer, view_latents.of_points(SESSION, view_of("truncation=0.9&noise=1.5"), points))
    assert answer["needed"] == ["width"]


def test_the_current_image_and_strips():
    routes = ("current.raw", "strip.raw")
    answers = in_the_browser(*((route, query) for query in CURRENT for route in routes))
    for query, current, strip in zip(CURRENT, answers[::2], answers[1::2], strict=True):
        view = view_of(query)
        z, c = view_latents.of_current(SESSION, view)
        same(current, (z, c))
        if view.tab in ("interpolate", "walk"):
            whole, shares = view_latents.along_path(SESSION, view, image_routes.STRIP_FRAMES)
            same({k: strip[k][:9] for k in "zc"}, (whole, shares))
            same({k: strip[k][9:] for k in "zc"}, (z, c))


def test_paths_by_both_methods_with_the_lengths_of_z():
    query = "seed_a=3~s1.5&seed_b=8&method=slerp"
    (answer,) = in_the_browser(("paths.raw", query))
    norms = []
    for k, method in enumerate(("slerp", "lerp")):
        latents = view_latents.along_path(SESSION, view_of(query), 9, method)
        same({name: answer[name][9 * k : 9 * k + 9] for name in "zc"}, latents)
        norms += view_latents.along_path(SESSION, view_of(query), 41, method)[0].norm(dim=1)
    np.testing.assert_allclose(answer["norms"], norms, atol=1e-4)


def test_strips_along_directions():
    query = "tab=directions&point=4&ids=width,pca-1&noise=0.8"
    (answer,) = in_the_browser(("directions.raw", query))
    z, c = view_latents.of_current(SESSION, view_of("tab=directions&point=4&noise=0.8"))
    expected = [z + 0.8 * step * VECTORS[name] for name in VECTORS for step in range(-3, 4)]
    np.testing.assert_allclose(answer["z"], np.concatenate(expected), atol=1e-6)
    assert answer["c"] == c.tolist() * 14 and answer["needed"] == ["width", "pca-1"]


def test_only_the_server_knows_what_arithmetic_draws():
    routes = ("current.raw", "strip.raw", "poster.png")
    answers = in_the_browser(*((route, "tab=arithmetic&mix=1;2;3") for route in routes))
    assert answers == [None, None, None]
