"""What the browser tests share: one browser, a served app for a module, a page for a test."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from gan_core.runs.run_dir import all_runs
from tests.e2e.browser import (
    IN_TESTS,
    LAN,
    close_contexts,
    launch,
    new_page,
    serve,
    state_of,
    until,
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("playground")
    with serve(folder) as address:
        yield address, folder / "runs"
        for run in all_runs(folder / "runs"):
            run.request("stop")
        until(lambda: not any(run.is_alive() for run in all_runs(folder / "runs")))


@pytest.fixture(scope="package")
def browsers() -> Iterator[Callable[[], Any]]:
    """browsers(): the browser of all modules, or a new one where that has crashed."""
    from playwright import sync_api

    with sync_api.sync_playwright() as driver:
        started: list[Any] = []

        def running() -> Any:
            if not started or not started[-1].is_connected():
                started.append(
                    launch(driver, IN_TESTS, f"--host-resolver-rules=MAP {LAN} 127.0.0.1")
                )
            return started[-1]

        yield running
        for chromium in started:
            chromium.close()


@pytest.fixture(scope="module")
def browser(browsers) -> Iterator[object]:
    chromium = browsers()
    yield chromium
    close_contexts(chromium)  # a page that is left open goes on working


@pytest.fixture
def page(browser, served) -> Iterator[object]:
    with new_page(browser) as page:
        yield page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With a failure, where its page was and what it said."""
    if call.when == "call" and call.excinfo and "page" in item.funcargs:
        call.excinfo.value.add_note(state_of(item.funcargs["page"]))
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a test was tried a second time: what fails now and then is wrong as well."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"at first, {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)
