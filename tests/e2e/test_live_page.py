"""The live page in a real browser: zoom through updates, one timeline for everything, findings."""

import csv
import io
import urllib.parse
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from filelock import FileLock

from gan_core.config.train_config import Budget
from gan_core.runs.run_dir import ACTIVE, RunDir, all_runs, create
from gan_core.training.resolve import resolve_config
from tests.e2e.browser import BROWSER_TESTS, here, new_page, set_slider, until
from tests.playground.train import sample_runs
from tests.playground.train.sample_runs import CHOICE

pytestmark = BROWSER_TESTS
UPDATES = 60
SIZES = ((1280, 720), (1440, 900), (1920, 1080))
# The page polls every second or more rarely; here its long waits are twenty times shorter.
HASTE = "const wait = setTimeout; window.setTimeout = (f, ms, ...rest) => wait(f, ms / 20, ...rest)"
POINTS = "plot => (plot.data && plot.data[0].x.length) || 0"
GREY = """image => {
  if (!image.complete || !image.naturalWidth) return -1;
  const pixels = document.createElement('canvas').getContext('2d');
  pixels.drawImage(image, 0, 0);
  return pixels.getImageData(0, 0, 1, 1).data[0];
}"""


@pytest.fixture
def page(browser, served) -> Iterator[object]:
    """A page somewhat higher than the usual one, in a context of its own."""
    with new_page(browser, viewport={"width": 1280, "height": 900}) as page:
        yield page


def open_run(page, served, run) -> None:
    page.goto(f"{served[0]}/train?run={run.id}")
    page.locator(".live-plot .main-svg").first.wait_for()


def move_to(page, index: int) -> None:
    set_slider(page.locator(".live-slider"), index)


def in_sight(page, selector: str) -> bool:
    """Whether all of it is inside the window."""
    return page.locator(selector).first.evaluate(
        """element => {
          const box = element.getBoundingClientRect();
          return box.width > 0 && box.top >= 0 && box.left >= 0
            && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
        }"""
    )


def overlaps(page, one: str, other: str) -> bool:
    top, bottom = "e => e.getBoundingClientRect().top", "e => e.getBoundingClientRect().bottom"
    ends = page.locator(one).first.evaluate(bottom)
    return ends > page.locator(other).first.evaluate(top) + 1


def polled(page, times: int) -> None:
    for _ in range(times):
        with page.expect_response("**/live?*"):
            pass


def cursor(page) -> float | None:
    """Where the cursor is on the x-axis: the solid upright lines, one in each panel."""
    lines = page.locator(".live-plot").evaluate(
        "plot => plot.layout.shapes.filter(s => s.yref === 'paper' && !s.line.dash).map(s => s.x0)"
    )
    return lines[0] if lines else None


def test_sixty_updates_keep_zoom_and_node(page, served) -> None:
    run = sample_runs.sample_run(served[1], "running")
    with FileLock(run.path / "alive.lock"):
        page.add_init_script(HASTE)
        open_run(page, served, run)
        plot = page.locator(".live-plot")
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
        page.locator(".live-reset-zoom").click()
        until(lambda: plot.evaluate("plot => plot.layout.xaxis.autorange"))


def test_nothing_is_drawn_while_nothing_is_new(page, served) -> None:
    run = sample_runs.sample_run(served[1], "running")
    with FileLock(run.path / "alive.lock"):
        page.add_init_script(HASTE)
        open_run(page, served, run)
        polled(page, 3)  # what the first answers brought is drawn
        plot = page.locator(".live-plot")
        plot.evaluate(
            "plot => { plot.drawn = 0; plot.on('plotly_afterplot', () => (plot.drawn += 1)) }"
        )
        polled(page, 10)
        assert plot.evaluate("plot => plot.drawn") == 0
        run.append_stats(sample_runs.record(90, sample_runs.BALANCED))
        until(lambda: plot.evaluate("plot => plot.drawn") > 0)


def test_the_timeline_moves_grid_cursor_classes_and_findings_together(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    open_run(page, served, run)
    page.locator(".live-finding h4", has_text="D overpowers G").wait_for()
    grid = page.locator(".live-grid")
    until(lambda: grid.evaluate(GREY) == 80)  # the latest grid; sample_run draws its number

    move_to(page, 0)
    until(lambda: grid.evaluate(GREY) == 0)
    assert "Before training" in page.locator(".live-caption").inner_text()
    assert page.locator(".live-when").inner_text() == "before training"
    until(lambda: cursor(page) == 0)
    assert "Bag: 100.0%" in page.locator(".live-class").first.get_attribute("title")
    assert page.locator(".live-finding").count() == 0

    move_to(page, 4)
    until(lambda: grid.evaluate(GREY) == 40)
    assert abs(cursor(page) - 40 * sample_runs.PER_RECORD / sample_runs.PER_EPOCH) < 1e-9
    assert "Bag: 20.0%" in page.locator(".live-class").first.get_attribute("title")

    page.locator('[data-show="latest"]').click()
    until(lambda: page.locator(".live-grid-latest").evaluate(GREY) == 80)
    page.locator(".live-best").click()
    until(lambda: grid.evaluate(GREY) == 80)
    page.locator(".live-finding summary").click()
    page.locator(".live-since").click()
    until(lambda: grid.evaluate(GREY) in (40, 50))


def test_the_moment_shown_is_in_the_address(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    open_run(page, served, run)
    move_to(page, 4)
    until(lambda: f"&at={40 * sample_runs.PER_RECORD}" in here(page))
    page.reload()
    until(lambda: page.locator(".live-grid").evaluate(GREY) == 40)
    page.locator(".live-latest").click()
    until(lambda: "at=" not in here(page))


def test_the_grid_without_EMA_is_shown_where_one_was_saved(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    run.write_raw(40 * sample_runs.PER_RECORD, sample_runs.grid_of(41))
    open_run(page, served, run)
    grid, raw = page.locator(".live-grid"), page.locator(".live-grid-raw")
    caption = page.locator(".live-caption")
    page.locator('[data-show="raw"]').click()
    assert "No grid without EMA was saved at this moment" in caption.inner_text()
    assert not raw.is_visible() and grid.is_visible()

    move_to(page, 4)
    until(lambda: (grid.evaluate(GREY), raw.evaluate(GREY)) == (40, 41))
    assert raw.is_visible() and "with averaged weights (EMA)" in caption.inner_text()
    move_to(page, 5)
    assert not raw.is_visible() and "No grid without EMA" in caption.inner_text()


def test_a_run_without_EMA_says_that_there_is_nothing_to_compare(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    config = run.config()
    run.write_config(config | {"settings": config["settings"] | {"ema_kimg": 0.0}})
    open_run(page, served, run)
    page.locator('[data-show="raw"]').click()
    assert "keeps no average" in page.locator(".live-caption").inner_text()


def test_a_slider_redraws_the_grid_for_any_EMA_length(page, served) -> None:
    run = averaged_run(served[1])
    open_run(page, served, run)
    page.locator('[data-show="length"]').click()
    grid, drawn = page.locator(".live-grid"), page.locator(".live-grid-length")
    size = "image => image.complete && [image.naturalWidth, image.naturalHeight].join()"
    until(lambda: drawn.evaluate(size) == grid.evaluate(size) != "0,0")
    assert "ema/100.png?at=640" in drawn.get_attribute("src")
    assert page.locator(".live-length output").inner_text() == "0.10"
    set_slider(page.locator(".live-length input"), 205)
    until(lambda: "ema/205.png" in drawn.get_attribute("src") and drawn.evaluate(size))
    assert page.locator(".live-then-length").inner_text() == "length 0.205"
    assert all(in_sight(page, part) for part in (".live-length", ".live-below", ".live-timeline"))

    assert page.locator(".live-length-words").inner_text().startswith("EMA length 0.1 is better")
    link = page.locator(".live-open-length").get_attribute("href")
    assert urllib.parse.unquote(link).endswith(f"model=run:{run.id}@640:ema")
    move_to(page, 0)
    until(lambda: "No averages for other EMA lengths" in page.locator(".live-caption").inner_text())
    assert not drawn.is_visible()


def averaged_run(root: Path) -> RunDir:
    """A run of a second that keeps averages, with an outcome of the comparison at its end."""
    from gan_core.runs import checkpoint
    from gan_core.runs.average_generator import generator_of_length
    from gan_core.runs.training_run import TrainingRun

    settings = ("width=4", "z_dim=4", "batch_size=8")
    config = resolve_config(
        "dcgan", "silhouettes", settings=settings, budget=Budget("images", 640), device="cpu"
    )
    run = create(root, "silhouettes-dcgan-seed0", config.to_json())
    TrainingRun(run).train()
    run.append_metrics(sample_runs.metrics(640))
    checkpoint.save_generator(run.offered_file(640), *generator_of_length(run, 0.1))
    run.write_choice(CHOICE)
    return run


def test_the_curves_shown_are_downloads(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    open_run(page, served, run)
    with page.expect_download() as download:
        page.locator(".live-csv").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    written, _ = run.stats()
    curves = [row for row in rows if row["loss/G"]]
    assert [float(row["loss/G"]) for row in curves] == [row["loss/G"] for row in written]
    evaluated = [row for row in rows if row["fd_fashion_cnn"]]
    assert len(evaluated) == 9 and evaluated[0]["samples"] == "1000"
    with page.expect_download() as download:
        page.locator(".live-png").click()
    assert Path(download.value.path()).read_bytes()[:4] == b"\x89PNG"


def test_a_finding_starts_the_run_it_suggests(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    known = len(all_runs(served[1]))
    open_run(page, served, run)
    page.locator(".live-finding summary").first.click()
    page.locator(".live-suggestion").first.click()
    until(lambda: len(all_runs(served[1])) == known + 1)
    new = all_runs(served[1])[0]
    until(lambda: f"run={new.id}" in here(page))
    own, before = new.config()["settings"], run.config()["settings"]
    assert {k for k in own if own[k] != before[k]} == {"lr_D"} and own["lr_D"] == 5e-05
    new.request("stop")


@pytest.mark.parametrize("state", ["running", "paused", "stopped", "done", "failed"])
def test_the_whole_story_is_in_sight(page, served, state) -> None:
    """One row of buttons, all charts, the grid with its captions, the timeline at the bottom."""
    run = sample_runs.sample_run(served[1], state)
    (run.path / "generators" / "G_ema_00028800.safetensors").touch()  # for all the buttons
    if state == "failed":
        run.change_state("failed", error="The disk is full: free some space and resume.")
    with FileLock(run.path / "alive.lock") if state in ACTIVE else nullcontext():
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
        open_run(page, served, run)
        page.locator(".live-class").first.wait_for()
        page.locator(".live-finding").first.wait_for()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            until(lambda: whole_story(page))
            assert page.locator(".live-plot").evaluate("plot => plot.clientHeight") > 250
            assert page.locator(".live-grid").evaluate("grid => grid.clientHeight") > 180


def whole_story(page) -> bool:
    """Whether the header's buttons are one row, and every part is in sight above the timeline."""
    tops = page.locator(".st-key-run-header button").evaluate_all(
        "buttons => buttons.map(button => button.getBoundingClientRect().top)"
    )
    parts = (".live-legend", ".live-under", ".live-caption", ".live-below", ".live-class-bars",
             ".live-outputs", ".xtitle")  # fmt: skip
    return (
        len(tops) >= 2
        and max(tops) - min(tops) < 2
        and all(in_sight(page, part) for part in (*parts, ".live-grid", ".live-timeline"))
        and not any(overlaps(page, part, ".live-timeline") for part in parts)
    )


def test_a_finding_opens_over_the_page_and_moves_nothing(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    open_run(page, served, run)
    finding = page.locator(".live-finding").first
    finding.wait_for()
    where = "element => JSON.stringify(element.getBoundingClientRect())"
    before = [page.locator(part).evaluate(where) for part in (".live-plot", ".live-grids")]
    finding.locator("summary").click()
    page.locator(".live-suggestion").first.wait_for()
    assert [page.locator(part).evaluate(where) for part in (".live-plot", ".live-grids")] == before
    page.keyboard.press("Escape")
    assert not page.locator(".live-suggestion").first.is_visible()
    move_to(page, 0)
    until(lambda: page.locator(".live-finding").count() == 0)
    assert [page.locator(part).evaluate(where) for part in (".live-plot", ".live-grids")] == before


def test_no_word_stands_on_a_curve(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    open_run(page, served, run)
    page.locator(".live-class").first.wait_for()
    boxes = "marks => marks.map(mark => mark.getBoundingClientRect().toJSON())"
    words = page.locator(".live-plot .annotation").evaluate_all(boxes)
    panels = page.locator(".live-plot .bglayer .bg, .live-plot .nsewdrag").evaluate_all(boxes)
    assert len(words) >= 4 and panels
    for word in words:
        for panel in panels:
            apart = word["bottom"] <= panel["top"] + 2 or word["top"] >= panel["bottom"] - 2
            assert apart, (word, panel)


def test_hovering_a_sample_names_its_seed(page, served) -> None:
    run = sample_runs.sample_run(served[1])
    run.write_nearest(80 * sample_runs.PER_RECORD, sample_runs.grid_of(200))
    open_run(page, served, run)
    grid = page.locator(".live-grid")
    until(lambda: grid.evaluate(GREY) == 80)
    side = grid.evaluate(
        "p => Math.min(p.width / p.naturalWidth, p.height / p.naturalHeight) * p.naturalWidth / 10"
    )
    grid.hover(position={"x": 2.5 * side, "y": 1.5 * side})
    note = page.locator(".live-note-box")
    note.wait_for()
    assert "Seed 12, recognised: Boot, D(G(z)) = 0.269." in note.inner_text()
    assert "nearest" in note.inner_text()
