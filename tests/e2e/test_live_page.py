"""The live page in a real browser: zoom through updates, one timeline for everything, findings."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import executable, launch, serve
from tests.e2e.test_playground import SLOW, here, until
from tests.playground.train import sample_runs

playwright = pytest.importorskip(
    "playwright.sync_api", reason="browser tests want Playwright: pip install -e '.[browser]'"
)
pytestmark = pytest.mark.skipif(
    executable() is None,
    reason="browser tests want Chromium or Chrome: install one or set CHROMIUM to its path",
)
UPDATES = 60
# The page polls every second or more rarely; here its long waits are twenty times shorter.
HASTE = "const wait = setTimeout; window.setTimeout = (f, ms, ...rest) => wait(f, ms / 20, ...rest)"
POINTS = "plot => (plot.data && plot.data[0].x.length) || 0"
GREY = """picture => {
  if (!picture.complete || !picture.naturalWidth) return -1;
  const pixels = document.createElement('canvas').getContext('2d');
  pixels.drawImage(picture, 0, 0);
  return pixels.getImageData(0, 0, 1, 1).data[0];
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("live")
    with serve(folder) as address:
        yield address, folder / "runs"
        for run in all_runs(folder / "runs"):
            run.request("stop")
        until(lambda: not any(run.is_alive() for run in all_runs(folder / "runs")))


@pytest.fixture
def page(served) -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        browser = launch(driver)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(SLOW)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        yield page
        browser.close()
        assert not broken, broken


def open_run(page, served, run) -> None:
    page.goto(f"{served[0]}/train?run={run.id}")
    page.locator(".lr-plot .main-svg").first.wait_for()


def move_to(page, index: int) -> None:
    page.locator(".lr-slider").evaluate(
        f"slider => {{ slider.value = {index}; slider.dispatchEvent(new Event('input')) }}"
    )


def polled(page, times: int) -> None:
    for _ in range(times):
        with page.expect_response("**/live?*"):
            pass


def cursor(page) -> float | None:
    """Where the cursor stands on the x-axis: the one unbroken line over the whole height."""
    lines = page.locator(".lr-plot").evaluate(
        "plot => plot.layout.shapes.filter(s => s.yref === 'paper' && !s.line.dash).map(s => s.x0)"
    )
    return lines[0] if lines else None


def test_sixty_updates_keep_zoom_and_node(page, served) -> None:
    run = sample_runs.made_run(served[1], "running")
    with FileLock(run.path / "alive.lock"):
        page.add_init_script(HASTE)
        open_run(page, served, run)
        plot = page.locator(".lr-plot")
        plot.evaluate(
            """async plot => {
              plot.dataset.marked = 'yes';
              plot.querySelector('.main-svg').dataset.marked = 'yes';
              const sight = {'xaxis.range': [0.5, 2.5], 'yaxis.range': [0, 3]};
              await window.Plotly.relayout(plot, sight);
            }"""
        )
        before = plot.evaluate(POINTS)
        for update in range(UPDATES):
            run.append_stats(sample_runs.record(90 + update, sample_runs.BALANCED))
            until(lambda update=update: plot.evaluate(POINTS) == before + update + 1)
        assert plot.get_attribute("data-marked") == "yes"
        assert plot.locator(".main-svg").first.get_attribute("data-marked") == "yes"
        assert plot.evaluate("plot => plot.layout.xaxis.range") == [0.5, 2.5]
        assert plot.evaluate("plot => plot.layout.yaxis.range") == [0, 3]
        page.locator(".lr-whole").click()
        until(lambda: plot.evaluate("plot => plot.layout.xaxis.autorange"))


def test_nothing_is_drawn_while_nothing_is_new(page, served) -> None:
    run = sample_runs.made_run(served[1], "running")
    with FileLock(run.path / "alive.lock"):
        page.add_init_script(HASTE)
        open_run(page, served, run)
        polled(page, 3)  # what the first answers brought is drawn
        plot = page.locator(".lr-plot")
        plot.evaluate(
            "plot => { plot.drawn = 0; plot.on('plotly_afterplot', () => (plot.drawn += 1)) }"
        )
        polled(page, 10)
        assert plot.evaluate("plot => plot.drawn") == 0
        run.append_stats(sample_runs.record(90, sample_runs.BALANCED))
        until(lambda: plot.evaluate("plot => plot.drawn") > 0)


def test_the_timeline_moves_sheet_cursor_classes_and_findings_together(page, served) -> None:
    run = sample_runs.made_run(served[1])
    open_run(page, served, run)
    page.get_by_role("heading", name="D has won").wait_for()
    sheet = page.locator(".lr-sheet")
    until(lambda: sheet.evaluate(GREY) == 80)  # the newest sheet; made_run draws its number

    move_to(page, 0)
    until(lambda: sheet.evaluate(GREY) == 0)
    assert "Before training" in page.locator(".lr-caption").inner_text()
    assert page.locator(".lr-when").inner_text() == "before training"
    until(lambda: cursor(page) == 0)
    assert "Bag: 100.0%" in page.locator(".lr-class").first.get_attribute("title")
    assert page.locator(".lr-finding").count() == 0

    move_to(page, 4)
    until(lambda: sheet.evaluate(GREY) == 40)
    assert abs(cursor(page) - 40 * sample_runs.PER_RECORD / sample_runs.PER_EPOCH) < 1e-9
    assert "Bag: 20.0%" in page.locator(".lr-class").first.get_attribute("title")

    page.locator('[data-show="now"]').click()
    until(lambda: page.locator(".lr-newest-sheet").evaluate(GREY) == 80)
    page.locator(".lr-best").click()
    until(lambda: sheet.evaluate(GREY) == 80)
    page.locator(".lr-since").first.click()
    until(lambda: sheet.evaluate(GREY) in (40, 50))


def test_raw_G_stands_beside_G_ema_where_a_sheet_of_it_was_written(page, served) -> None:
    run = sample_runs.made_run(served[1])
    run.write_raw(40 * sample_runs.PER_RECORD, sample_runs.sheet_of(41))
    open_run(page, served, run)
    sheet, raw = page.locator(".lr-sheet"), page.locator(".lr-raw-sheet")
    caption = page.locator(".lr-caption")
    page.locator('[data-show="raw"]').click()
    assert "No sheet of raw G was written at this moment" in caption.inner_text()
    assert not raw.is_visible() and sheet.is_visible()

    move_to(page, 4)
    until(lambda: (sheet.evaluate(GREY), raw.evaluate(GREY)) == (40, 41))
    assert raw.is_visible() and "the running average" in caption.inner_text()
    move_to(page, 5)
    assert not raw.is_visible() and "No sheet of raw G" in caption.inner_text()


def test_a_run_without_an_average_says_so_where_raw_G_is_asked_for(page, served) -> None:
    run = sample_runs.made_run(served[1])
    config = run.config()
    run.write_config(config | {"settings": config["settings"] | {"ema_kimg": 0.0}})
    open_run(page, served, run)
    page.locator('[data-show="raw"]').click()
    assert "keeps no average" in page.locator(".lr-caption").inner_text()


def test_what_is_shown_is_saved_as_csv(page, served) -> None:
    run = sample_runs.made_run(served[1])
    open_run(page, served, run)
    with page.expect_download() as download:
        page.locator(".lr-csv").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    written, _ = run.stats()
    curves = [row for row in rows if row["loss/G"]]
    assert [float(row["loss/G"]) for row in curves] == [row["loss/G"] for row in written]
    measured = [row for row in rows if row["fd_fashion_cnn"]]
    assert len(measured) == 9 and measured[0]["samples"] == "1000"
    with page.expect_download() as download:
        page.locator(".lr-png").click()
    assert Path(download.value.path()).read_bytes()[:4] == b"\x89PNG"


def test_a_finding_starts_the_run_it_proposes(page, served) -> None:
    run = sample_runs.made_run(served[1])
    known = len(all_runs(served[1]))
    open_run(page, served, run)
    page.locator(".lr-try").first.click()
    until(lambda: len(all_runs(served[1])) == known + 1)
    new = all_runs(served[1])[0]
    until(lambda: f"run={new.id}" in here(page))
    own, asked = new.config()["settings"], run.config()["settings"]
    assert {k for k in own if own[k] != asked[k]} == {"lr_D"} and own["lr_D"] == 5e-05
    new.request("stop")


def test_hovering_a_sample_names_its_seed(page, served) -> None:
    run = sample_runs.made_run(served[1])
    run.write_nearest(80 * sample_runs.PER_RECORD, sample_runs.sheet_of(200))
    open_run(page, served, run)
    sheet = page.locator(".lr-sheet")
    until(lambda: sheet.evaluate(GREY) == 80)
    tile = sheet.evaluate(
        "p => Math.min(p.width / p.naturalWidth, p.height / p.naturalHeight) * p.naturalWidth / 10"
    )
    sheet.hover(position={"x": 2.5 * tile, "y": 1.5 * tile})
    note = page.locator(".lr-tile")
    note.wait_for()
    assert "Seed 12, looks like: Boot, D: 26.9% real." in note.inner_text()
    assert "nearest" in note.inner_text()
