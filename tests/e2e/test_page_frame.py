"""What lies around every page: glossary, help without a mouse, a line while the server is away."""

from collections.abc import Iterator

import pytest

from playground.shared import glossary
from tests.e2e.browser import (
    BROWSER_TESTS,
    PHONE,
    current_image,
    final_image,
    free_port,
    new_page,
    serve,
    until,
)

pytestmark = BROWSER_TESTS
PAGES = ("/", "/train", "/draw", "/lab", "/learn", "/compare", "/check", "/class", "/game")
OPEN = "element => element.matches(':popover-open')"
AWAY = "The server is away. This page continues by itself"


@pytest.fixture
def phone(browser) -> Iterator[object]:
    with new_page(browser, **PHONE) as page:
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_the_glossary_opens_on_every_page_by_keyboard(path, page, served) -> None:
    page.goto(served[0] + path)
    page.locator("h1").wait_for()
    if path == "/":
        current_image(page)
    # While the page still runs, focus is not its to keep.
    app = page.locator("[data-testid=stApp]")
    until(lambda: app.get_attribute("data-test-script-state") == "notRunning")
    button = page.get_by_role("button", name="Glossary")
    panel = page.locator(".glossary")
    button.focus()
    page.keyboard.press("Enter")
    until(lambda: panel.evaluate(OPEN))
    words = panel.inner_text()
    assert all(term in words for _, listed in glossary.PARTS for term, _ in listed)
    page.keyboard.press("End")  # the focus is in the panel, so that keys scroll it
    until(lambda: panel.evaluate("panel => panel.scrollTop") > 0)
    page.keyboard.press("Escape")
    assert not panel.evaluate(OPEN)
    until(lambda: button.evaluate("button => button.getRootNode().activeElement === button"))


def test_a_finger_opens_the_glossary_and_gets_help(phone, served) -> None:
    phone.goto(served[0])
    current_image(phone)
    phone.get_by_role("button", name="Glossary").tap()
    until(lambda: phone.locator(".glossary").evaluate(OPEN))
    phone.get_by_role("button", name="Close").tap()
    until(lambda: not phone.locator(".glossary").evaluate(OPEN))

    favourite, bubble = phone.locator(".add-favourite"), phone.locator(".help")
    favourite.scroll_into_view_if_needed()
    favourites = phone.locator(".favourites button").count()
    finger = {"pointerType": "touch", "bubbles": True, "composed": True}
    favourite.dispatch_event("pointerdown", finger)
    until(lambda: bubble.evaluate(OPEN))
    assert bubble.inner_text() == favourite.get_attribute("title")
    favourite.dispatch_event("pointerup", finger)
    favourite.dispatch_event("click")  # ends the long press; it operates nothing
    assert phone.locator(".favourites button").count() == favourites
    favourite.tap()  # a short one does
    until(lambda: phone.locator(".favourites button").count() > favourites)


def test_the_keyboard_gets_help_at_what_it_reaches(page, served) -> None:
    page.goto(served[0])
    current_image(page)
    bubble, favourite = page.locator(".help"), page.locator(".add-favourite")
    favourite.click()
    assert not bubble.evaluate(OPEN)  # a mouse has the title
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    until(lambda: bubble.evaluate(OPEN))
    assert bubble.inner_text() == favourite.get_attribute("title")
    page.keyboard.press("Escape")
    assert not bubble.evaluate(OPEN)


def test_a_choice_that_does_not_fit_ends_in_an_ellipsis_and_has_a_title(page, served) -> None:
    page.goto(f"{served[0]}/train")
    size = page.get_by_role("combobox", name="Size", exact=True)
    until(lambda: (page.mouse.move(0, 0), size.hover(), size.get_attribute("title") == "")[-1])
    box = page.get_by_role("combobox", name="Images")
    box.evaluate("box => { box.style.flex = 'none'; box.style.width = '40px'; }")
    box.hover()
    assert box.get_attribute("title") == box.input_value()
    assert box.evaluate("box => getComputedStyle(box).textOverflow") == "ellipsis"
    box.click()
    page.get_by_role("option").first.wait_for()
    for option in page.get_by_role("option").all():
        assert option.evaluate("it => it.firstChild.scrollWidth <= it.firstChild.clientWidth")


def test_the_page_says_when_the_server_is_away_and_continues_by_itself(page, tmp_path) -> None:
    port = free_port()
    with serve(tmp_path, port=port) as address:
        page.goto(address)
        before = current_image(page)
        line = page.locator(".connection")
        assert not line.is_visible()
    line.wait_for()
    assert line.inner_text().startswith(AWAY)
    page.wait_for_timeout(3000)  # Streamlit's dialog comes at its second try
    assert page.get_by_role("dialog").count() == 0
    assert page.get_by_text("Is Streamlit still running").count() == 0
    with serve(tmp_path, port=port):
        line.wait_for(state="hidden")
        page.locator(".latent-canvas input.t").focus()
        page.keyboard.press("Home")
        until(lambda: final_image(page) != before)
        page.get_by_role("link", name="Check losses").click()
        page.get_by_label("G loss").first.wait_for()
