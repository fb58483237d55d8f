"""Explore on a phone: the picture stays in sight, a swipe scrolls past it, a tap moves nothing."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import BROWSER_TESTS, SLOW, current_image, final_image, here, until
from tests.e2e.test_explore import open_tab

pytestmark = BROWSER_TESTS

WIDTH, HEIGHT = 390, 844
IN_SIGHT = """canvas => {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const at = [left + width / 2, top + height / 2];
  let found = document.elementFromPoint(...at);
  while (found?.shadowRoot) found = found.shadowRoot.elementFromPoint(...at);
  return top >= 0 && top + height <= innerHeight / 2 && found === canvas;
}"""


@pytest.fixture
def page(browser) -> Iterator[object]:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(SLOW)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert not broken, broken


def scrolled(page) -> float:
    return page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")


def top_of(locator) -> float:
    return locator.bounding_box()["y"]


def swipe(page, locator, dx, dy, steps=12) -> None:
    """With one finger, from the middle of the element."""
    box = locator.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touches = page.context.new_cdp_session(page)

    def send(kind, *points):
        places = [{"x": px, "y": py} for px, py in points]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    send("touchStart", (x, y))
    for step in range(1, steps + 1):
        send("touchMove", (x + dx * step / steps, y + dy * step / steps))
        page.wait_for_timeout(16)
    send("touchEnd")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("tab", ["interpolate", "classes", "directions", "layers"])
def test_the_image_stays_in_sight_down_to_the_samples(tab, page, served) -> None:
    open_tab(page, served, f"tab={tab}")
    image = page.locator("canvas.current")
    assert image.evaluate(IN_SIGHT.replace("innerHeight / 2", "innerHeight"))
    page.locator(".open-sliders").click()
    page.locator(".latent-value input").nth(9).scroll_into_view_if_needed()
    page.locator(".samples .sample").nth(5).scroll_into_view_if_needed()
    assert scrolled(page) > 300 and image.evaluate(IN_SIGHT)
    before = final_image(page)
    page.locator(".samples .sample").nth(17).tap()
    until(lambda: current_image(page) != before)


def test_a_swipe_scrolls_past_the_image_and_past_the_map(page, served) -> None:
    open_tab(page, served, "tab=seed-map&point=@12:3")
    image, chart = page.locator("canvas.current"), page.locator(".seed-map-panel .map")
    swipe(page, image, 0, -120)
    once = scrolled(page)
    assert once > 60
    swipe(page, chart, 0, -120)
    assert scrolled(page) > once + 60
    assert "point=@12:3" in here(page)
    swipe(page, chart, -96, 0)  # a seed is 96 px
    until(lambda: "point=@12:3" not in here(page))
    page.locator(".hold-page").tap()
    chart.scroll_into_view_if_needed()
    held, there = scrolled(page), here(page)
    swipe(page, chart, 0, -120)
    until(lambda: here(page) != there)
    assert scrolled(page) == held


def test_the_first_tap_on_a_channel_moves_nothing(page, served) -> None:
    open_tab(page, served, "tab=layers")
    channels = page.locator(".feature-maps .sample")
    until(lambda: channels.count() > 1)
    without = page.locator(".without canvas")
    before = until(lambda: without.evaluate("canvas => canvas.width > 0 && canvas.toDataURL()"))
    places = top_of(channels.nth(3)), scrolled(page)
    for channel in range(4):
        channels.nth(channel).tap()
    until(lambda: without.evaluate("canvas => canvas.toDataURL()") != before)
    assert (top_of(channels.nth(3)), scrolled(page)) == places
    assert page.locator(".without figcaption").inner_text().startswith("without 4 of ")


def test_a_moved_direction_moves_nothing_on_the_page(page, served) -> None:
    open_tab(page, served, "tab=directions")
    rows = page.locator(".named .direction")
    until(lambda: rows.count() == 6)
    before = final_image(page)
    places = [top_of(rows.nth(index)) for index in range(6)]
    for index in range(6):
        rows.nth(index).locator("input").evaluate(
            "s => { s.value = 1.5; s.dispatchEvent(new Event('input', {bubbles: true})) }"
        )
    until(lambda: current_image(page) != before)
    assert [top_of(rows.nth(index)) for index in range(6)] == places


def test_the_drawing_field_is_as_wide_as_the_screen(page, served) -> None:
    open_tab(page, served, "tab=inversion")
    assert page.locator(".drawing").bounding_box()["width"] > 0.9 * WIDTH
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == WIDTH
