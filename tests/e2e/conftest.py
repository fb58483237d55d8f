"""What the browser tests share: one served app a module, one browser, a page for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import SLOW, launch, serve, until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser at a time: several on two cores would only wait for each other."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("browser"))


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
        chromium = launch(driver)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, served) -> Iterator[object]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(SLOW)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert not broken, broken
