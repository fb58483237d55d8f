"""A finished run plays back as if it were live: without a network, on a server without torch."""

from collections.abc import Iterator

import pytest

from gan_core.runs.run_dir import RunDir
from tests.e2e.browser import BROWSER_TESTS, new_page, serve, until
from tests.playground.train.sample_runs import PER_EPOCH, PER_RECORD, sample_run

pytestmark = BROWSER_TESTS
NO_TORCH = 'raise ImportError("torch is not on this machine")\n'
RECORDS = 90  # seconds, by the log
END_OF_D = "plot => plot.data.find((it) => it.name === 'D loss' && it.opacity !== 0).x.at(-1)"
GREY = (
    "it => { const c = document.createElement('canvas'); c.width = c.height = 1;"
    " const d = c.getContext('2d'); d.drawImage(it, 0, 0);"
    " return it.complete && it.naturalWidth ? d.getImageData(0, 0, 1, 1).data[0] : -1 }"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, RunDir]]:
    """A finished run on a server that has no torch."""
    folder = tmp_path_factory.mktemp("replay")
    (folder / "without" / "torch").mkdir(parents=True)
    (folder / "without" / "torch" / "__init__.py").write_text(NO_TORCH)
    run = sample_run(folder / "runs", records=RECORDS)
    with serve(folder, PYTHONPATH=str(folder / "without")) as address:
        yield address, run


def moment(page) -> str:
    return page.locator(".live-when").inner_text()


def test_a_finished_run_plays_at_any_speed_with_findings_and_nothing_is_asked(
    browser, server
) -> None:
    address, run = server
    with new_page(browser) as page:
        page.goto(f"{address}/train?run={run.id}")
        page.locator(".live-plot .main-svg").first.wait_for()
        findings, grid = page.locator(".live-findings"), page.locator("img.live-grid")
        until(lambda: "D overpowers G" in findings.inner_text())
        play = page.locator(".live-play")
        fetched: set[str] = set()
        page.on("requestfinished", lambda it: "/grids/" in it.url and fetched.add(it.url))
        play.click()
        until(lambda: len(fetched) >= len(run.samples()) - 1)  # its last one was there
        play.click()
        page.locator(".live-latest").click()

        page.context.set_offline(True)
        for speed in ("1", "4", "16", "whole"):
            page.locator(".live-speed").select_option(speed)
            before = moment(page)
            play.click()
            until(lambda before=before: moment(page) != before)
            assert page.locator(".live-facts").inner_text().startswith("Replay")
            play.click()
            if speed == "1":
                assert "D overpowers G" not in findings.inner_text(), "that came later"
        play.click()
        until(lambda: "D overpowers G" in findings.inner_text())
        play.click()
        assert 50 <= grid.evaluate(GREY) < 80, "the grid of that moment, not the last"
        shown = page.locator(".live-plot").evaluate(END_OF_D)
        assert shown < RECORDS * PER_RECORD / PER_EPOCH, "the curves end at the moment shown"
        assert page.locator(".live-facts").inner_text().startswith("Replay")
        page.locator(".live-latest").click()
        until(lambda: grid.evaluate(GREY) == 80)
