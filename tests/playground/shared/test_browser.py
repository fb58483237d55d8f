"""What is kept for a browser, of which two tabs change different things at once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from gan_core.data import durable_files
from playground.shared import browser, responses
from tests.playground.shared.door.asking import Answer, ask

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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions.")
def test_other_accounts_of_the_machine_do_not_read_the_cookies_in_the_file_names(
    runs: Path,
) -> None:
    (runs / "browsers").mkdir(parents=True)
    (runs / "browsers").chmod(0o755)  # as an earlier version made it
    browser.remember("form", "x")
    assert (runs / "browsers").stat().st_mode & 0o077 == 0


@pytest.fixture
def served(tmp_path: Path) -> Callable[..., Answer]:
    """What a page and its script, as files of a server, answer to a request."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<!doctype html>")
    (tmp_path / "site" / "a.js").write_text("1")
    app = browser.BrowserCookie(StaticFiles(directory=tmp_path / "site"), "gan")
    return lambda path, **headers: ask(app, path, **headers)


def test_a_page_brings_a_cookie_that_no_proxy_keeps_for_others(
    served: Callable[..., Answer],
) -> None:
    page = served("/index.html", accept="text/html")
    cookie = page.headers["set-cookie"]
    assert browser.ID.search(cookie) and "Path=/gan; HttpOnly; SameSite=Lax" in cookie
    assert "private" in page.headers["cache-control"]
    assert "set-cookie" not in served("/index.html", cookie=f"{browser.COOKIE}={ME}").headers
    assert "set-cookie" not in served("/a.js").headers
    damaged = served("/index.html", accept="text/html", cookie=f"{browser.COOKIE}=x")
    assert damaged.headers["set-cookie"] != cookie


def test_a_page_that_the_browser_kept_brings_one_where_it_was_deleted(
    served: Callable[..., Answer],
) -> None:
    known = served("/index.html").headers["etag"]
    kept = {"if_none_match": known, "accept": "text/html,*/*"}
    assert served("/index.html", cookie=f"{browser.COOKIE}={ME}", **kept).status == 304
    assert "set-cookie" in served("/index.html", **kept).headers
    script = served("/a.js").headers["etag"]
    assert served("/a.js", if_none_match=script, accept="*/*").status == 304


def test_a_route_knows_who_asks_and_two_at_once_are_not_taken_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()  # the real browser_id
    both = Barrier(2, timeout=20)

    def who(request: Request) -> Response:
        both.wait()  # in two threads
        return responses.json(browser.browser_id())

    app = Starlette(routes=[Route("/who", responses.route(who))])

    def asked_by(one: str) -> str:
        return ask(app, "/who", cookie=f"{browser.COOKIE}={one}").json()

    with ThreadPoolExecutor(2) as two:
        assert list(two.map(asked_by, (ME, OTHER))) == [ME, OTHER]
