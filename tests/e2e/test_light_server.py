"""While browsers draw what is shipped, the server has no torch in memory."""

import urllib.request
from typing import Any

import psutil
import pytest

from benchmarks.explore_memory import has_torch
from benchmarks.open_labs import server_of
from gan_core.generator.shipped import shipped
from tests.e2e.browser import BROWSER_TESTS, drawn_by, new_page, serve, set_slider, until

pytestmark = [
    *BROWSER_TESTS,
    pytest.mark.skipif(not hasattr(psutil.Process, "memory_maps"), reason="no maps to look at"),
]
PATIENCE = "const DECIDE_MS = 5000;"


def waits_for_the_browser(route: Any) -> None:
    """However slow this machine is: no image is asked for before it has been decided."""
    answer = route.fetch()
    assert PATIENCE in answer.text()
    route.fulfill(response=answer, body=answer.text().replace(PATIENCE, "const DECIDE_MS = 1e6;"))


def test_explore_with_what_is_shipped_needs_no_torch(browser, tmp_path) -> None:
    with serve(tmp_path) as address, new_page(browser) as page:
        server = server_of(address)
        page.route("**/explore/frontend/explorer.js*", waits_for_the_browser)
        for model in shipped():
            page.goto(f"{address}/?model={model}")
            assert drawn_by(page).startswith("drawn in this browser")
            set_slider(page.locator("[data-panel=interpolate] input.t"), 0.3)
            until(lambda: "t=0.3" in page.evaluate("location.href"))
        assert not has_torch(server)
        with urllib.request.urlopen(f"{address}/api/explore/current.raw?model=mnist") as answer:
            assert answer.read()
        assert has_torch(server), "it would be seen"
