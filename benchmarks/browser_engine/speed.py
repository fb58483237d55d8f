"""Milliseconds an image: in Chromium, without vectors, by the server, and by kept libraries."""

import base64
import functools
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Error

from gan_core.generator.export import to_onnx
from gan_core.generator.session import load_generator
from gan_core.generator.shipped import shipped
from tests.e2e.browser import ROOT
from tests.e2e.test_engine import Quiet
from tests.playground.shared.browser_generator.ask import NODE, answers, job

OURS = """async (job) => {
  const folder = "/playground/shared/frontend/generator", modules = {};
  for (const name of ["generator", "keyframes"]) {
    modules[name] = await import(`${folder}/${name}.js`);
  }
  const { answer } = await import("/tests/playground/shared/browser_generator/jobs.mjs");
  return answer(modules, job);
}"""
CANDIDATE = """async ([name, model, zDim, numClasses, count]) => {
  const { candidates } = await import("/ours/benchmarks/browser_engine/candidates.mjs");
  return candidates[name](model, zDim, numClasses, count);
}"""
IMPORT_MAP = """{"imports": {
  "onnxruntime-web": "/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs",
  "@jax-js/jax": "/node_modules/@jax-js/jax/dist/index.js",
  "@jax-js/onnx": "/node_modules/@jax-js/onnx/dist/index.js",
  "onnx-buf": "/node_modules/onnx-buf/dist/onnx_pb.js",
  "@bufbuild/protobuf": "/node_modules/@bufbuild/protobuf/dist/esm/index.js",
  "@bufbuild/protobuf/codegenv2": "/node_modules/@bufbuild/protobuf/dist/esm/codegenv2/index.js"
}}"""
CANDIDATES = ("onnxruntime-web", "jax-js")
Side = Callable[[str, int], list[float]]  # (model, images) -> milliseconds of each
SLOW = 10  # the sides that take tens of milliseconds draw a tenth of the images


def measured(
    browser: Any, address: str, images: int, rounds: int, folder: Path | None
) -> dict[str, Any]:
    """p50 and p95 of each shipped generator and side."""
    with page_on(browser, ROOT) as page:
        sides: dict[str, Side] = {
            "chromium": functools.partial(_in_page, page),
            "chromium, plain JavaScript": functools.partial(_plain, page),
            "server": functools.partial(_by_server, address),
        }
        if NODE:
            sides["node"] = _in_node
        found = {name: _in_turns(name, sides, images, rounds) for name in shipped()}
    if folder:
        with page_on(browser, folder) as page:
            for name in shipped():
                found[name] |= _candidates(page, name, images)
                print(name, found[name], flush=True)
    return found


def _in_turns(model: str, sides: dict[str, Side], images: int, rounds: int) -> dict[str, Any]:
    times: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, measure in sides.items():
            times[side] += measure(model, max(2, images // rounds))
    found = {side: _percentiles(all_) for side, all_ in times.items()}
    print(model, found, flush=True)
    return found


def _percentiles(times: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}


def _in_page(page: Any, model: str, images: int, **options: Any) -> list[float]:
    path = load_generator(model).path
    assert path
    return page.evaluate(OURS, job(path, images, **options))["times"]


def _plain(page: Any, model: str, images: int) -> list[float]:
    return _in_page(page, model, max(2, images // SLOW), wantsFast=False)


def _in_node(model: str, images: int) -> list[float]:
    path = load_generator(model).path
    assert path
    return answers([job(path, images)])[0]["times"]


def _by_server(address: str, model: str, images: int) -> list[float]:
    """Of the route that a drag asks, with another seed each time."""
    times = []
    for seed in range(images):
        start = time.perf_counter()
        query = f"model={model}&tab=variations&point={seed}"
        with urllib.request.urlopen(f"{address}/api/explore/current.raw?{query}") as answer:
            answer.read()
        times.append(1000 * (time.perf_counter() - start))
    return times


def _candidates(page: Any, model: str, images: int) -> dict[str, Any]:
    session = load_generator(model)
    content = base64.b64encode(to_onnx(session)).decode()
    found = {}
    for name in CANDIDATES:
        asked = [name, content, session.z_dim, session.num_classes, images]
        try:
            answer = page.evaluate(CANDIDATE, asked)
            found[name] = _percentiles(answer["times"]) | {"loading": round(answer["loading"])}
        except Error as failed:
            found[name] = {"failed": failed.message.splitlines()[0]}
    return found


@contextmanager
def page_on(browser: Any, folder: Path) -> Iterator[Any]:
    """A page of a server of this folder; below /ours/ lies the project."""
    handler = functools.partial(WithOurs, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/ours/LICENSE")
        page.set_content(f'<script type="importmap">{IMPORT_MAP}</script>')
        yield page
    finally:
        page.close()
        server.shutdown()
        server.server_close()


class WithOurs(Quiet):
    """A folder, and the project below /ours/."""

    extensions_map = {**Quiet.extensions_map, ".wasm": "application/wasm"}

    def translate_path(self, path: str) -> str:
        if path.startswith("/ours/"):
            return str(ROOT / path.removeprefix("/ours/").split("?")[0])
        return super().translate_path(path)
