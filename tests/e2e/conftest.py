"""What the browser tests share: one served app a module, one browser, a page for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import IN_TESTS, launch, new_page, serve, until


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("playground")
    with serve(folder) as address:
        yield address, folder / "runs"
        for run in all_runs(folder / "runs"):
            run.request("stop")
        until(lambda: not any(run.is_alive() for run in all_runs(folder / "runs")))


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright import sync_api

    with sync_api.sync_playwright() as driver:
        chromium = launch(driver, IN_TESTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, served) -> Iterator[object]:
    with new_page(browser) as page:
        yield page
