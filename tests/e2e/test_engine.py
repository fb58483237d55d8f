"""The lab's engine in Chromium agrees with torch: the proof where node is missing."""

import functools
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.e2e.browser import BROWSER_TESTS, ROOT, new_page
from tests.gan_core.flat import parity

pytestmark = BROWSER_TESTS
STEPS = 20
ASK = """async (jobs) => {
  const names = ["lab", "draws", "link", "dirac", "score", "settings", "points", "conditions"];
  const modules = {};
  for (const name of names) {
    modules[name] = await import(`/playground/lab/frontend/engine/${name}.js`);
  }
  const { answer } = await import("/tests/gan_core/flat/engine_jobs.mjs");
  return JSON.stringify(jobs.map((job) => answer(modules, job)));
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves the modules without a line for each."""

    extensions_map = {".js": "text/javascript", ".mjs": "text/javascript", "": "text/plain"}

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def answers(browser):
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=ROOT))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    grid = parity.grid()
    jobs = [parity.job(settings, STEPS) for settings in grid.values()]
    with new_page(browser) as page:
        page.goto(f"http://127.0.0.1:{server.server_port}/LICENSE")
        found = json.loads(page.evaluate(ASK, jobs))
    server.shutdown()
    server.server_close()
    return dict(zip(grid, found, strict=True))


@pytest.mark.parametrize("name", parity.grid())
def test_the_browser_computes_what_torch_computes(name, answers):
    found = parity.difference(answers[name], parity.reference(parity.grid()[name], STEPS))
    assert parity.agrees(found), found
