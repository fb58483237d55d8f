"""The Runs page by keyboard and on a phone: search, rename, tag, rank, delete, undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gan_core.queue import trash
from gan_core.runs.run_dir import RunDir, all_runs
from gan_core.runs.run_label import RunLabel
from tests.e2e.browser import BROWSER_TESTS, PHONE, here, new_page, serve, until
from tests.playground.train.sample_runs import sample_run

pytestmark = BROWSER_TESTS
BASE = "gan/play"  # as behind a proxy


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("runs-page")
    for number in range(3):
        run = sample_run(folder / "runs", records=10 + 10 * number)
        if number == 1:
            run.write_label(RunLabel("Sharp shoes", "", ("best",)))
    with serve(folder, BASE) as address:
        yield address, folder / "runs"


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_found_named_deleted_and_taken_back_by_keyboard(browser, server) -> None:
    address, runs = server
    first = RunDir(runs / "00001-silhouettes-dcgan-seed0")
    with new_page(browser) as page:
        page.goto(f"{address}/runs")
        rows = page.locator(".runs .run")
        rows.nth(2).wait_for()
        images = page.locator(".runs .shot img")
        until(lambda: all(images.evaluate_all("all => all.map((it) => it.naturalWidth > 0)")))
        page.get_by_label("Search").focus()
        page.keyboard.type("SHARP")
        until(lambda: rows.count() == 1)
        assert "q=SHARP" in here(page) and rows.inner_text().startswith("Sharp shoes")
        page.get_by_role("button", name="Show all").click()
        until(lambda: rows.count() == 3)

        compare = page.locator(".told .primary")
        for number in (3, 1):  # run A is the one that was ticked first
            page.get_by_label(f"Compare run 0000{number}").check()
        until(lambda: "/compare?a=00003-" in compare.get_attribute("href"))
        assert f"&b={first.id}" in compare.get_attribute("href")
        page.get_by_role("button", name="Clear").click()

        page.get_by_role("button", name="Edit name, tags and note of run 00001").focus()
        press(page, "Enter")
        page.keyboard.type("<b>Drawn</b>")
        press(page, "Tab")
        page.keyboard.type("for Monday, best")
        press(page, "Enter")
        rows.get_by_text("<b>Drawn</b>").wait_for()
        assert first.label() == RunLabel("<b>Drawn</b>", "", ("for Monday", "best"))
        page.locator("select[name=tag]").select_option("best")
        until(lambda: rows.count() == 2)

        page.get_by_role("button", name="Delete run 00001").focus()
        press(page, "Enter")
        page.get_by_text("is in the trash for 7 days").wait_for()
        until(lambda: rows.count() == 1)
        assert [it.run.id for it in trash.trashed(runs)] == [first.id]
        press(page, "Enter")  # Undo has the focus
        until(lambda: rows.count() == 2)
        assert len(all_runs(runs)) == 3 and not trash.trashed(runs)


def test_the_leaderboard_and_the_trash_on_a_phone(browser, server) -> None:
    address, runs = server
    with new_page(browser, **PHONE) as page:
        page.goto(f"{address}/runs?show=leaderboard&within=30")
        page.locator(".boards tbody tr").nth(2).wait_for()
        assert "on 1,000 samples" in page.locator(".boards .measured").inner_text()
        order = page.locator(".boards tbody .number").all_inner_texts()
        assert order[0] == "00003", "the one that was evaluated last within the time"
        page.get_by_role("button", name="All runs").tap()
        page.get_by_role("button", name="Delete run 00003").tap()
        page.get_by_role("button", name="Trash (1)").tap()
        page.get_by_role("button", name="Delete for good").tap()
        assert trash.trashed(runs), "it asks once more"
        page.get_by_role("button", name="Press again to delete it for good").tap()
        until(lambda: not trash.trashed(runs))
        page.get_by_text("The trash is empty.").wait_for()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
