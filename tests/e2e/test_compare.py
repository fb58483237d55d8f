"""A run and its branch compared in a browser: one timeline for both, and a link to the view."""

from collections.abc import Iterator

import pytest

from gan_core.runs.run_dir import RunDir
from tests.e2e.browser import BROWSER_TESTS, PHONE, here, new_page, serve, set_slider, until
from tests.playground.train.sample_runs import PER_RECORD, sample_run

pytestmark = BROWSER_TESTS
BASE = "gan/play"  # as behind a proxy
AT_30, AT_60 = 30 * PER_RECORD, 60 * PER_RECORD
PIXEL = (
    "it => { const c = document.createElement('canvas'); c.width = c.height = 1;"
    " const d = c.getContext('2d'); d.drawImage(it, 0, 0);"
    " return it.complete && d.getImageData(0, 0, 1, 1).data[0] }"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[RunDir]]]:
    folder = tmp_path_factory.mktemp("compare-page")
    parent = sample_run(folder / "runs", overpowered_from=60)
    branch = sample_run(folder / "runs", records=61)
    branch.write_origin({"run": parent.id, "images_seen": AT_30, "changed": {"lr_D": [2e-4, 1e-5]}})
    for seen, grid in branch.samples().items():
        if seen < AT_30:
            grid.unlink()
    with serve(folder, BASE) as address:
        yield address, [parent, branch]


def values(page) -> list[int]:
    """The first pixel of each grid; sample grids of these runs are of one grey."""
    return [image.evaluate(PIXEL) for image in page.locator(".compared-runs img").all()]


def test_the_timeline_moves_every_grid_and_the_link_shows_the_same(browser, server) -> None:
    address, (a, b) = server
    with new_page(browser) as page:
        page.goto(f"{address}/train?run={a.id}")
        page.get_by_role("link", name="Compare with its branches").click()
        until(lambda: f"a={a.id}&b={b.id}" in here(page))
        until(lambda: values(page) == [80, 60])
        slider = page.locator(".timeline input")
        set_slider(slider, 0)
        until(lambda: values(page) == [0, 30])
        page.get_by_text("where it departs").wait_for()
        set_slider(slider, AT_30 + 1000)
        until(lambda: values(page) == [30, 30])
        until(lambda: f"at={AT_30 + 1000}" in here(page))
        page.get_by_label("Hold run B at").click()
        set_slider(slider, AT_60)
        until(lambda: values(page) == [60, 30])
        page.locator(".below select").select_option("AB")
        page.get_by_text("mean difference of a pixel 30.0 of 255").wait_for()
        until(lambda: "minus=ab" in here(page))
        page.locator(".st-key-compare-axis").get_by_text("epochs").click()
        view = (f"held=b{AT_30}", "minus=ab", "along=epochs", "at=4.6875")
        until(lambda: all(words in here(page) for words in view))
        assert page.locator(".z").inner_text().startswith("The same z in both runs")
        link = here(page)
    with new_page(browser, **PHONE) as page:
        page.goto(link)
        until(lambda: page.locator(".compared-runs img").count() == 2 and values(page) == [60, 30])
        page.get_by_text("mean difference of a pixel 30.0 of 255").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
