"""A page that a test has left is used again, and knows nothing of that test."""

import pytest

from tests.e2e.browser import BROWSER_TESTS, DESKTOP, new_page

pytestmark = BROWSER_TESTS
OPTIONS = {"locale": "de"}  # no other test has such a page
KEPT = "[localStorage.length, sessionStorage.length, document.cookie, name, history.length]"


def left(browser, address, change) -> tuple[object, list[object]]:
    """What a page was changed by a test, and what the next test finds in its own."""
    with new_page(browser, **OPTIONS) as page:
        page.goto(f"{address}/learn")
        change(page)
    with new_page(browser, **OPTIONS) as after:
        assert after.url == "about:blank"
        after.goto(f"{address}/learn")
        return page, [after, *after.evaluate(KEPT)]


def test_it_is_the_same_page_without_what_it_stored(browser, served) -> None:
    def store(page) -> None:
        page.goto(f"{address}/learn?lesson=1")
        page.evaluate(
            "localStorage.a = sessionStorage.b = '1'; document.cookie = 'c=1; path=/'; name = 'd'"
        )

    address, _ = served
    page, [after, local, session, cookie, name, history] = left(browser, address, store)
    assert after is page
    assert (local, session, name) == (0, 0, "") and "c=1" not in cookie
    assert history == 2, "the empty page and this one"


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.route("**/nothing", lambda route: route.abort()),
        lambda page: page.on("request", lambda request: None),
        lambda page: page.add_init_script("window.changed = true"),
        lambda page: page.set_viewport_size({"width": 500, "height": 500}),
        lambda page: page.emulate_media(media="print"),
    ],
    ids=["route", "listener", "script", "size", "media"],
)
def test_a_page_that_was_changed_for_good_is_not_used_again(change, browser, served) -> None:
    page, [after, *_] = left(browser, served[0], change)
    assert after is not page and page.is_closed()
    assert after.viewport_size == DESKTOP["viewport"]
    assert after.evaluate("window.changed === undefined")
    assert not after.evaluate("matchMedia('print').matches")
