"""The whole app in a real browser, as a first visitor uses it."""

import pytest

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import (
    BROWSER_TESTS,
    PHONE,
    current_image,
    final_image,
    here,
    new_page,
    serve,
    set_slider,
    until,
)

pytestmark = BROWSER_TESTS


def test_moving_the_slider_changes_the_image_and_the_address_keeps_it(page, served) -> None:
    address, _ = served
    page.goto(address)
    before = current_image(page)
    page.locator(".latent-canvas input.t").focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    until(lambda: "t=0.7" in here(page))
    after = final_image(page)
    assert after != before
    page.goto(here(page))
    until(lambda: current_image(page) == after)


def start_a_run(page, address: str) -> None:
    """Through the form, on the images that need no download."""
    page.goto(f"{address}/train")
    page.get_by_role("combobox", name="Images").click()
    page.get_by_role("option", name="silhouettes").click()
    page.locator(".st-key-train button").click()
    page.locator(".live-run").wait_for()


def test_a_run_is_started_followed_stopped_and_found_again(page, served) -> None:
    address, runs = served
    start_a_run(page, address)
    points = "plot => (plot.data && plot.data[0].x.length) || 0"
    plot = page.locator(".live-plot")
    first = until(lambda: plot.evaluate(points))
    until(lambda: plot.evaluate(points) > first)
    until(lambda: int(page.locator(".live-slider").get_attribute("max")) >= 1)

    page.locator(".st-key-stop button").click()
    page.get_by_text("stopped", exact=True).wait_for()
    run = all_runs(runs)[0]
    until(lambda: run.status()["state"] == "stopped" and not run.is_alive())

    page.reload()
    page.get_by_text("stopped", exact=True).wait_for()
    assert run.id in here(page)
    until(lambda: plot.evaluate(points) >= first)
    set_slider(page.locator(".live-slider"), 0)
    until(lambda: "Before training" in page.locator(".live-caption").inner_text())

    page.locator(".st-key-run-menu button").click()
    page.get_by_role("menuitem", name="Open in Explore").click()
    current_image(page)
    assert f"run:{run.id}" in here(page)


def test_a_sample_of_the_grid_opens_in_explore_as_its_seed(page, served) -> None:
    address, runs = served
    run = all_runs(runs)[0]
    page.goto(f"{address}/train?run={run.id}")
    grid = page.locator(".live-grid")
    until(lambda: grid.evaluate("image => image.naturalWidth > 0"))
    side = grid.evaluate(
        "p => Math.min(p.width / p.naturalWidth, p.height / p.naturalHeight) * p.naturalWidth / 10"
    )
    grid.click(position={"x": 2.5 * side, "y": 1.5 * side})
    page.locator(".latent-canvas").wait_for()
    until(lambda: "seed_a=12" in here(page))
    assert f"run:{run.id}@{list(run.samples())[-1]}" in here(page)


def test_the_live_view_keeps_zoom_and_node_while_log_entries_arrive(page, served) -> None:
    address, runs = served
    run = all_runs(runs)[0]
    page.goto(f"{address}/train?run={run.id}")
    page.locator(".live-plot .main-svg").first.wait_for()
    page.evaluate(
        """async () => {
          const plot = document.querySelector('.live-plot');
          plot.dataset.marked = 'yes';
          await window.Plotly.relayout(plot, {'xaxis.range': [0.01, 0.02]});
        }"""
    )
    points = "plot => plot.data[0].x.length"
    plot = page.locator(".live-plot")
    before = plot.evaluate(points)
    row = {**run.stats()[0][-1]}
    for step in range(3):
        run.append_stats({**row, "epoch": row["epoch"] + 0.01 * (step + 1)})
        until(lambda step=step: plot.evaluate(points) == before + step + 1)
    assert plot.get_attribute("data-marked") == "yes"
    assert plot.evaluate("plot => plot.layout.xaxis.range") == [0.01, 0.02]


def test_a_run_outlives_its_page_and_its_server(page, tmp_path) -> None:
    with serve(tmp_path) as address:
        start_a_run(page, address)
        run = all_runs(tmp_path / "runs")[0]
        until(lambda: run.status().get("images_seen", 0) > 0)
        page.goto("about:blank")
    seen = run.status()["images_seen"]
    until(lambda: run.status()["images_seen"] > seen)
    with serve(tmp_path) as address:
        page.goto(f"{address}/train?run={run.id}")
        page.get_by_text("training", exact=True).wait_for()
        page.locator(".st-key-stop button").click()
        page.get_by_text("stopped", exact=True).wait_for()
    until(lambda: not run.is_alive())


@pytest.mark.parametrize(
    "path", ["/", "/train", "/draw", "/learn", "/compare", "/check", "/class", "/game"]
)
def test_nothing_is_wider_than_a_phone(path, browser, served) -> None:
    address, runs = served
    with new_page(browser, viewport=PHONE["viewport"]) as page:
        page.goto(address + path)
        page.locator("h1").first.wait_for()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator('[data-testid="stException"]').count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/train?run=../../etc/passwd",
        "/compare?a=../../etc",
        "/?model=../../etc",
        "/?t=nan&a=1e99",
        "/?model=run:..%2f..",
    ],
)
def test_a_bad_address_is_answered_with_a_sentence(path, page, served) -> None:
    address, _ = served
    page.goto(address + path)
    page.locator('[data-testid="stAlert"]').first.wait_for()
    assert page.locator('[data-testid="stException"]').count() == 0


def test_train_is_on_the_first_screen_of_a_phone(browser, served) -> None:
    address, _ = served
    with new_page(browser, **PHONE) as page:
        page.goto(f"{address}/train")
        button = page.locator(".st-key-train button:not([disabled])")
        button.wait_for()
        box = button.bounding_box()
        assert box["y"] + box["height"] <= 844
