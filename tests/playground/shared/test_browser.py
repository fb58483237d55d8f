"""What is kept for a browser, of which two tabs change different things at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from gan_core.data import durable_files
from playground.shared import browser

ME, OTHER = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def asks(runs: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def look(who: str) -> None:
        monkeypatch.setattr(browser, "browser_id", lambda: who)

    look(ME)
    return look


def test_what_two_tabs_add_at_once_is_all_kept() -> None:
    inside, written = Event(), Event()

    def slow(old: list[int] | None) -> list[int]:
        inside.set()
        written.wait(0.2)  # without a lock the other tab writes meanwhile
        return [*(old or []), 1]

    def other() -> None:
        inside.wait()
        browser.change("list", lambda old: [*(old or []), 2])
        browser.remember("form", "x")
        written.set()

    with ThreadPoolExecutor(2) as tabs:
        for done in (tabs.submit(browser.change, "list", slow), tabs.submit(other)):
            done.result()
    assert browser.remembered("list") == [1, 2] and browser.remembered("form") == "x"


@pytest.mark.parametrize("damaged", [3, "x" + ME, {ME: 1}, None])
def test_a_damaged_list_of_another_holds_nothing(
    damaged: object, asks: Callable[[str], None], runs: Path
) -> None:
    durable_files.make_folder(runs / "browsers")
    durable_files.write_json(runs / "browsers" / f"{OTHER}.json", {"list": damaged})
    assert not browser.others_remember("list", ME)
    asks(OTHER)
    browser.remember("list", [ME])
    asks(ME)
    assert browser.others_remember("list", ME)
